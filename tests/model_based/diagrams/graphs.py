"""Flows across a diagram: what no block grammar allows, and what people draw."""

from __future__ import annotations

from hypothesis import strategies as st

from .blocks import CONDITIONS
from .draft import Draft

_NO_WAY_IN = ("startEvent", "boundaryEvent")
_NO_WAY_OUT = ("endEvent",)
_CHOICES = ("exclusiveGateway", "inclusiveGateway")
_UNCONDITIONAL = (
    "parallelGateway",
    "boundaryEvent",
    "startEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
)
_NEVER = ("eventBasedGateway",)


def tangle(draw: st.DrawFn, draft: Draft) -> None:
    """One to four more flows, each inside one scope, with a condition where one may stand."""
    for _ in range(draw(st.integers(1, 4))):
        sources = [node for node in draft.nodes.values() if node.tag not in (*_NO_WAY_OUT, *_NEVER)]
        source = draw(st.sampled_from(sources))
        targets = [
            node
            for node in draft.nodes.values()
            if node.scope == source.scope and node.tag not in _NO_WAY_IN and node.id != source.id
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


def _complete_conditions(draw: st.DrawFn, draft: Draft, gateway: str) -> None:
    """A gateway that only merged begins to choose: its one way out becomes the default."""
    flows = draft.outgoing(gateway)
    if len(flows) == 1 and not flows[0].condition:
        draft.nodes[gateway].attributes["default"] = flows[0].id
