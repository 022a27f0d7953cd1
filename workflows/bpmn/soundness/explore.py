"""All markings that a net can reach, within a budget of steps."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from workflows.bpmn.soundness.budget import Budget
from workflows.bpmn.soundness.net import Net, Transition

#: The places of all tokens, sorted; a place stands once per token.
Marking = tuple[int, ...]


@dataclass(slots=True)
class Space:
    """What was seen. `complete` is False when the budget ended or tokens multiply without bound.

    `finished`: the scope completed at least once.
    """

    complete: bool = True
    finished: bool = False
    successors: dict[Marking, list[Marking]] = field(default_factory=dict)
    parents: dict[Marking, Marking | None] = field(default_factory=dict)
    fired: set[int] = field(default_factory=set)
    marked: set[int] = field(default_factory=set)
    crowded: set[int] = field(default_factory=set)
    unbounded: set[int] = field(default_factory=set)

    @property
    def deadlocks(self) -> list[Marking]:
        return [marking for marking, after in self.successors.items() if marking and not after]

    def trapped(self) -> list[Marking]:
        """Markings from which neither the end nor a deadlock can be reached, in order of discovery."""
        before: dict[Marking, list[Marking]] = {}
        for marking, after in self.successors.items():
            for each in after:
                before.setdefault(each, []).append(marking)
        seen = {marking for marking, after in self.successors.items() if not after}
        pending = list(seen)
        while pending:
            for each in before.get(pending.pop(), ()):
                if each not in seen:
                    seen.add(each)
                    pending.append(each)
        return [marking for marking in self.successors if marking not in seen]


def explore(net: Net, budget: Budget) -> Space:
    """Breadth first, so that what is found first is the shortest way there."""
    space = Space()
    start: Marking = (net.initial,)
    space.parents[start] = None
    space.marked.add(net.initial)
    pending = deque([start])
    while pending:
        marking = pending.popleft()
        space.successors[marking] = []
        for number in _enabled(net, marking):
            after = _fire(net.transitions[number], marking)
            space.fired.add(number)
            space.finished = space.finished or not (after or net.transitions[number].raises)
            space.successors[marking].append(after)
            if not budget.spend(2 + len(after)):
                space.complete = False
                return space
            if after not in space.parents:
                space.parents[after] = marking
                space.marked.update(after)
                _count(space, after, budget)
                pending.append(after)
        if space.unbounded:
            space.complete = False
            return space
    space.complete = budget.steps >= 0
    return space


def can_be_reached(net: Net) -> tuple[set[int], set[int]]:
    """Places and transitions that might be reached if tokens were never used up: an upper bound."""
    marked, fired = {net.initial}, set()
    missing = {number: len(transition.inputs) for number, transition in net.transitions.items()}
    pending = [net.initial]
    while pending:
        for number in net.places[pending.pop()].consumers:
            missing[number] -= 1
            if number in fired or (missing[number] and not net.transitions[number].join):
                continue
            fired.add(number)
            fresh = net.transitions[number].outputs - marked
            marked |= fresh
            pending.extend(fresh)
    return marked, fired


def _enabled(net: Net, marking: Marking) -> Iterator[int]:
    present = set(marking)
    for number in sorted({consumer for place in present for consumer in net.places[place].consumers}):
        transition = net.transitions[number]
        if transition.join:
            if _join_may_fire(net, transition, present):
                yield number
        elif transition.inputs <= present:
            yield number


def _join_may_fire(net: Net, transition: Transition, present: set[int]) -> bool:
    """Nothing can come any more that isn't also on its way to an entry that has its token (13.4.3)."""
    entries, ahead = net.entries[transition.join], net.reaches[transition.join]
    filled = present.intersection(entries)
    for place in present:
        reached = ahead.get(place)
        if reached and place not in filled and not reached & filled:
            return False
    return True


def _fire(transition: Transition, marking: Marking) -> Marking:
    if transition.ends:
        return ()
    left = list(marking)
    for place in transition.inputs:
        if place in left:
            left.remove(place)
    left.extend(transition.outputs)
    left.sort()
    return tuple(left)


def _count(space: Space, marking: Marking, budget: Budget) -> None:
    """Note the places with several tokens; where the marking holds an earlier one and more, there is no bound."""
    crowded = {first for first, second in pairwise(marking) if first == second}
    if not crowded:
        return
    space.crowded |= crowded
    ancestor = space.parents[marking]
    while ancestor is not None and budget.spend(1 + len(ancestor)):
        if len(ancestor) < len(marking) and _holds(marking, ancestor):
            space.unbounded |= crowded
            return
        ancestor = space.parents[ancestor]


def _holds(marking: Marking, smaller: Marking) -> bool:
    rest = iter(marking)
    return all(any(place == other for other in rest) for place in smaller)
