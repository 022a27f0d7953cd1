"""Behind an event-based gateway stand catching events or receive tasks, each with that one way in (10.6.6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.bpmn.model import (
    EventBasedGateway,
    IntermediateCatchEvent,
    LinkDefinition,
    Node,
    Process,
    ReceiveTask,
)
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def event_gateway_leads_to_events(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-219."""
    for gateway in process.of_type(EventBasedGateway):
        for flow in process.outgoing(gateway.id):
            target = process.nodes[flow.target]
            if not _may_follow(process, target):
                named: dict[str, Any] = {"name": label(gateway), "target": label(target)}
                yield error("BPMN-219", target.id, line=target.line, **named)


def _may_follow(process: Process, target: Node) -> bool:
    if len(target.incoming) != 1:
        return False
    if isinstance(target, ReceiveTask):
        return not process.boundary_events(target.id)
    return isinstance(target, IntermediateCatchEvent) and not isinstance(target.definition, LinkDefinition)
