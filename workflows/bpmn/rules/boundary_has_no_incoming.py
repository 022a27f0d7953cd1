"""A boundary event is reached through its activity, never by a flow (10.5.4)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import BoundaryEvent, Process
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def boundary_has_no_incoming(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-214."""
    for event in process.of_type(BoundaryEvent):
        if event.incoming:
            yield error("BPMN-214", event.id, line=event.line, name=label(event))
