"""Behind one event-based gateway messages come to events or to receive tasks, never to both (10.6.6)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Event, EventBasedGateway, MessageDefinition, Node, Process, ReceiveTask
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def event_gateway_waits_one_way(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-231."""
    for gateway in process.of_type(EventBasedGateway):
        behind = [process.nodes[flow.target] for flow in process.outgoing(gateway.id)]
        if any(isinstance(node, ReceiveTask) for node in behind) and any(map(_takes_message, behind)):
            yield error("BPMN-231", gateway.id, line=gateway.line, name=label(gateway))


def _takes_message(node: Node) -> bool:
    return isinstance(node, Event) and any(isinstance(each, MessageDefinition) for each in node.definitions)
