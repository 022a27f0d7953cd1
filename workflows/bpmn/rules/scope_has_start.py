"""A process begins at a start event or at what instantiates it (10.5.2, 10.6.6).

A sub-process begins at its one start event, or wherever nothing leads to (10.3.5).
"""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import AdHocSubProcess, Process, SubProcess
from workflows.bpmn.rules.base import Around, label
from workflows.bpmn.soundness import begins, starts
from workflows.findings import Finding, error, warning


def scope_has_start(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-221 no place to begin, 223 a sub-process with several start events, 206 (warning) an empty one."""
    if not starts(process):
        yield error("BPMN-221", process.id, line=process.line, name=label(process))
    for scope in process.of_type(SubProcess):
        if not isinstance(scope, AdHocSubProcess):
            yield from _sub_process(process, scope)


def _sub_process(process: Process, scope: SubProcess) -> Iterator[Finding]:
    starts = len(process.start_events(scope.id))
    if not process.children(scope.id):
        yield warning("BPMN-206", scope.id, line=scope.line, name=label(scope))
    elif not begins(process, scope):
        yield error("BPMN-221", scope.id, line=scope.line, name=label(scope))
    elif starts > 1:
        yield error("BPMN-223", scope.id, line=scope.line, name=label(scope), count=starts)
