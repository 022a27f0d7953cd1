"""From one scope of a process to its net (BPMN 2.0.2, chapter 13).

Data is not looked at: each condition may hold or not. A non-interrupting boundary event happens at most once per
visit of its activity. Event sub-processes, compensation and the inside of nested sub-processes are left out here:
each sub-process is a net of its own, and an activity in this one that ends as its own net was found to end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from workflows.bpmn import model
from workflows.bpmn.soundness.budget import Budget
from workflows.bpmn.soundness.catching import Ending, ending, frees, may_happen
from workflows.bpmn.soundness.net import Net
from workflows.bpmn.soundness.outcome import Outcome
from workflows.bpmn.soundness.paths import entries_reached

#: Conditional flows of one element whose combinations are listed one by one.
MOST_CHOSEN_AT_ONCE = 5


class Undecidable(Exception):
    """The scope holds an element that the analysis has no net for. `element` is its id."""

    def __init__(self, element: str) -> None:
        super().__init__(element)
        self.element = element


def considered(process: model.Process, scope: str) -> list[model.Node]:
    """The nodes of a scope that tokens of that scope can reach."""
    return [node for node in process.children(scope) if not _apart(node)]


def beginnings(nodes: Iterable[model.Node]) -> list[model.Node]:
    """Where a sub-process without a start event begins."""
    return [
        node
        for node in nodes
        if not node.incoming and not isinstance(node, model.BoundaryEvent) and not _caught(node)
    ]


def instantiating(process: model.Process) -> list[model.Node]:
    """What begins a process beside its start events: gateways and receive tasks with "instantiate" (10.6.6)."""
    return [
        node
        for node in process.children(process.id)
        if isinstance(node, model.EventBasedGateway | model.ReceiveTask)
        and node.instantiate
        and not node.incoming
    ]


@dataclass(frozen=True)
class Around:
    """What is known of a scope's sub-processes: how their own nets ended, and what they throw out of themselves.

    `ways_out` are activities that may throw an error which ends the scope, where that is to be looked at.
    """

    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    escapes: Mapping[str, set[Ending]] = field(default_factory=dict)
    ways_out: frozenset[str] = frozenset()


def net_of(process: model.Process, scope: str, budget: Budget, around: Around) -> Net:
    """The net of a scope. Raises Undecidable."""
    return _Translation(process, scope, budget, around).run()


def _caught(node: model.Node) -> bool:
    return isinstance(node, model.IntermediateCatchEvent) and isinstance(
        node.definition, model.LinkDefinition
    )


def _apart(node: model.Node) -> bool:
    if isinstance(node, model.Activity) and node.for_compensation:
        return True
    if isinstance(node, model.SubProcess) and node.triggered_by_event:
        return True
    return isinstance(node, model.BoundaryEvent) and isinstance(node.definition, model.CompensateDefinition)


class _Translation:
    def __init__(self, process: model.Process, scope: str, budget: Budget, around: Around) -> None:
        self.process, self.scope, self.budget, self.around = process, scope, budget, around
        self.net = Net()
        self.flows: dict[str, int] = {}
        self.links: dict[str, int] = {}
        self.begun: dict[str, int] = {}

    def run(self) -> Net:
        nodes = considered(self.process, self.scope)
        inside = {node.id for node in nodes}
        for node in nodes:
            for flow in self.process.outgoing(node.id):
                if flow.target in inside:
                    self.flows[flow.id] = self.net.add_place(flow.target)
        self.net.initial = self.net.add_place(self.scope)
        beginners = instantiating(self.process) if self.scope == self.process.id else []
        for node in beginners:
            self.begun[node.id] = self.net.add_place(node.id)
            self.net.add(self.scope, [self.net.initial], [self.begun[node.id]])
        if not self.begun and not self.process.start_events(self.scope):
            self._begin_everywhere(nodes)
        for node in nodes:
            self._node(node)
        self._joins(nodes)
        return self.net

    def _begin_everywhere(self, nodes: Sequence[model.Node]) -> None:
        """Without a start event all that nothing leads to begins at once (10.3.5)."""
        self.begun = {node.id: self.net.add_place(node.id) for node in beginnings(nodes)}
        self.net.add(self.scope, [self.net.initial], self.begun.values())

    def _node(self, node: model.Node) -> None:
        match node:
            case model.ComplexGateway():
                raise Undecidable(node.id)
            case model.ParallelGateway():
                self._arrive(node, self._incoming(node), self._outgoing(node))
            case model.InclusiveGateway():
                self._inclusive(node)
            case model.ExclusiveGateway():
                self._choose(node)
            case model.EventBasedGateway(parallel=True):
                self._arrive(node, self._incoming(node), self._outgoing(node))
            case model.EventBasedGateway():
                self._choose(node)
            case model.StartEvent():
                self._arrive(node, [self.net.initial], self._outgoing(node))
            case model.BoundaryEvent():
                pass  # belongs to its activity
            case _:
                self._activity(node)

    def _arrive(
        self, node: model.Node, inputs: Sequence[int], outputs: Sequence[int], *, ends: bool = False
    ) -> int:
        """A transition that reaches `node`; one without inputs can never happen and is left out (0)."""
        if not inputs:
            return 0
        number = self.net.add(node.id, inputs, () if ends else outputs, ends=ends)
        self.net.transitions[number].shows.append(self.net.event(node.id))
        return number

    def _choose(self, node: model.Node) -> None:
        gathered = self._gather(node)
        for place in self._outgoing(node):
            self.net.add(node.id, [gathered], [place])
        if not node.outgoing:
            self.net.add(node.id, [gathered], [])

    def _inclusive(self, node: model.InclusiveGateway) -> None:
        incoming = self._incoming(node)
        chosen = self.net.add_place(node.id)
        if len(incoming) == 1:
            self._arrive(node, incoming, [chosen])
        elif incoming:
            number = self.net.add(node.id, incoming, [chosen], join=node.id)
            self.net.transitions[number].shows.append(self.net.event(node.id))
        self._branch(node, chosen, node.default_flow)

    def _activity(self, node: model.Node) -> None:
        ends = ending(self.process, node)
        if ends is not Ending.NONE:
            for place in self._incoming(node):
                number = self._arrive(node, [place], [], ends=True)
                self.net.transitions[number].raises = ends is Ending.RAISED
            return
        running = self._gather(node)
        if isinstance(node, model.IntermediateThrowEvent) and isinstance(
            node.definition, model.LinkDefinition
        ):
            self.net.add(node.id, [running], [self._link(node.definition.link)])
            return
        for event in sorted(self.process.boundary_events(node.id), key=lambda event: event.interrupting):
            running = self._boundary(event, running)
        if node.id in self.around.ways_out:
            self.net.add(node.id, [running], [], ends=True, raises=True)
        default = node.default_flow if isinstance(node, model.Activity) else None
        if self._inside(node, running):
            self._branch(node, running, default)

    def _inside(self, node: model.Node, running: int) -> bool:
        """The other ways in which a sub-process turns out; returns whether it also completes."""
        for escape in self.around.escapes.get(node.id, ()):
            self.net.add(node.id, [running], [], ends=True, raises=escape is Ending.RAISED)
        outcome = self.around.outcomes.get(node.id)
        if outcome is None:
            return True
        if outcome.traps and not any(map(frees, self.process.boundary_events(node.id))):
            waiting = self.net.add_place(node.id)
            self.net.add(node.id, [running], [waiting])
            self.net.protected.add(waiting)
            self.net.stuck[waiting] = node.id
        repeated = isinstance(node, model.Activity) and node.loop is not None  # perhaps not even once
        return outcome.completes or repeated or not self.net.places[running].consumers

    def _boundary(self, event: model.BoundaryEvent, running: int) -> int:
        """The activity runs on in the place returned."""
        if isinstance(event.definition, model.CompensateDefinition):
            return running
        if not may_happen(self.process, event):
            return running
        happened = self.net.add_place(event.id)
        if event.interrupting:
            self._arrive(event, [running], [happened])
            going_on = running
        else:
            going_on = self.net.add_place(event.attached_to)
            number = self.net.add(event.id, [running], [going_on, happened])
            self.net.transitions[number].shows.append(self.net.event(event.id))
            self.net.transitions[number].loose = True
            self.net.add(event.attached_to, [running], [going_on])
        self._branch(event, happened, None)
        return going_on

    def _branch(self, node: model.Node, place: int, default: str | None) -> None:
        """Tokens on all flows without a condition, on any of those with one, on the default when none holds."""
        flows = [flow for flow in self.process.outgoing(node.id) if flow.id in self.flows]
        always = [self.flows[flow.id] for flow in flows if not flow.condition and flow.id != default]
        maybe = [self.flows[flow.id] for flow in flows if flow.condition and flow.id != default]
        otherwise = [self.flows[flow.id] for flow in flows if flow.id == default]
        if not maybe:
            self.net.add(node.id, [place], [*always, *(otherwise if not always else ())])
            return
        if len(maybe) <= MOST_CHOSEN_AT_ONCE:
            for count in range(1, len(maybe) + 1):
                for chosen in combinations(maybe, count):
                    self.net.add(node.id, [place], [*always, *chosen])
            if always or otherwise:  # no way at all is an incident, not a path
                self.net.add(node.id, [place], [*always, *otherwise])
        else:
            self._branch_in_turn(node, place, maybe, always, otherwise)

    def _branch_in_turn(
        self, node: model.Node, place: int, maybe: list[int], always: list[int], otherwise: list[int]
    ) -> None:
        """One flow after the other: few transitions, but a token may be round a loop before the last is asked."""
        self.net.hurried = True
        none_yet, some = place, self.net.add_place(node.id)
        for target in maybe:
            next_none, next_some = self.net.add_place(node.id), self.net.add_place(node.id)
            if target != maybe[-1] or always or otherwise:
                self.net.add(node.id, [none_yet], [next_none])
            self.net.add(node.id, [none_yet], [next_some, target])
            self.net.add(node.id, [some], [next_some])
            self.net.add(node.id, [some], [next_some, target])
            none_yet, some = next_none, next_some
        self.net.add(node.id, [some], always)
        if always or otherwise:
            self.net.add(node.id, [none_yet], [*always, *otherwise])

    def _gather(self, node: model.Node) -> int:
        """A place that takes a token of any flow that leads to `node`."""
        place = self.net.add_place(node.id)
        for incoming in self._incoming(node):
            self._arrive(node, [incoming], [place])
        return place

    def _incoming(self, node: model.Node) -> list[int]:
        places = [self.flows[flow] for flow in node.incoming if flow in self.flows]
        if node.id in self.begun:
            places.append(self.begun[node.id])
        if isinstance(node, model.IntermediateCatchEvent) and isinstance(
            node.definition, model.LinkDefinition
        ):
            places.append(self._link(node.definition.link))
        return places

    def _outgoing(self, node: model.Node) -> list[int]:
        return [self.flows[flow] for flow in node.outgoing if flow in self.flows]

    def _link(self, name: str) -> int:
        if name not in self.links:
            self.links[name] = self.net.add_place(self.scope)
        return self.links[name]

    def _joins(self, nodes: Sequence[model.Node]) -> None:
        joins = [number for number, each in self.net.transitions.items() if each.join]
        entries_in_all = sum(len(self.net.transitions[number].inputs) for number in joins)
        if not self.budget.touch(entries_in_all * len(self.net.places) // 4):
            raise Undecidable(self.net.transitions[joins[0]].join)
        for number in joins:
            gateway = self.net.transitions[number].join
            entries = tuple(sorted(self.net.transitions[number].inputs))
            self.net.entries[gateway] = entries
            self.net.protected |= set(entries)
            self.net.reaches[gateway] = entries_reached(self.net, number, entries)
