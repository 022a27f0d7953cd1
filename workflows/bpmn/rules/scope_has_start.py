"""A process or sub-process begins at a start event (10.4.2); an embedded one has exactly one (13.3.4)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import AdHocSubProcess, Process, SubProcess
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def scope_has_start(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-221 where there is none, BPMN-223 where a sub-process has several."""
    if not process.start_events():
        yield error("BPMN-221", process.id, line=process.line, name=label(process))
    for scope in process.of_type(SubProcess):
        if isinstance(scope, AdHocSubProcess):
            continue
        starts = len(process.start_events(scope.id))
        if starts == 0:
            yield error("BPMN-221", scope.id, line=scope.line, name=label(scope))
        elif starts > 1:
            yield error("BPMN-223", scope.id, line=scope.line, name=label(scope), count=starts)
