"""Flows across a diagram: what no block grammar allows, and what people draw."""

from __future__ import annotations

from hypothesis import strategies as st

from .blocks import CONDITIONS
from .draft import Draft, DraftNode

_CHOICES = ("exclusiveGateway", "inclusiveGateway")
_UNCONDITIONAL = (
    "parallelGateway",
    "boundaryEvent",
    "startEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
)


def tangle(draw: st.DrawFn, draft: Draft) -> None:
    """One to four more flows, each inside one scope, with a condition where one may stand."""
    for _ in range(draw(st.integers(1, 4))):
        source = draw(st.sampled_from([node for node in draft.nodes.values() if _leads_on(node)]))
        targets = [
            node
            for node in draft.nodes.values()
            if node.scope == source.scope and node is not source and _may_follow(draft, node)
        ]
        if not targets:
            continue
        target = draw(st.sampled_from(targets))
        condition = ""
        if source.tag in _CHOICES:
            _complete_conditions(draw, draft, source.id)
            condition = draw(st.sampled_from(CONDITIONS))
        elif source.tag not in _UNCONDITIONAL and draw(st.booleans()):
            condition = draw(st.sampled_from(CONDITIONS))
        draft.flow(source.id, target.id, condition)


def _leads_on(node: DraftNode) -> bool:
    return node.tag not in ("endEvent", "eventBasedGateway") and not _is_handler(node)


def _may_follow(draft: Draft, node: DraftNode) -> bool:
    """What begins by an event takes no flow, and what stands behind an event-based gateway no second one."""
    if node.tag in ("startEvent", "boundaryEvent") or _is_handler(node):
        return False
    before = [draft.nodes[flow.source] for flow in draft.flows.values() if flow.target == node.id]
    return all(each.tag != "eventBasedGateway" for each in before)


def _is_handler(node: DraftNode) -> bool:
    return "triggeredByEvent" in node.attributes


def _complete_conditions(draw: st.DrawFn, draft: Draft, gateway: str) -> None:
    """A gateway that only merged begins to choose: its one way out becomes the default."""
    flows = draft.outgoing(gateway)
    if len(flows) == 1 and not flows[0].condition:
        draft.nodes[gateway].attributes["default"] = flows[0].id
