"""Catching events that happen: start, intermediate, boundary, event sub-process (BPMN 2.0.2, 13.5)."""

from __future__ import annotations

from typing import Any

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


def trigger(run: Run, number: int, event: str, scope: int, definition: int = 0) -> None:
    """Find who waits for the event, and let it happen. Raises UnknownToken.

    `definition` says which of several, by its place; a parallel multiple event waits for all of them (10.4.1).
    """
    token = run.marking.tokens.get(number)
    if token is None and number:
        raise UnknownToken(number, event)
    inside = _scope_inside(run, token, scope)
    if inside is not None:
        start = run.wiring(inside).nodes.get(event)
        if isinstance(start, bpmn.StartEvent):
            return _trigger_start(run, start, inside, number, definition)
    if token is None:
        raise UnknownToken(number, event)
    return _trigger_at(run, token, event, definition)


def _scope_inside(run: Run, token: Token | None, scope: int) -> Scope | None:
    """The scope in which an event sub-process may begin: the root's, or the one that the token hosts."""
    if token is not None:
        return run.marking.scopes.get(token.child) if scope in (0, token.child) else None
    if scope:
        return run.marking.scopes.get(scope)
    return next((each for each in run.marking.scopes.values() if not each.host), None)


def _trigger_start(run: Run, start: bpmn.StartEvent, around: Scope, asked: int, definition: int) -> None:
    if start not in run.wiring(around).event_starts.get(run.container(around), ()):
        raise UnknownToken(asked, start.id)
    if is_interrupted(run, around):
        raise UnknownToken(asked, start.id)
    if _is_complete(start, around.memory, definition):
        start_event_sub_process(run, start, around, asked)


def start_event_sub_process(run: Run, start: bpmn.StartEvent, around: Scope, asked: int) -> int:
    """Returns the number of the token that hosts it."""
    host, scope = begin_event_sub_process(run, start, around)
    if scope is not None:
        occur(run, start, scope, asked)
    return host


def _trigger_at(run: Run, token: Token, event: str, definition: int) -> None:
    scope = run.marking.scopes[token.scope]
    wiring = run.wiring(scope)
    node = _waiting_with(run, token, event)
    if not _is_complete(node, token.memory, definition):
        return None
    if isinstance(node, bpmn.BoundaryEvent):
        return fire_boundary(run, node, token, asked=token.number)
    if token.node == event:
        return finish(run, run.lift(token))
    flow = next(flow for flow in wiring.outgoing[token.node] if flow.target == event)
    _pass_gateway(run, run.lift(token), flow)
    return occur(run, node, scope, token.number, flow.id)


def _waiting_with(run: Run, token: Token, event: str) -> bpmn.Node:
    """The node of an event that a token waits for: its own, one on its boundary, one behind its gateway."""
    scope = run.marking.scopes[token.scope]
    wiring = run.wiring(scope)
    node = wiring.nodes.get(event)
    if isinstance(node, bpmn.BoundaryEvent) and node.attached_to == token.node and not scope.is_instance:
        return node
    if isinstance(node, _CATCHING) and not token.stage:
        at_gateway = isinstance(wiring.nodes[token.node], bpmn.EventBasedGateway)
        if token.node == event or (
            at_gateway and any(f.target == event for f in wiring.outgoing[token.node])
        ):
            return node
    raise UnknownToken(token.number, event)


def _is_complete(event: bpmn.Node, memory: dict[str, Any], definition: int) -> bool:
    """Whether the event happens by this definition. A parallel multiple one remembers, and forgets when it happens."""
    if not isinstance(event, bpmn.Event) or not event.parallel_multiple:
        return True
    heard = {*memory.pop(event.id, ()), definition}
    if len(heard) == len(event.definitions):
        return True
    memory[event.id] = sorted(heard)
    return False


def _pass_gateway(run: Run, move: Move, flow: bpmn.SequenceFlow) -> None:
    run.record(Passed(move.node, move.token, move.scope.number, (flow.id,)))
    run.consume(move.scope)


def fire_boundary(run: Run, event: bpmn.BoundaryEvent, host: Token, asked: int) -> None:
    """An interrupting event takes its host away; the other kind adds a token (10.4.4)."""
    scope = run.marking.scopes[host.scope]
    if event.interrupting:
        withdraw(run, host)
    occur(run, event, scope, asked)
