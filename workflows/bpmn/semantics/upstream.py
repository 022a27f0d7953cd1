"""From where a token can still come to an inclusive join (BPMN 2.0.2, 13.4.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .. import model as bpmn

#: For each node the incoming flows of one join that a token at the node can still take, as bits in the flows' order.
#: A node from which none can be reached is left out.
Upstream = Mapping[str, int]


def upstream_of(process: bpmn.Process, join: bpmn.Gateway) -> Upstream:
    """Paths follow sequence flows, boundary events and links, and never pass the join itself."""
    before = _predecessors(process, join.scope)
    reaching: dict[str, int] = {}
    for bit, flow in enumerate(process.incoming(join.id)):
        for node in _backwards(flow.source, join.id, before):
            reaching[node] = reaching.get(node, 0) | 1 << bit
    return reaching


def _backwards(node: str, join: str, before: Mapping[str, list[str]]) -> Iterable[str]:
    seen = {node}
    pending = [node]
    while pending:
        here = pending.pop()
        if here == join:
            continue
        for source in before.get(here, ()):
            if source not in seen:
                seen.add(source)
                pending.append(source)
    return seen


def _predecessors(process: bpmn.Process, scope: str) -> Mapping[str, list[str]]:
    before: dict[str, list[str]] = {}
    catching: dict[str, str] = {}
    for node in process.children(scope):
        before[node.id] = [flow.source for flow in process.incoming(node.id)]
        if isinstance(node, bpmn.BoundaryEvent):
            before[node.id].append(node.attached_to)
        elif isinstance(node, bpmn.IntermediateCatchEvent):
            catching |= dict.fromkeys(_links(node), node.id)
    for node in process.children(scope):
        if isinstance(node, bpmn.IntermediateThrowEvent):
            for link in _links(node):
                if link in catching:
                    before[catching[link]].append(node.id)
    return before


def _links(event: bpmn.Event) -> list[str]:
    return [each.link for each in event.definitions if isinstance(each, bpmn.LinkDefinition)]
