"""The token game of a small diagram, played out in full: every state of all its scopes together.

Written from the standard (BPMN 2.0.2, chapter 13) over the diagram itself, and slow: it knows neither nets nor
reductions, nor does it judge one scope without the others. Of data it knows nothing: any condition may hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from workflows.bpmn import model

MAX_STATES, MAX_ITEMS = 3000, 9


class TooMuch(Exception):
    """More states, or more tokens in one scope, than are worth the time."""


class Item(NamedTuple):
    """A token on a flow, or (`inside` apart) an element that runs; `used` are reminders it has given."""

    kind: str
    id: str
    used: tuple[str, ...] = ()
    inside: Scope | None = None


class Scope(NamedTuple):
    id: str
    items: tuple[Item, ...]


class Raised(NamedTuple):
    """`by_task`: a task may throw an error or not, and does so only where somebody catches it."""

    code: str
    by_task: bool = False


DONE = None
Outcome = Scope | Raised | None


@dataclass
class Game:
    """`after` holds the successors of each state reached, None being the end; `entered` the elements."""

    process: model.Process
    after: dict[Outcome, set[Outcome]] = field(default_factory=dict)
    entered: set[str] = field(default_factory=set)

    def play(self) -> Game:
        """Raises TooMuch."""
        pending: list[Outcome] = list(self._begun(self.process.id))
        while pending:
            state = pending.pop()
            if state in self.after:
                continue
            after = set(self._moves(state)) if isinstance(state, Scope) else set()
            after = {each for each in after if not (isinstance(each, Raised) and each.by_task)}
            self.after[state] = {DONE if isinstance(each, Raised) else each for each in after}
            pending.extend(self.after[state])
            if len(self.after) > MAX_STATES:
                raise TooMuch
        return self

    def sound(self) -> bool:
        """From each state there is a way to the end."""
        good: set[Outcome] = {DONE}
        grown = True
        while grown:
            fresh = {state for state, after in self.after.items() if after & good} - good
            good |= fresh
            grown = bool(fresh)
        return self.after.keys() <= good

    def dead(self) -> set[str]:
        """Elements of the process itself and of sub-processes that were entered, which never were."""
        return {
            node.id
            for node in self.process.nodes.values()
            if node.id not in self.entered
            and (node.scope == self.process.id or node.scope in self.entered)
            and not (isinstance(node, model.SubProcess) and node.triggered_by_event)
        }

    # How things begin and go on --------------------------------------------------------------------------------

    def _begun(self, scope: str) -> Iterator[Scope]:
        for start in self.process.start_events(scope):
            self.entered.add(start.id)
            flows = [Item("at", flow) for flow in start.outgoing]
            yield Scope(scope, tuple(sorted(flows)))

    def _moves(self, scope: Scope) -> Iterator[Outcome]:
        for item in dict.fromkeys(scope.items):
            others = list(scope.items)
            others.remove(item)
            if item.kind == "at":
                yield from self._arrive(scope, item, others)
            else:
                yield from self._run(scope, item, others)
        yield from self._interrupted(scope)

    def _with(self, scope: Scope, others: list[Item], fresh: Iterator[Item] | list[Item]) -> Outcome:
        items = tuple(sorted([*others, *fresh], key=repr))
        if len(items) > MAX_ITEMS:
            raise TooMuch
        return Scope(scope.id, items) if items else DONE

    def _arrive(self, scope: Scope, item: Item, others: list[Item]) -> Iterator[Outcome]:
        node = self.process.nodes[self.process.flows[item.id].target]
        match node:
            case model.ParallelGateway() | model.InclusiveGateway():
                yield from self._join(scope, node)
            case model.ExclusiveGateway() | model.EventBasedGateway():
                self.entered.add(node.id)
                for flow in node.outgoing:
                    yield self._with(scope, others, [Item("at", flow)])
                if not node.outgoing:
                    yield self._with(scope, others, [])
            case model.EndEvent():
                self.entered.add(node.id)
                yield from self._end(scope, node, others)
            case model.SubProcess():
                self.entered.add(node.id)
                for inside in self._begun(node.id):
                    yield self._with(scope, others, [Item("run", node.id, (), inside)])
            case _:
                self.entered.add(node.id)
                yield self._with(scope, others, [Item("run", node.id)])

    def _end(self, scope: Scope, node: model.EndEvent, others: list[Item]) -> Iterator[Outcome]:
        match node.definition:
            case model.TerminateDefinition():
                yield DONE
            case model.ErrorDefinition(code=code):
                yield from self._raise(scope, Raised(code))
            case _:
                yield self._with(scope, others, [])

    def _raise(self, scope: Scope, error: Raised) -> Iterator[Outcome]:
        """Caught by an event sub-process of the scope, which is no handler of its own errors, or handed on."""
        for start in self._listeners(scope.id):
            if isinstance(start.definition, model.ErrorDefinition) and not self._interrupting_runs(scope):
                for inside in self._begun(start.scope):
                    yield Scope(scope.id, (Item("event", start.scope, (), inside),))
                return
        yield error

    def _run(self, scope: Scope, item: Item, others: list[Item]) -> Iterator[Outcome]:
        node = self.process.nodes[item.id]
        if item.inside is None:
            yield from self._left(scope, node, others)
            if isinstance(node, model.Task):
                yield from self._caught(scope, node, others, Raised("GAGAL", by_task=True))
        else:
            for after in self._moves(item.inside):
                if isinstance(after, Scope):
                    yield self._with(scope, others, [item._replace(inside=after)])
                elif after is DONE:
                    yield from self._left(scope, node, others)
                else:
                    yield from self._caught(scope, node, others, after)
        for event in self.process.boundary_events(node.id):
            if isinstance(event.definition, model.ErrorDefinition) or event.id in item.used:
                continue
            self.entered.add(event.id)
            kept = [] if event.interrupting else [item._replace(used=tuple(sorted((*item.used, event.id))))]
            for flows in self._ways(event, None):
                yield self._with(scope, others, [*kept, *flows])

    def _left(self, scope: Scope, node: model.Node, others: list[Item]) -> Iterator[Outcome]:
        default = node.default_flow if isinstance(node, model.Activity) else None
        for flows in self._ways(node, default):
            yield self._with(scope, others, flows)

    def _caught(self, scope: Scope, node: model.Node, others: list[Item], error: Raised) -> Iterator[Outcome]:
        for event in self.process.boundary_events(node.id):
            if isinstance(event.definition, model.ErrorDefinition):
                self.entered.add(event.id)
                for flows in self._ways(event, None):
                    yield self._with(scope, others, flows)
                return
        yield from self._raise(scope, error)

    def _interrupted(self, scope: Scope) -> Iterator[Outcome]:
        if self._interrupting_runs(scope):
            return
        for start in self._listeners(scope.id):
            if isinstance(start.definition, model.TimerDefinition):
                for inside in self._begun(start.scope):
                    yield Scope(scope.id, (Item("event", start.scope, (), inside),))

    def _interrupting_runs(self, scope: Scope) -> bool:
        return any(item.kind == "event" for item in scope.items)

    def _listeners(self, scope: str) -> Iterator[model.StartEvent]:
        for node in self.process.children(scope):
            if isinstance(node, model.SubProcess) and node.triggered_by_event:
                yield from self.process.start_events(node.id)

    # Gateways ----------------------------------------------------------------------------------------------------

    def _ways(self, node: model.Node, default: str | None) -> Iterator[list[Item]]:
        flows = self.process.outgoing(node.id)
        always = [flow.id for flow in flows if not flow.condition and flow.id != default]
        maybe = [flow.id for flow in flows if flow.condition and flow.id != default]
        otherwise = [flow.id for flow in flows if flow.id == default]
        for count in range(1, len(maybe) + 1):
            for chosen in combinations(maybe, count):
                yield [Item("at", flow) for flow in (*always, *chosen)]
        if not maybe:
            yield [Item("at", flow) for flow in (always or otherwise)]
        elif always or otherwise:
            yield [Item("at", flow) for flow in (*always, *otherwise)]

    def _join(self, scope: Scope, node: model.Node) -> Iterator[Outcome]:
        lying = {item.id for item in scope.items if item.kind == "at"}
        filled = [flow for flow in node.incoming if flow in lying]
        complete = len(filled) == len(node.incoming)
        inclusive = isinstance(node, model.InclusiveGateway)
        if not complete and not (inclusive and self._nothing_comes(scope, node, set(filled))):
            return
        self.entered.add(node.id)
        rest = list(scope.items)
        for flow in filled:
            rest.remove(Item("at", flow))
        ways = (
            self._ways(node, node.default_flow)
            if isinstance(node, model.InclusiveGateway)
            else [[Item("at", flow) for flow in node.outgoing]]
        )
        for flows in ways:
            yield self._with(scope, rest, flows)

    def _nothing_comes(self, scope: Scope, node: model.Node, filled: set[str]) -> bool:
        """13.4.3: no token that can get to an empty flow of the join, without passing it, and to no filled one."""
        empty = set(node.incoming) - filled
        for item in scope.items:
            if item.kind == "event" or item.id in filled:
                continue
            ahead = self._ahead(item, node)
            if ahead & empty and not ahead & filled:
                return False
        return True

    def _ahead(self, item: Item, join: model.Node) -> set[str]:
        reached: set[str] = set()
        pending = [item.id] if item.kind == "at" else self._leaving(item.id)
        while pending:
            flow = pending.pop()
            if flow in reached:
                continue
            reached.add(flow)
            target = self.process.flows[flow].target
            if target != join.id:
                pending += self._leaving(target)
        return reached

    def _leaving(self, node: str) -> list[str]:
        flows = list(self.process.nodes[node].outgoing)
        for event in self.process.boundary_events(node):
            flows += event.outgoing
        return flows
