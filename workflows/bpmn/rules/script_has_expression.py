"""A script task computes something: FEEL, or a job does it (10.3.3, script task)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Process, ScriptTask
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def script_has_expression(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-117."""
    for task in process.of_type(ScriptTask):
        script = task.extensions.script
        if task.extensions.job is None and (script is None or not script.expression.strip("= ")):
            yield error("BPMN-117", task.id, line=task.line, name=label(task))
