"""Catching events that happen: start, intermediate, boundary, event sub-process (BPMN 2.0.2, 13.5)."""

from __future__ import annotations

from .. import model as bpmn
from .activities import finish
from .effects import Entered, Passed
from .judge import StepFailed
from .marking import Scope, Stage, Token
from .run import Move, Run, UnknownToken
from .scopes import begin_event_sub_process, is_interrupted, withdraw

_CATCHING = (bpmn.IntermediateCatchEvent, bpmn.ReceiveTask)


def occur(run: Run, event: bpmn.Node, scope: Scope, asked: int, flow: str = "") -> None:
    """A token comes into being at an event that has happened, and goes on from there."""
    move = Move(event, run.new_token(scope), scope, flow)
    try:
        run.record(Entered(event, move.token, scope.number))
    except StepFailed as failure:
        run.stick(move, failure, Stage.WAITING)
        return
    finish(run, move, asked)


def trigger(run: Run, number: int, event: str, scope: int) -> None:
    """Find who waits for the event, and let it happen. Raises UnknownToken."""
    token = run.marking.tokens.get(number)
    if token is None and number:
        raise UnknownToken(number, event)
    inside = _scope_inside(run, token, scope)
    if inside is not None:
        start = run.wiring(inside).nodes.get(event)
        if isinstance(start, bpmn.StartEvent):
            return _trigger_start(run, start, inside, number)
    if token is None:
        raise UnknownToken(number, event)
    return _trigger_at(run, token, event)


def _scope_inside(run: Run, token: Token | None, scope: int) -> Scope | None:
    """The scope in which an event sub-process may begin: the root's, or the one that the token hosts."""
    if token is not None:
        return run.marking.scopes.get(token.child) if scope in (0, token.child) else None
    if scope:
        return run.marking.scopes.get(scope)
    return next((each for each in run.marking.scopes.values() if not each.host), None)


def _trigger_start(run: Run, start: bpmn.StartEvent, around: Scope, asked: int) -> None:
    if start not in run.wiring(around).event_starts.get(run.container(around), ()):
        raise UnknownToken(asked, start.id)
    if is_interrupted(run, around):
        raise UnknownToken(asked, start.id)
    start_event_sub_process(run, start, around, asked)


def start_event_sub_process(run: Run, start: bpmn.StartEvent, around: Scope, asked: int) -> None:
    scope = begin_event_sub_process(run, start, around)
    if scope is not None:
        occur(run, start, scope, asked)


def _trigger_at(run: Run, token: Token, event: str) -> None:
    scope = run.marking.scopes[token.scope]
    wiring = run.wiring(scope)
    node = wiring.nodes.get(event)
    if isinstance(node, bpmn.BoundaryEvent) and node.attached_to == token.node:
        return fire_boundary(run, node, token, asked=token.number)
    if isinstance(node, _CATCHING) and token.node == event and not token.stage:
        return finish(run, run.lift(token))
    if node is not None and isinstance(wiring.nodes[token.node], bpmn.EventBasedGateway):
        for flow in wiring.outgoing[token.node]:
            if flow.target == event:
                _pass_gateway(run, run.lift(token), flow)
                return occur(run, node, scope, token.number, flow.id)
    raise UnknownToken(token.number, event)


def _pass_gateway(run: Run, move: Move, flow: bpmn.SequenceFlow) -> None:
    run.record(Passed(move.node, move.token, move.scope.number, (flow.id,)))
    run.consume(move.scope)


def fire_boundary(run: Run, event: bpmn.BoundaryEvent, host: Token, asked: int) -> None:
    """An interrupting event takes its host away; the other kind adds a token (10.4.4)."""
    scope = run.marking.scopes[host.scope]
    if event.interrupting:
        withdraw(run, host)
    occur(run, event, scope, asked)
