"""Sub-processes and called processes: how a scope begins, and how it is called off (BPMN 2.0.2, 13.3.4 and 13.5.4)."""

from __future__ import annotations

from collections import deque
from typing import Any

from .. import model as bpmn
from .activities import completed
from .awaiting import arm_boundaries, arm_starts, disarm_starts
from .completions import remember_scope
from .effects import Entered, ScopeClosed, ScopeOpened, Stuck, Withdrawn
from .judge import StepFailed
from .marking import Scope, Stage, Token
from .run import Move, Run


def enter_sub_process(run: Run, move: Move) -> None:
    """The host waits while its scope runs. An event sub-process comes here only when it is tried again."""
    host = run.rest(move)
    arm_boundaries(run, move)
    scope = open_scope(run, move.node, host)
    _begin(run, move.node, scope, move.node.id)


def call(run: Run, move: Move) -> None:
    """The called process runs in the same case; its variables are its own (13.3.4)."""
    assert isinstance(move.node, bpmn.CallActivity)
    if run.library is None:
        raise StepFailed("process_unknown", element=move.node.id)
    host = run.rest(move)
    reference, process = run.library.called(move.node, move.scope.number)
    arm_boundaries(run, move)
    scope = open_scope(run, move.node, host, process=reference)
    _begin(run, move.node, scope, process.id)


def open_scope(
    run: Run, node: bpmn.Node, host: Token, *, process: str = "", loop: dict[str, Any] | None = None
) -> Scope:
    """A scope hosted by a resting token."""
    number = run.marking.next_number()
    scope = Scope(number, node.id, host.number, process, isolated=bool(process), loop=loop)
    host.child = scope.number
    add_scope(run, node, scope, run.marking.scopes[host.scope])
    return scope


def add_scope(run: Run, node: bpmn.Node, scope: Scope, parent: Scope) -> None:
    scope.parent = parent
    run.marking.scopes[scope.number] = scope
    run.alive[scope.number] = 0
    run.record(ScopeOpened(node, scope.host, scope.number))


def _begin(run: Run, node: bpmn.Node, scope: Scope, container: str) -> None:
    assert isinstance(node, bpmn.Activity)
    assert scope.parent is not None
    run.judge.enter_scope(node, scope.number, scope.parent.number)
    arm_starts(run, scope, container)
    wiring = run.wiring(scope)
    beginnings = wiring.beginnings[container]
    if isinstance(node, bpmn.SubProcess) and node.triggered_by_event:
        beginnings = tuple(start for start in wiring.event_starts[node.scope] if start.scope == node.id)
    for each in beginnings:
        run.set_off(each, scope)
    if not beginnings:
        run.emptied.add(scope.number)


# Event sub-processes ---------------------------------------------------------------------------------------


def is_interrupted(run: Run, scope: Scope) -> bool:
    """Whether an interrupting event sub-process has taken the scope over; nothing else can begin in it then."""
    starts = run.wiring(scope).event_starts.get(run.container(scope), ())
    breaking = {start.scope for start in starts if start.interrupting}
    return bool(breaking) and any(t.node in breaking for t in run.marking.in_scope(scope.number))


def begin_event_sub_process(run: Run, start: bpmn.StartEvent, around: Scope) -> tuple[int, Scope | None]:
    """Begin it in the scope `around` as far as its start event. Its host, and its scope unless it's stuck before."""
    wiring = run.wiring(around)
    node = wiring.nodes[start.scope]
    assert isinstance(node, bpmn.SubProcess)
    if start.interrupting:
        empty(run, around)
        disarm_starts(run, around)
    move = Move(node, run.new_token(around), around)
    host = run.rest(move)
    try:
        run.record(Entered(node, move.token, around.number))
        scope = open_scope(run, node, host)
        run.judge.enter_scope(node, scope.number, around.number)
        arm_starts(run, scope, node.id)
    except StepFailed as failure:
        stick(run, move, failure)
        return host.number, None
    return host.number, scope


def close(run: Run, scope: Scope) -> None:
    """Its last token is consumed: what it brought goes to the parent, and the host goes on (13.3.4)."""
    host = run.marking.tokens[scope.host]
    node = run.node_at(host)
    assert isinstance(node, bpmn.Activity)
    try:
        run.judge.leave_scope(node, scope.number, host.scope)
    except StepFailed as failure:
        host.stage = Stage.DONE
        run.record(Stuck(node, host.number, host.scope, failure.code, failure.params))
        return
    remember_scope(run, scope, run.marking.scopes[host.scope])
    shut(run, scope)
    move = run.lift(host)
    completed(run, move)
    run.depart(move)


# Calling off -----------------------------------------------------------------------------------------------


def stick(run: Run, move: Move, failure: StepFailed) -> None:
    """The node couldn't be entered: what it had begun is taken back, and the token rests before it."""
    token = run.marking.tokens.get(move.token)
    if token is not None and token.child:
        withdraw_scope(run, run.marking.scopes[token.child])
    run.stick(move, failure, Stage.WAITING)


def withdraw(run: Run, token: Token) -> None:
    """Take a resting token away, with all that it hosts."""
    node = run.node_at(token)
    if token.child:
        withdraw_scope(run, run.marking.scopes[token.child])
    del run.marking.tokens[token.number]
    run.record(Withdrawn(node, token.number, token.scope))
    run.consume(run.marking.scopes[token.scope])


def withdraw_scope(run: Run, scope: Scope) -> None:
    empty(run, scope)
    shut(run, scope)


def empty(run: Run, scope: Scope) -> None:
    """Take away everything in a scope, resting or on its way; the scope itself stays."""
    for token in list(run.marking.in_scope(scope.number)):
        withdraw(run, token)
    for each in passes(run, scope):
        withdraw_scope(run, each)
    run.moves = deque(move for move in run.moves if move.scope is not scope)
    run.alive[scope.number] = 0
    run.emptied.add(scope.number)


def passes(run: Run, loop: Scope) -> list[Scope]:
    """The passes of a loop that run, oldest first."""
    if loop.loop is None:
        return []
    return [scope for scope in run.marking.scopes.values() if scope.parent is loop]


def shut(run: Run, scope: Scope) -> None:
    """An empty scope is over."""
    run.wiring(scope)
    del run.marking.scopes[scope.number]
    run.emptied.discard(scope.number)
    host = run.marking.tokens.get(scope.host)
    if host is not None:
        if host.child == scope.number:
            host.child = 0
        run.record(ScopeClosed(run.node_at(host), host.number, scope.number))
