"""A cancel event stands on the border of a transaction, once (10.5.4 and table 10.93, cancel boundary event)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import BoundaryEvent, CancelDefinition, Process, Transaction
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def cancel_belongs_to_transaction(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-226."""
    taken: set[str] = set()
    for event in process.of_type(BoundaryEvent):
        if not isinstance(event.definition, CancelDefinition):
            continue
        host = process.nodes.get(event.attached_to)
        if not isinstance(host, Transaction) or host.id in taken:
            yield error("BPMN-226", event.id, line=event.line, name=label(event))
        taken.add(event.attached_to)
