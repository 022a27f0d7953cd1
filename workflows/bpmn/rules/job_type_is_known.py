"""A machine step names a job type of the catalogue (10.3.3, service task)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.bpmn.model import Process
from workflows.bpmn.rules.base import Around, label, nearest
from workflows.findings import Finding, error


def job_type_is_known(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-105."""
    known = around.vocabulary.job_types
    if known is None:
        return
    for node in process.nodes.values():
        job = node.extensions.job
        if job and job.type and not job.type.startswith("=") and job.type not in known:
            named: dict[str, Any] = {"name": label(node), "job": job.type, "known": nearest(job.type, known)}
            yield error("BPMN-105", node.id, line=node.line, **named)
