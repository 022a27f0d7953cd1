"""A start event begins the process; no flow may lead back into it (10.5.2, "sequence flow connections")."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Process, StartEvent
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def start_has_no_incoming(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-210."""
    for event in process.of_type(StartEvent):
        if event.incoming:
            yield error("BPMN-210", event.id, line=event.line, name=label(event))
