"""What waits for a token, and how it is called off: timers and subscriptions.

The diagram says what a token at an element can have waiting for it; only where that is something does calling off
cost a statement. It is written with everything else of the operation.
"""

from __future__ import annotations

from typing import Any

from cases.models import Subscription, Timer
from workflows.bpmn import model as bpmn

from .rows import Plan

_CAUGHT = (bpmn.MessageDefinition, bpmn.SignalDefinition)


def disarm(plan: Plan, *, node: bpmn.Node, process: bpmn.Process, token: int) -> None:
    """Call off everything that waits for a token at `node`."""
    timed, caught = _kinds(process, node)
    _disarm(plan, timed=timed, caught=caught, token_number=token)


def disarm_event(plan: Plan, *, node: bpmn.Node, token: int, scope: int) -> None:
    """Call off one event."""
    _disarm(plan, timed=True, caught=True, token_number=token, scope_number=scope, element=node.id)


def disarm_scope(plan: Plan, *, element: str, process: bpmn.Process, **rows: int) -> None:
    """Call off what waits for a scope as a whole: the starts of its event sub-processes."""
    timed, caught = _scope_kinds(process, element)
    _disarm(plan, timed=timed, caught=caught, **rows)


def stays_armed(event: bpmn.Node) -> bool:
    """Whether the event may happen again: a boundary or event sub-process that interrupts nothing."""
    return isinstance(event, bpmn.BoundaryEvent | bpmn.StartEvent) and not event.interrupting


def definitions_of(node: bpmn.Node) -> tuple[bpmn.EventDefinition, ...]:
    """What an event, or the message that a receive task, waits for."""
    if isinstance(node, bpmn.ReceiveTask):
        return (node.message,) if node.message is not None else ()
    return node.definitions if isinstance(node, bpmn.Event) else ()


def index_of(node: bpmn.Node, definition: bpmn.EventDefinition) -> int:
    """Which of an event's definitions it is; 0 where there is one alone."""
    definitions = definitions_of(node)
    return definitions.index(definition) if definition in definitions else 0


def _disarm(plan: Plan, *, timed: bool, caught: bool, **rows: Any) -> None:
    if timed:
        plan.call_off(Timer, **rows)
    if caught:
        plan.call_off(Subscription, **rows)


def _kinds(process: bpmn.Process, node: bpmn.Node) -> tuple[bool, bool]:
    """Whether a token at `node` can have timers, and subscriptions, waiting for it."""
    waiting = isinstance(node, bpmn.IntermediateCatchEvent | bpmn.ReceiveTask)
    definitions = list(definitions_of(node)) if waiting else []
    for event in process.boundary_events(node.id):
        definitions += event.definitions
    if isinstance(node, bpmn.EventBasedGateway):
        for flow in process.outgoing(node.id):
            definitions += definitions_of(process.nodes[flow.target])
    return _sorted_out(definitions)


def _scope_kinds(process: bpmn.Process, element: str) -> tuple[bool, bool]:
    definitions: list[bpmn.EventDefinition] = []
    for node in process.children(element):
        if isinstance(node, bpmn.SubProcess) and node.triggered_by_event:
            for start in process.start_events(node.id):
                definitions += start.definitions
    return _sorted_out(definitions)


def _sorted_out(definitions: list[bpmn.EventDefinition]) -> tuple[bool, bool]:
    timed = any(isinstance(definition, bpmn.TimerDefinition) for definition in definitions)
    return timed, any(isinstance(definition, _CAUGHT) for definition in definitions)
