"""Which entries of an inclusive join a token can still get to, without passing the join (BPMN 2.0.2, 13.4.3)."""

from __future__ import annotations

from collections.abc import Sequence

from workflows.bpmn.soundness.net import Net


def entries_reached(net: Net, join: int, entries: Sequence[int]) -> dict[int, frozenset[int]]:
    """For each place, the entries ahead of it; a place without any is left out.

    An entry reaches itself only by way of a loop, since its token is there already.
    """
    found: dict[int, set[int]] = {}
    for entry in entries:
        for place in _upstream(net, join, entry):
            found.setdefault(place, set()).add(entry)
    return {place: frozenset(ahead) for place, ahead in found.items()}


def _upstream(net: Net, join: int, entry: int) -> set[int]:
    seen: set[int] = set()
    pending = [entry]
    while pending:
        for producer in net.places[pending.pop()].producers:
            if producer == join:
                continue
            for place in net.transitions[producer].inputs:
                if place not in seen:
                    seen.add(place)
                    pending.append(place)
    return seen
