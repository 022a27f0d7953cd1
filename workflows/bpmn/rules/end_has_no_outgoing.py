"""An end event is the end of a path; no flow may leave it (10.5.3, "sequence flow connections")."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import EndEvent, Process
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def end_has_no_outgoing(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-211."""
    for event in process.of_type(EndEvent):
        if event.outgoing:
            yield error("BPMN-211", event.id, line=event.line, name=label(event))
