"""What a token or a scope waits for (BPMN 2.0.2, 13.5.1 and 13.5.2)."""

from __future__ import annotations

from .. import model as bpmn
from .effects import AwaitEnded, EventAwaited, TimerArmed
from .marking import Scope
from .run import Move, Run

#: Errors, escalations, links and the like come from inside the case: nobody waits for them.
_FROM_OUTSIDE = (bpmn.MessageDefinition, bpmn.SignalDefinition, bpmn.ConditionalDefinition)
_AWAITED = (bpmn.TimerDefinition, *_FROM_OUTSIDE)


def await_event(run: Run, node: bpmn.Node, token: int, scope: Scope) -> None:
    """Say for each definition of an event, or for the message of a receive task, that it is waited for."""
    for definition in definitions_of(node):
        if isinstance(definition, bpmn.TimerDefinition):
            run.record(TimerArmed(node, token, scope.number, definition))
        elif isinstance(definition, _FROM_OUTSIDE):
            run.record(EventAwaited(node, token, scope.number, definition))


def definitions_of(node: bpmn.Node) -> tuple[bpmn.EventDefinition, ...]:
    if isinstance(node, bpmn.ReceiveTask):
        return (node.message or bpmn.MessageDefinition(ref=""),)
    return node.definitions if isinstance(node, bpmn.Event) else ()


def arm_boundaries(run: Run, move: Move) -> None:
    """One pass of a loop has none: they belong to the activity as a whole (13.3.7)."""
    if move.scope.is_instance:
        return
    for event in run.wiring(move.scope).boundaries.get(move.node.id, ()):
        await_event(run, event, move.token, move.scope)


def arm_starts(run: Run, scope: Scope, container: str) -> None:
    """The event sub-processes of a scope that begins (13.5.4)."""
    for start in run.wiring(scope).event_starts.get(container, ()):
        await_event(run, start, scope.host, scope)


def disarm_starts(run: Run, scope: Scope) -> None:
    """An interrupted scope waits for nothing more but the event sub-process that interrupted it."""
    for start in run.wiring(scope).event_starts.get(run.container(scope), ()):
        if any(isinstance(definition, _AWAITED) for definition in start.definitions):
            run.record(AwaitEnded(start, scope.host, scope.number))


def wait(run: Run, move: Move) -> None:
    """An intermediate catching event. The end of a link is reached by its other end alone: nothing to wait for."""
    if any(isinstance(definition, bpmn.LinkDefinition) for definition in definitions_of(move.node)):
        return run.depart(move)
    run.rest(move)
    return await_event(run, move.node, move.token, move.scope)


def wait_for_first(run: Run, move: Move) -> None:
    """An event-based gateway: the token waits for all events behind it at once (13.4.4)."""
    run.rest(move)
    wiring = run.wiring(move.scope)
    for flow in wiring.outgoing[move.node.id]:
        await_event(run, wiring.nodes[flow.target], move.token, move.scope)
