"""Who waits for a message in the middle of a case says which one is meant (8.4.2, correlation; Camunda 8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.bpmn import model
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, warning


def message_has_correlation_key(process: model.Process, around: Around) -> Iterator[Finding]:
    """BPMN-209, a warning: without a key the first case that waits for the name takes the message."""
    for node in process.nodes.values():
        for message in _awaited(process, node):
            if message.name and not message.correlation_key:
                facts: dict[str, Any] = {"name": label(node), "message": message.name}
                yield warning("BPMN-209", node.id, line=node.line, **facts)


def _awaited(process: model.Process, node: model.Node) -> tuple[model.MessageDefinition, ...]:
    """The messages that a running case waits for there; one that begins a case needs no key."""
    if isinstance(node, model.ReceiveTask):
        return (node.message,) if node.message is not None and not node.instantiate else ()
    if isinstance(node, model.StartEvent) and node.scope not in process.nodes:
        return ()
    caught = model.StartEvent | model.IntermediateCatchEvent | model.BoundaryEvent
    if not isinstance(node, caught) or _behind_beginning(process, node):
        return ()
    return tuple(each for each in node.definitions if isinstance(each, model.MessageDefinition))


def _behind_beginning(process: model.Process, node: model.Node) -> bool:
    sources = (process.nodes[flow.source] for flow in process.incoming(node.id))
    return any(isinstance(source, model.EventBasedGateway) and source.instantiate for source in sources)
