"""What waits side by side waits for different things, or nobody could say who is meant (10.5.4, 10.5.6, 10.6.6).

Camunda 8 asks for the same. Several listeners of one signal are meant by the standard, but not behind one gateway.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from workflows.bpmn import model
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error

#: The place they wait at, the kind, the name or code.
_Key = tuple[str, str, str]


def triggers_differ(process: model.Process, around: Around) -> Iterator[Finding]:
    """BPMN-232, at each one after the first."""
    groups: dict[_Key, list[model.Node]] = defaultdict(list)
    for node in process.nodes.values():
        for place in _places(process, node):
            for kind, name in _triggers(node, gateway=place.startswith("gateway ")):
                groups[place, kind, name].append(node)
    for (_, kind, name), waiting in groups.items():
        known: dict[str, Any] = {"kind": kind, "trigger": name or "*", "other": label(waiting[0])}
        for node in waiting[1:]:
            yield error("BPMN-232", node.id, line=node.line, name=label(node), **known)


def _places(process: model.Process, node: model.Node) -> Iterator[str]:
    """Where the node waits together with others."""
    if isinstance(node, model.BoundaryEvent):
        yield f"border of {node.attached_to}"
    elif isinstance(node, model.StartEvent):
        scope = process.nodes.get(node.scope)
        if isinstance(scope, model.SubProcess) and scope.triggered_by_event:
            yield f"events of {scope.scope}"
        elif scope is None:
            yield "starts"
    elif isinstance(node, model.IntermediateCatchEvent | model.ReceiveTask):
        for flow in process.incoming(node.id):
            if isinstance(process.nodes[flow.source], model.EventBasedGateway):
                yield f"gateway {flow.source}"


def _triggers(node: model.Node, *, gateway: bool) -> Iterator[tuple[str, str]]:
    definitions: tuple[model.EventDefinition, ...] = ()
    if isinstance(node, model.Event):
        definitions = node.definitions
    elif isinstance(node, model.ReceiveTask) and node.message is not None:
        definitions = (node.message,)
    for each in definitions:
        match each:
            case model.MessageDefinition(name=name) if name and not name.startswith("="):
                yield "message", name
            case model.SignalDefinition(name=name) if gateway and name and not name.startswith("="):
                yield "signal", name
            case model.ErrorDefinition(code=code):
                yield "error", code
            case model.EscalationDefinition(code=code):
                yield "escalation", code
