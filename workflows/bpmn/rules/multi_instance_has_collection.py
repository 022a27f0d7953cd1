"""A multi-instance activity says how often: a collection or a number (10.3.8)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Activity, MultiInstance, Process
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def multi_instance_has_collection(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-123."""
    for activity in process.of_type(Activity):
        loop = activity.loop
        if isinstance(loop, MultiInstance) and not (loop.collection or loop.cardinality):
            yield error("BPMN-123", activity.id, line=activity.line, name=label(activity))
