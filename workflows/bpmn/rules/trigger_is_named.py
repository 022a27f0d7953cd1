"""A message, signal, escalation or link event says which one; a thrown error too (10.5.5)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import (
    EndEvent,
    ErrorDefinition,
    EscalationDefinition,
    Event,
    EventDefinition,
    IntermediateThrowEvent,
    LinkDefinition,
    MessageDefinition,
    Node,
    Process,
    ReceiveTask,
    SendTask,
    SignalDefinition,
)
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def trigger_is_named(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-220. A reference to nothing was said while reading (BPMN-013).

    An error or escalation that is thrown needs its code (10.5.5); a catching one without takes them all.
    """
    known = around.definitions.messages
    for node in process.nodes.values():
        throws = isinstance(node, EndEvent | IntermediateThrowEvent)
        for definition in _definitions(node):
            missing = _missing(definition, throws=throws, known=frozenset(known))
            if missing:
                yield error("BPMN-220", node.id, line=node.line, name=label(node), kind=missing)


def _definitions(node: Node) -> tuple[EventDefinition, ...]:
    if isinstance(node, Event):
        return node.definitions
    if isinstance(node, ReceiveTask):
        return (node.message or MessageDefinition(ref=""),)
    if isinstance(node, SendTask) and node.message is not None:
        return (node.message,)
    return ()


def _missing(definition: EventDefinition, *, throws: bool, known: frozenset[str]) -> str:
    """The kind of name that is missing, or empty."""
    match definition:
        case MessageDefinition(ref=ref, name=name):
            dangling = ref.rpartition(":")[2] not in known
            return "message" if not ref or not (name or dangling) else ""
        case SignalDefinition(name="", resolved=resolved, ref=ref):
            return "signal" if resolved or not ref else ""
        case ErrorDefinition(code="", resolved=resolved, ref=ref) if throws:
            return "error" if resolved or not ref else ""
        case EscalationDefinition(code="", resolved=resolved, ref=ref) if throws:
            return "escalation" if resolved or not ref else ""
        case LinkDefinition(link=""):
            return "link"
    return ""
