"""Conditional events: looked at whenever all tokens have come to rest (BPMN 2.0.2, 10.4.5, table 10.84)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from .. import model as bpmn
from .activities import is_gathering
from .marking import Scope, Token
from .occurring import trigger
from .run import Run
from .scopes import is_interrupted


class _Wait(NamedTuple):
    """An event, the token by which it's named, and where it keeps what it remembers."""

    event: bpmn.Event
    token: int
    memory: dict[str, Any]


def fire_conditional(run: Run) -> bool:
    """Let the first event happen whose condition has become true since it was last looked at."""
    for scope in list(run.marking.scopes.values()):
        if not run.wiring(scope).has_conditional_events:
            continue
        for wait in list(_waits(run, scope)):
            for place, definition in enumerate(wait.event.definitions):
                if isinstance(definition, bpmn.ConditionalDefinition) and _became_true(
                    run, scope, wait, definition, f"{wait.event.id}?{place}"
                ):
                    trigger(run, wait.token, wait.event.id, scope.number, place)
                    return True
    return False


def _became_true(
    run: Run, scope: Scope, wait: _Wait, definition: bpmn.ConditionalDefinition, key: str
) -> bool:
    """It has to be false before it counts again; an event that has just begun to wait counts at once."""
    was_true = wait.memory.pop(key, False)
    if not run.judge.holds(wait.event, definition, scope.number):
        return False
    wait.memory[key] = True
    return not was_true


def _waits(run: Run, scope: Scope) -> Iterator[_Wait]:
    if not is_interrupted(run, scope):
        for start in run.wiring(scope).event_starts.get(run.container(scope), ()):
            yield _Wait(start, scope.host, scope.memory)
    for token in run.marking.in_scope(scope.number):
        if not token.stage and not is_gathering(token):
            yield from (_Wait(event, token.number, token.memory) for event in _events_of(run, scope, token))


def _events_of(run: Run, scope: Scope, token: Token) -> Iterator[bpmn.Event]:
    wiring = run.wiring(scope)
    node = wiring.nodes[token.node]
    if isinstance(node, bpmn.IntermediateCatchEvent):
        yield node
    elif isinstance(node, bpmn.EventBasedGateway):
        behind = (wiring.nodes[flow.target] for flow in wiring.outgoing[node.id])
        yield from (event for event in behind if isinstance(event, bpmn.Event))
    elif not scope.is_instance:
        yield from wiring.boundaries.get(node.id, ())
