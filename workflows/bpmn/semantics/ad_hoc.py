"""Ad-hoc sub-processes: activities in the order that those who do them choose (BPMN 2.0.2, 10.3.5.2, 13.3.5)."""

from __future__ import annotations

from .. import model as bpmn
from .awaiting import arm_boundaries, arm_starts
from .effects import Stuck
from .judge import StepFailed
from .marking import Scope, Stage, Token
from .run import Move, Run, UnknownToken
from .scopes import close, empty, open_scope

#: Keys of the scope's memory: what is still to be begun, one by one; that the completion condition held.
_QUEUE, _ENOUGH = ":queue", ":enough"


def enter_ad_hoc(run: Run, move: Move) -> None:
    """Begin with the activities that the judge names; others may be added while it runs."""
    node = move.node
    assert isinstance(node, bpmn.AdHocSubProcess)
    host = run.rest(move)
    arm_boundaries(run, move)
    scope = open_scope(run, node, host)
    run.judge.enter_scope(node, scope.number, move.scope.number)
    arm_starts(run, scope, node.id)
    chosen = run.judge.chosen(node, scope.number)
    names = [each.id for each in run.wiring(scope).beginnings[node.id]] if chosen is None else list(chosen)
    for name in names:
        _begin(run, node, scope, name)
    if not names:
        run.emptied.add(scope.number)


def activate(run: Run, host: Token, name: str) -> None:
    """Somebody chooses one more activity. Raises UnknownToken when that can't be begun here."""
    scope = run.marking.scopes.get(host.child)
    node = run.node_at(host)
    if scope is None or not isinstance(node, bpmn.AdHocSubProcess) or scope.memory.get(_ENOUGH):
        raise UnknownToken(host.number, host.node)
    if name not in {each.id for each in run.wiring(scope).beginnings[node.id]}:
        raise UnknownToken(host.number, name)
    _begin(run, node, scope, name)


def _begin(run: Run, node: bpmn.AdHocSubProcess, scope: Scope, name: str) -> None:
    if node.sequential and run.alive[scope.number]:
        scope.memory.setdefault(_QUEUE, []).append(name)
    else:
        run.set_off(run.wiring(scope).nodes[name], scope)


def look_whether_enough(run: Run) -> bool:
    """Activities were completed: whether one of them was the last that an ad-hoc sub-process needs."""
    while run.completed_in:
        scope = run.marking.scopes.get(run.completed_in.pop(0))
        host = run.marking.tokens.get(scope.host) if scope is not None else None
        if scope is None or host is None or host.child != scope.number or scope.memory.get(_ENOUGH):
            continue
        node = run.node_at(host)
        if isinstance(node, bpmn.AdHocSubProcess) and node.completion_condition:
            _look(run, host, scope, node)
            return True
    return False


def _look(run: Run, host: Token, scope: Scope, node: bpmn.AdHocSubProcess) -> None:
    try:
        if not run.judge.completed_enough(node, scope.number):
            return
    except StepFailed as failure:
        host.stage = Stage.DONE
        run.record(Stuck(node, host.number, host.scope, failure.code, failure.params))
        return
    scope.memory[_ENOUGH] = True
    scope.memory.pop(_QUEUE, None)
    if node.cancel_remaining:
        empty(run, scope)


def end_or_go_on(run: Run, scope: Scope, node: bpmn.AdHocSubProcess) -> None:
    """Nothing runs in it: the next one begins, or it's over, or it waits for somebody to choose."""
    queue = scope.memory.get(_QUEUE)
    if queue:
        run.set_off(run.wiring(scope).nodes[queue.pop(0)], scope)
    elif scope.memory.get(_ENOUGH) or not node.completion_condition:
        close(run, scope)
