"""Processes of one file that call each other in a circle (10.3.6, call activity)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from workflows.bpmn import model

#: Nodes visited at most, over all processes of a file; what is left then is not judged.
MAX_STEPS = 100_000


@dataclass(frozen=True)
class Recursion:
    """Ids of call activities. `endless`: every case that comes there calls on for ever; `hasty`: nobody is waited for
    between a process and the call that leads back to it, though a condition may end it."""

    endless: frozenset[str]
    hasty: frozenset[str]


def recursion(processes: Collection[model.Process]) -> Recursion:
    """The circles of calls among `processes`."""
    return _Calls({process.id: process for process in processes}).judge()


def called_by(call: model.CallActivity) -> str:
    """The id of the process that is called; empty, or an expression, where that shows only in a run."""
    element = call.extensions.called_element
    return element.process_id if element else call.called


class _Calls:
    def __init__(self, processes: Mapping[str, model.Process]) -> None:
        self.processes = processes
        self.calls = {id: list(self._calls_of(process)) for id, process in processes.items()}
        self.steps = MAX_STEPS

    def _calls_of(self, process: model.Process) -> Iterator[model.CallActivity]:
        return (call for call in process.of_type(model.CallActivity) if called_by(call) in self.processes)

    def judge(self) -> Recursion:
        if not any(self.calls.values()):
            return Recursion(frozenset(), frozenset())
        endless, hasty = self._endless(), self._hasty()
        if self.steps < 0:
            return Recursion(frozenset(), frozenset())
        return Recursion(endless, hasty - endless)

    def _endless(self) -> frozenset[str]:
        """Calls in processes that could end if only the call came back, and which can't since it never does."""
        ending: set[str] = set()
        callers: dict[str, set[str]] = {}
        for id, calls in self.calls.items():
            for call in calls:
                callers.setdefault(called_by(call), set()).add(id)
        pending = list(self.processes)
        while pending and self.steps >= 0:
            id = pending.pop()
            if id not in ending and self._ends(id, lambda call: called_by(call) in ending):
                ending.add(id)
                pending.extend(callers.get(id, ()))
        caught = [id for id in self.processes if id not in ending and self._ends(id, lambda call: True)]
        return frozenset(call.id for id in caught for call in self.calls[id] if called_by(call) in caught)

    def _ends(self, id: str, returns: Callable[[model.CallActivity], bool]) -> bool:
        own = {call.id for call in self.calls[id]}

        def stops(node: model.Node) -> bool:
            return isinstance(node, model.CallActivity) and node.id in own and not returns(node)

        return self._walk(self.processes[id], stops, borders=True)[1]

    def _hasty(self) -> frozenset[str]:
        at_once: dict[str, list[model.CallActivity]] = {}
        for id, calls in self.calls.items():
            reached = self._walk(self.processes[id], _waits, borders=False)[0] if calls else set()
            at_once[id] = [call for call in calls if call.id in reached]
        return frozenset(
            call.id
            for id, calls in at_once.items()
            for call in calls
            if self._leads_to(called_by(call), id, at_once)
        )

    def _leads_to(self, start: str, goal: str, edges: Mapping[str, list[model.CallActivity]]) -> bool:
        seen, pending = {start}, [start]
        while pending and self.steps >= 0:
            self.steps -= 1
            current = pending.pop()
            if current == goal:
                return True
            fresh = {called_by(call) for call in edges.get(current, ())} - seen
            seen |= fresh
            pending.extend(fresh)
        return False

    def _walk(
        self, process: model.Process, stops: Callable[[model.Node], bool], *, borders: bool
    ) -> tuple[set[str], bool]:
        """The nodes a token may come to when none passes where `stops` says so, and whether the process may end.

        With `borders` a boundary event may happen wherever a token rests.
        """
        pending: list[model.Node] = list(process.start_events())
        seen = {node.id for node in pending}
        ended = False
        while pending and self.steps >= 0:
            self.steps -= 1
            node = pending.pop()
            after: list[model.Node] = [*process.boundary_events(node.id)] if borders else []
            if not stops(node):
                onward, over = _onward(process, node)
                after += onward
                ended = ended or over
            fresh = [each for each in after if each.id not in seen]
            seen.update(each.id for each in fresh)
            pending += fresh
        return seen, ended


def _onward(process: model.Process, node: model.Node) -> tuple[list[model.Node], bool]:
    """Where a token goes from a node, and whether the process may end there."""
    inside = list(process.children(node.id)) if isinstance(node, model.SubProcess) else []
    begun = [each for each in inside if not each.incoming and not isinstance(each, model.BoundaryEvent)]
    if begun:
        return begun, False
    return _past(process, node)


def _past(process: model.Process, node: model.Node) -> tuple[list[model.Node], bool]:
    current: model.Node | None = node
    while current is not None:
        if current.outgoing:
            return [process.nodes[flow.target] for flow in process.outgoing(current.id)], False
        current = process.nodes.get(current.scope)
    return [], True


def _waits(node: model.Node) -> bool:
    return isinstance(node, model.UserTask | model.ReceiveTask | model.IntermediateCatchEvent)
