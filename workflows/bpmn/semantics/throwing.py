"""Throwing events: to the outside, to whoever catches further out, to the whole scope (BPMN 2.0.2, 10.4 and 13.4.6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from .. import model as bpmn
from .activities import wait_for_job
from .compensating import cancel, compensate
from .effects import ErrorThrown, EscalationThrown, MessageThrown, Outcome, Passed, SignalThrown
from .judge import StepFailed
from .marking import Scope, Token
from .occurring import fire_boundary, start_event_sub_process
from .run import Move, Run
from .scopes import empty, is_interrupted

_Coded = bpmn.ErrorDefinition | bpmn.EscalationDefinition
_Catching = bpmn.BoundaryEvent | bpmn.StartEvent
EventT = TypeVar("EventT", bound=bpmn.Event)


def throw(run: Run, move: Move) -> None:
    """An intermediate throwing event; without a definition it's a milestone, with a job type a machine sends."""
    assert isinstance(move.node, bpmn.Event)
    if move.node.extensions.job is not None:
        return wait_for_job(run, move)
    _send(run, move, move.node)
    for definition in move.node.definitions:
        if isinstance(definition, bpmn.LinkDefinition):
            return _jump(run, move, definition)
        if isinstance(definition, bpmn.CompensateDefinition):
            return compensate(run, move, definition)
        if isinstance(definition, bpmn.EscalationDefinition) and not _escalate(run, move, definition.code):
            return None
    return run.depart(move)


def end(run: Run, move: Move) -> None:
    """An end event consumes its token, and then has its consequences (13.4.6)."""
    assert isinstance(move.node, bpmn.Event)
    if move.node.extensions.job is not None:
        return wait_for_job(run, move)
    _send(run, move, move.node)
    for definition in move.node.definitions:
        if isinstance(definition, bpmn.CompensateDefinition):
            return compensate(run, move, definition)
        if isinstance(definition, bpmn.CancelDefinition):
            return cancel(run, move)
    run.record(Passed(move.node, move.token, move.scope.number, ()))
    run.consume(move.scope)
    for definition in move.node.definitions:
        if not _conclude(run, move, definition):
            return None
    return None


def throw_error(run: Run, move: Move, code: str, resting: Token | None = None) -> None:
    """Raise an error at a token. What nothing catches ends the whole case (10.4.5.3)."""
    run.last = move.node
    found = _catcher(run, bpmn.ErrorDefinition, code, move.scope, resting)
    caught_by = found[0].id if found else None
    run.record(ErrorThrown(move.node, move.token, move.scope.number, code, caught_by))
    if found is not None:
        _catch(run, *found, asked=move.token)
        return
    root = list(move.scope.outwards())[-1]
    empty(run, root)
    run.outcome[root.number] = Outcome.FAILED


def _jump(run: Run, move: Move, definition: bpmn.LinkDefinition) -> None:
    """Two ends of a link are one sequence flow (10.4.5.6)."""
    target = run.wiring(move.scope).links.get((move.node.scope, definition.link))
    if target is None:
        raise StepFailed("no_path", element=move.node.id, name=move.node.name)
    run.record(Passed(move.node, move.token, move.scope.number, ()))
    run.set_off(target, move.scope)
    run.consume(move.scope)


def _send(run: Run, move: Move, event: bpmn.Event) -> None:
    for definition in event.definitions:
        if isinstance(definition, bpmn.MessageDefinition):
            run.record(MessageThrown(event, move.token, move.scope.number, definition))
        elif isinstance(definition, bpmn.SignalDefinition):
            run.record(SignalThrown(event, move.token, move.scope.number, definition))


def _conclude(run: Run, move: Move, definition: bpmn.EventDefinition) -> bool:
    """What an end event does to its surroundings; whether its scope goes on undisturbed."""
    if isinstance(definition, bpmn.ErrorDefinition):
        throw_error(run, move, definition.code)
        return False
    if isinstance(definition, bpmn.EscalationDefinition):
        return _escalate(run, move, definition.code)
    if isinstance(definition, bpmn.TerminateDefinition):
        empty(run, move.scope)
        run.outcome[move.scope.number] = Outcome.TERMINATED
        return False
    return True


def _escalate(run: Run, move: Move, code: str) -> bool:
    """Whether the thrower goes on: not when what catches is interrupting, for that interrupts the thrower, too."""
    found = _catcher(run, bpmn.EscalationDefinition, code, move.scope, None)
    caught_by = found[0].id if found else None
    run.record(EscalationThrown(move.node, move.token, move.scope.number, code, caught_by))
    if found is None:
        return True
    _catch(run, *found, asked=move.token)
    return not found[0].interrupting


# Who catches: innermost first ------------------------------------------------------------------------------


def _catcher(
    run: Run, kind: type[_Coded], code: str, scope: Scope, at: Token | None
) -> tuple[_Catching, Scope, Token | None] | None:
    """From the token's own boundary outwards: the event sub-processes of a scope, then the boundary of its host."""
    while True:
        wiring = run.wiring(scope)
        if at is not None and not scope.is_instance:
            boundary = _matching(wiring.boundaries.get(at.node, ()), kind, code)
            if boundary is not None:
                return boundary, scope, at
        start = _matching(wiring.event_starts.get(run.container(scope), ()), kind, code)
        if start is not None and not is_interrupted(run, scope):
            return start, scope, None
        if not scope.host:
            return None
        at = run.marking.tokens[scope.host]
        scope = run.marking.scopes[at.scope]


def _matching(events: Iterable[EventT], kind: type[_Coded], code: str) -> EventT | None:
    """The first event for this very code, else the first that catches all."""
    catching_all = None
    for event in events:
        for definition in event.definitions:
            if isinstance(definition, kind):
                if definition.code == code:
                    return event
                if not definition.code and catching_all is None:
                    catching_all = event
    return catching_all


def _catch(run: Run, event: _Catching, scope: Scope, host: Token | None, *, asked: int) -> None:
    if isinstance(event, bpmn.StartEvent):
        start_event_sub_process(run, event, scope, asked)
    elif host is not None:
        fire_boundary(run, event, host, asked)
