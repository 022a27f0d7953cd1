"""Where a user task goes: the queues whose people may take it, or one person at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from organization.errors import NobodyHolds
from organization.models import Unit, User
from organization.resolution import resolve
from organization.selectors import is_held, queue_key
from workflows import addresses
from workflows.addresses import Address
from workflows.bpmn import model as bpmn

from . import access
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


@dataclass(frozen=True, slots=True)
class Reached:
    """What one address comes to: a queue of a unit, higher up than asked where nobody holds it, or one person."""

    unit: Unit
    queue: str = ""
    climbed: bool = False
    owner: User | None = None


def place_of(node: bpmn.Node, work: Work, inputs: Mapping[str, Any], scope: int) -> Place:
    """The place of a user task. A bare diagram has none: anybody may complete."""
    if work.package.bare:
        return Place(work.case.unit)
    wanted = _wanted(node, work, inputs, scope)
    reached, missing = [], []
    for address in wanted:
        try:
            reached.append(_reach(address, work))
        except NobodyHolds:
            missing.append(address)
    if not reached:
        return _unheld(work, missing)
    people = [found.owner for found in reached if found.owner is not None]
    if people and len(reached) == len(people):
        return Place(work.case.unit, owner=people[0])
    queues = tuple(found.queue for found in reached if found.queue)
    return Place(reached[0].unit, queues, remark=_ladder(reached))


def _reach(address: Address, work: Work) -> Reached:
    """Where an address leads, asked once in an operation. Raises NobodyHolds."""
    if address.party:
        return Reached(work.case.unit, str(address))
    if address not in work.reached:
        work.reached[address] = _at_home(address, work) or _up_the_ladder(address, work)
    return work.reached[address]


def _at_home(address: Address, work: Work) -> Reached | None:
    """The common case in one short question: somebody in the case's own unit holds the role."""
    if not address.role or address.level or work.case.recusing:
        return None
    unit = work.case.unit
    if not is_held(unit.pk, address.role, address.function, work.at):
        return None
    return Reached(unit, queue_key(unit.pk, address.role, address.function))


def _up_the_ladder(address: Address, work: Work) -> Reached:
    barred = access.barred_people(work)
    found = resolve(address, unit=work.case.unit, at=work.at, excluding=barred)
    owner = found.users[0] if found.how == "person" else None
    return Reached(found.unit, found.queue_key, climbed=found.how == "ladder", owner=owner)


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


def _ladder(reached: list[Reached]) -> dict[str, Any]:
    climbed = [found.queue for found in reached if found.climbed]
    return {"ladder": climbed} if climbed else {}
