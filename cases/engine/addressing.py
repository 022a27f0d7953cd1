"""Where a user task goes: the queues whose people may take it, or one person at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from organization.errors import NobodyHolds
from organization.models import Unit, User
from organization.resolution import Resolution, resolve
from organization.selectors import queue_key
from workflows import addresses
from workflows.addresses import Address
from workflows.bpmn import model as bpmn

from .variables import value_of

if TYPE_CHECKING:
    from .work import Work


_CODE = re.compile(r"[a-z][a-z0-9_]*\Z")


@dataclass(frozen=True)
class Place:
    """`queues` in order of the addresses; `remark` says for the story when nobody holds what was asked for."""

    unit: Unit
    queues: tuple[str, ...] = ()
    owner: User | None = None
    remark: Mapping[str, Any] = field(default_factory=dict)


def place_of(node: bpmn.Node, work: Work, inputs: Mapping[str, Any], scope: int) -> Place:
    """The place of a user task. A bare diagram has none: anybody may complete."""
    if work.package.bare:
        return Place(work.case.unit)
    wanted = _wanted(node, work, inputs, scope)
    reached, missing = [], []
    for address in wanted:
        try:
            reached.append(resolve(address, unit=work.case.unit, at=work.at))
        except NobodyHolds:
            missing.append(address)
    if not reached:
        return _unheld(work, missing)
    people = [found for found in reached if found.how == "person"]
    if people and len(reached) == len(people):
        return Place(work.case.unit, owner=people[0].users[0])
    queues = tuple(found.queue_key for found in reached if found.queue_key)
    return Place(_unit_of(reached), queues, remark=_ladder(reached))


def _wanted(node: bpmn.Node, work: Work, inputs: Mapping[str, Any], scope: int) -> list[Address]:
    assignment = node.extensions.assignment
    context = work.judge.context(scope, inputs)
    written = [assignment.candidate_groups]
    people = [f"person:{value_of(text, context)}" for text in (assignment.assignee,) if text]
    if not any(written) and not people:
        written = [_lane_role(node, work.library.home_of(scope).process)]
    texts = [value_of(text, context) for text in written if text]
    flat = [part for text in texts for part in (text if isinstance(text, list) else [text])]
    return [address for text in (*people, *flat) for address in addresses.parse(str(text))]


def _lane_role(node: bpmn.Node, drawn: bpmn.Process) -> str:
    """The role that the node's innermost lane names: by its property, else by its name; empty without one."""
    for lane in reversed(drawn.lanes):
        if node.id in lane.nodes:
            return lane.properties.get("role") or (lane.name if _CODE.match(lane.name) else "")
    return ""


def _unheld(work: Work, missing: list[Address]) -> Place:
    """Nobody holds it, not even up the ladder: it waits where it was sent, and the story says so."""
    queues = tuple(
        queue_key(work.case.unit_id, address.role, address.function) for address in missing if address.role
    )
    return Place(work.case.unit, queues, remark={"nobody": [str(address) for address in missing]})


def _ladder(reached: list[Resolution]) -> dict[str, Any]:
    climbed = [found.queue_key for found in reached if found.how == "ladder"]
    return {"ladder": climbed} if climbed else {}


def _unit_of(reached: list[Resolution]) -> Unit:
    return reached[0].unit
