"""An event sub-process is begun by its event; no flow leads into or out of it (10.3.5)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Process, SubProcess
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def event_sub_process_is_detached(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-224."""
    for scope in process.of_type(SubProcess):
        if scope.triggered_by_event and (scope.incoming or scope.outgoing):
            yield error("BPMN-224", scope.id, line=scope.line, name=label(scope))
