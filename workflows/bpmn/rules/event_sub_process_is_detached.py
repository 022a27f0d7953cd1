"""An event sub-process is begun by its event; no flow leads into or out of it (10.3.5)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Process, SubProcess
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def event_sub_process_is_detached(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-224, also for a boundary event: it would be part of the normal flow."""
    for scope in process.of_type(SubProcess):
        attached = scope.incoming or scope.outgoing or process.boundary_events(scope.id)
        if scope.triggered_by_event and attached:
            yield error("BPMN-224", scope.id, line=scope.line, name=label(scope))
