"""An event-based gateway waits for one of several events (10.6.6: two or more outgoing flows)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import EventBasedGateway, Process
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def event_gateway_has_a_choice(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-230."""
    for gateway in process.of_type(EventBasedGateway):
        if len(gateway.outgoing) < 2:
            yield error("BPMN-230", gateway.id, line=gateway.line, name=label(gateway))
