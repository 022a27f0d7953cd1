"""The reference interpreter, seen as a `Situation` and moved by operations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.bpmn import model as bpmn

from .operations import Operation
from .reference import Interpreter, Scope, Token
from .view import ScopeView, Situation, TokenView, written

OUTSIDE = (bpmn.TimerDefinition, bpmn.MessageDefinition, bpmn.SignalDefinition)


class ReferenceSide:
    def __init__(
        self, process: bpmn.Process, variables: Mapping[str, Any], processes: Mapping[str, bpmn.Process]
    ) -> None:
        self.interpreter = Interpreter(process, variables, processes)

    def situation(self) -> Situation:
        case = self.interpreter
        return Situation(case.outcome, _scope(case.root), sorted(case.completed), sorted(case.thrown))

    def do(self, operation: Operation) -> None:
        case = self.interpreter
        if operation.kind == "start":
            return case.start(operation.event)
        if operation.kind == "cancel":
            return case.cancel()
        target = self.situation().root.at(operation.path).handle
        if operation.kind == "complete":
            return case.complete(target, operation.changes)
        if operation.kind == "error":
            return case.report_error(target, operation.event)
        if operation.kind == "retry":
            return case.retry(target)
        if isinstance(target, Scope):
            return case.begin_event_sub_process(target, operation.event)
        return case.happen(target, operation.event)


def _scope(scope: Scope) -> ScopeView:
    return ScopeView(
        element=scope.element if scope.host is None else scope.host.node.id,
        tokens=[_token(token) for token in scope.tokens],
        variables=written(scope.variables),
        armed=_armed(scope.listening),
        handle=scope,
    )


def _armed(events: list[Any]) -> tuple[str, ...]:
    return tuple(sorted(event.id for event in events if isinstance(event.definition, OUTSIDE)))


def _token(token: Token) -> TokenView:
    return TokenView(
        node=token.node.id,
        waits=token.waits,
        flow=token.flow if token.waits == "join" else "",
        armed=tuple(sorted((*_armed(token.boundaries), *_own_events(token)))),
        inner=[_scope(scope) for scope in token.inner],
        progress=_progress(token),
        handle=token,
    )


def _progress(token: Token) -> tuple[Any, ...]:
    turns = token.turns
    return () if turns is None else (len(turns.items), turns.completed, written(turns.body.variables))


def _own_events(token: Token) -> tuple[str, ...]:
    if token.waits != "event":
        return ()
    if isinstance(token.node, bpmn.EventBasedGateway):
        return tuple(flow.target for flow in token.scope.process.outgoing(token.node.id))
    return (token.node.id,)
