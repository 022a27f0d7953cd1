"""A Petri net of one scope: places are numbers, transitions move tokens one by one.

The final marking is the empty one: an end event consumes its token (BPMN 2.0.2, 13.4.6). A transition with
`ends` empties the whole net (terminate, error and cancel ends). A transition with `join` belongs to an inclusive
gateway: it takes what is there once nothing more can come (13.4.3).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Transition:
    """`owner` is the element that acts; its firing shows that each event in `shows` can happen.

    `raises` goes with `ends` where the scope is withdrawn from outside and so doesn't complete.
    `loose` transitions add a token that nobody waits for: a non-interrupting boundary event.
    """

    owner: str
    inputs: set[int]
    outputs: set[int]
    ends: bool = False
    raises: bool = False
    join: str = ""
    loose: bool = False
    shows: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Place:
    """`label` is the element blamed when too many tokens lie here."""

    label: str
    producers: set[int] = field(default_factory=set)
    consumers: set[int] = field(default_factory=set)
    shown: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Net:
    """`protected` places keep their identity while the net is reduced: the entries of inclusive joins, and those of
    `stuck`, where sub-processes wait for ever.

    In a `hurried` net tokens may be more than they are: being without bound proves nothing.
    `reaches` says for a place which entries of which join its tokens may still get to, `entries` lists them.
    """

    places: dict[int, Place] = field(default_factory=dict)
    transitions: dict[int, Transition] = field(default_factory=dict)
    initial: int = 0
    protected: set[int] = field(default_factory=set)
    stuck: dict[int, str] = field(default_factory=dict)
    hurried: bool = False
    entries: dict[str, tuple[int, ...]] = field(default_factory=dict)
    reaches: dict[str, dict[int, frozenset[int]]] = field(default_factory=dict)
    events: dict[int, list[int]] = field(default_factory=dict)
    event_nodes: dict[int, str] = field(default_factory=dict)
    _next: int = 0

    def fresh(self) -> int:
        self._next += 1
        return self._next

    def add_place(self, label: str) -> int:
        number = self.fresh()
        self.places[number] = Place(label)
        return number

    def add(
        self,
        owner: str,
        inputs: Iterable[int],
        outputs: Iterable[int],
        *,
        ends: bool = False,
        raises: bool = False,
        join: str = "",
    ) -> int:
        """A new transition; returns its number."""
        number = self.fresh()
        transition = Transition(owner, set(inputs), set(outputs), ends, raises, join)
        self.transitions[number] = transition
        for place in transition.inputs:
            self.places[place].consumers.add(number)
        for place in transition.outputs:
            self.places[place].producers.add(number)
        return number

    def event(self, node: str = "") -> int:
        """A fact of its own: `node` was reached."""
        number = self.fresh()
        self.events[number] = []
        if node:
            self.event_nodes[number] = node
        return number

    def remove(self, number: int) -> None:
        """Take a transition out."""
        transition = self.transitions.pop(number)
        for place in transition.inputs:
            self.places[place].consumers.discard(number)
        for place in transition.outputs:
            self.places[place].producers.discard(number)

    def nodes_shown(self, events: Iterable[int]) -> set[str]:
        """The nodes that are reached when `events` happen, with all that follows from them."""
        seen: set[int] = set()
        pending = list(events)
        while pending:
            event = pending.pop()
            if event not in seen:
                seen.add(event)
                pending.extend(self.events[event])
        return {self.event_nodes[event] for event in seen if event in self.event_nodes}
