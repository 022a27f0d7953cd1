"""The machine under test, seen as a `Situation`.

What waits is taken from the effects, as the engine takes it, and the marking makes a trip through JSON between
operations, as it does on the case's row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from workflows.bpmn import model as bpmn
from workflows.bpmn import semantics
from workflows.bpmn.semantics import Machine, Marking

from .judge import DictionaryJudge
from .operations import Operation
from .view import ScopeView, Situation, TokenView, written

_JOINS = (bpmn.ParallelGateway, bpmn.InclusiveGateway)


class MachineSide:
    def __init__(
        self, process: bpmn.Process, variables: Mapping[str, Any], processes: Mapping[str, bpmn.Process]
    ) -> None:
        self.process = process
        self.processes = processes
        self.data: dict[str, Any] = dict(variables)
        self.row: str = json.dumps(Marking().to_json())
        self.outcome: str | None = None
        self.completed: list[str] = []
        self.thrown: list[tuple[str, ...]] = []
        #: token -> "person", "job" or "repair"
        self.open: dict[int, str] = {}
        #: (token, event id), for an event sub-process (scope, event id) in `listening`
        self.armed: set[tuple[int, str]] = set()
        self.listening: set[tuple[int, str]] = set()

    @property
    def marking(self) -> Marking:
        return Marking.from_json(json.loads(self.row))

    # Operations ---------------------------------------------------------------------------------------------

    def do(self, operation: Operation) -> None:
        target = None
        if operation.kind not in ("start", "cancel"):
            target = self.situation().root.at(operation.path).handle
        marking = self.marking
        judge = DictionaryJudge(marking, self.data)
        machine = Machine(self.process, marking, judge)
        self._perform(machine, judge, operation, target)
        self.row = json.dumps(marking.to_json())
        for effect in machine.effects:
            self._note(effect)
        if operation.kind == "cancel":
            self.outcome = "canceled"

    def _perform(self, machine: Machine, judge: DictionaryJudge, operation: Operation, target: Any) -> None:
        kind, event = operation.kind, operation.event
        if kind == "start":
            machine.start(event)
        elif kind == "cancel":
            machine.cancel()
        elif kind == "complete":
            for name, value in operation.changes.items():
                judge.assign(target.scope, name, value)
            machine.complete(target.number, target.node)
        elif kind == "retry":
            del self.open[target.number]
            machine.retry(target.number, target.node)
        elif kind == "error":
            machine.throw_error(target.number, target.node, event)
        elif isinstance(target, semantics.Scope):
            self.listening.discard((target.number, event))
            machine.trigger(target.host, event, scope=target.number)
        else:
            self._spend(target.number, event)
            machine.trigger(target.number, event)

    def _spend(self, token: int, event: str) -> None:
        """A timer fires once; a message or signal boundary listens on."""
        node = self.process.nodes[event]
        if isinstance(node, bpmn.Event) and isinstance(node.definition, bpmn.TimerDefinition):
            self.armed.discard((token, event))

    # Effects ------------------------------------------------------------------------------------------------

    def _note(self, effect: semantics.Effect) -> None:
        token, node = effect.token, effect.node
        match effect:
            case semantics.TaskOpened():
                self.open[token] = "person"
            case semantics.JobRequested():
                self.open[token] = "job"
            case semantics.Stuck():
                self._over(token)
                self.open[token] = "repair"
            case semantics.TimerArmed():
                self.armed.add((token, node.id))
            case semantics.Completed():
                self.completed.append(node.id)
                self._over(token)
            case semantics.Withdrawn() | semantics.Passed():
                self._over(token)
            case semantics.Ended():
                self.outcome = str(effect.outcome)

    def _over(self, token: int) -> None:
        self.open.pop(token, None)
        self.armed = {(number, event) for number, event in self.armed if number != token}

    # The picture --------------------------------------------------------------------------------------------

    def situation(self) -> Situation:
        marking = self.marking
        roots = [scope for scope in marking.scopes.values() if scope.host == 0]
        root = self._scope(marking, roots[0]) if roots else ScopeView(self.process.id, [])
        root.variables = written(self.data)
        left = {token for token in self.open if token not in marking.tokens}
        left |= {token for token, _ in self.armed if token not in marking.tokens}
        assert not left, f"still open or armed for tokens that are gone: {left}"
        return Situation(self.outcome, root, sorted(self.completed), sorted(self.thrown))

    def _scope(self, marking: Marking, scope: semantics.Scope) -> ScopeView:
        return ScopeView(
            element=scope.element,
            tokens=[self._token(marking, token) for token in marking.in_scope(scope.number)],
            armed=tuple(sorted(event for number, event in self.listening if number == scope.number)),
            handle=scope,
        )

    def _token(self, marking: Marking, token: semantics.Token) -> TokenView:
        node = self.process.nodes[token.node]
        armed = tuple(sorted(event for number, event in self.armed if number == token.number))
        waits = self._waits(node, token)
        return TokenView(
            node=token.node,
            waits=waits,
            flow=token.flow if waits == "join" else "",
            armed=armed,
            inner=[self._scope(marking, marking.scopes[token.child])] if token.child else [],
            handle=token,
        )

    def _waits(self, node: bpmn.Node, token: semantics.Token) -> str:
        if token.number in self.open:
            return self.open[token.number]
        if token.child:
            return "scope"
        return "join" if isinstance(node, _JOINS) else "event"
