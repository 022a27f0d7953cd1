"""A step stands in one lane of a lane set, and in the lanes around that one (10.8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from workflows.bpmn.model import Lane, Process
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def lanes_do_not_overlap(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-238: two lanes beside each other would name two roles."""
    holders: dict[str, list[Lane]] = defaultdict(list)
    parents = {lane.id: lane.parent for lane in process.lanes}
    for lane in process.lanes:
        for member in dict.fromkeys(lane.nodes):
            holders[member].append(lane)
    for node_id, lanes in holders.items():
        first = _beside(lanes, parents)
        if first is not None and node_id in process.nodes:
            node = process.nodes[node_id]
            facts: dict[str, Any] = {"name": label(node), "lane": label(first[0]), "other": label(first[1])}
            yield error("BPMN-238", node.id, line=node.line, **facts)


def _beside(lanes: list[Lane], parents: dict[str, str]) -> tuple[Lane, Lane] | None:
    """The first two of one lane set of which none stands around the other."""
    for position, lane in enumerate(lanes[:20]):
        for other in lanes[position + 1 : 20]:
            nested = lane.id in _around(other, parents) or other.id in _around(lane, parents)
            if lane.lane_set == other.lane_set and not nested:
                return lane, other
    return None


def _around(lane: Lane, parents: dict[str, str]) -> set[str]:
    found, current = set(), lane.parent
    while current and current not in found:
        found.add(current)
        current = parents.get(current, "")
    return found
