"""Activities that repeat: multi-instance and standard loops (BPMN 2.0.2, 13.3.6 and 13.3.7).

The activity's token hosts a loop scope with the numbers of the loop; each pass is a scope inside it with a token of its
own, which does what the activity does. Boundary events belong to the activity as a whole.
"""

from __future__ import annotations

from typing import Any

from .. import model as bpmn
from .activities import completed
from .awaiting import arm_boundaries
from .completions import remember_scope
from .effects import Stuck
from .judge import StepFailed
from .marking import Scope, Stage, Token
from .run import Move, Run
from .scopes import add_scope, open_scope, passes, shut, withdraw_scope


def begin(run: Run, move: Move) -> None:
    """Raises StepFailed when the number of passes can't be told."""
    node = move.node
    assert isinstance(node, bpmn.Activity)
    host = run.rest(move)
    arm_boundaries(run, move)
    items = _items(run, node, move.scope)
    numbers: dict[str, Any] = {"total": len(items), "begun": 0, "completed": 0, "terminated": 0}
    if _one_by_one(node):
        numbers["items"] = items
    loop = open_scope(run, node, host, loop=numbers)
    run.judge.enter_loop(node, loop.number)
    if not _one_by_one(node):
        for item in items:
            _begin_pass(run, node, loop, item)
        _end_if_all_done(run, node, loop)
    elif isinstance(node.loop, bpmn.StandardLoop) and not node.loop.test_before:
        _begin_pass(run, node, loop, {})
    else:
        _go_on(run, node, loop)


def end_pass(run: Run, instance: Scope) -> None:
    """The activity of one pass is done. When it can't be said how to go on, the loop as a whole is stuck."""
    loop = instance.parent
    assert loop is not None
    host = run.marking.tokens[loop.host]
    node = run.node_at(host)
    assert isinstance(node, bpmn.Activity)
    numbers = _numbers(loop)
    numbers["completed"] += 1
    try:
        run.judge.collect(node, instance.number, loop.number)
        enough = _is_enough(run, node, loop)
    except StepFailed as failure:
        numbers["completed"] -= 1
        _stick(run, node, host, failure)
        return
    remember_scope(run, instance, loop)
    shut(run, instance)
    if enough:
        _terminate(run, loop)
        _end(run, node, loop)
    elif _one_by_one(node):
        _try_to_go_on(run, node, loop)
    else:
        _end_if_all_done(run, node, loop)


def resume(run: Run, host: Token) -> None:
    """Try again what a loop was stuck at: the passes that are done, else the next one, else its end."""
    host.stage = Stage.WAITING
    loop = run.marking.scopes[host.child]
    node = run.node_at(host)
    assert isinstance(node, bpmn.Activity)
    done = [instance for instance in passes(run, loop) if not run.alive[instance.number]]
    for instance in done:
        if instance.number in run.marking.scopes:
            end_pass(run, instance)
    if not done:
        _try_to_go_on(run, node, loop)


def _items(run: Run, node: bpmn.Activity, scope: Scope) -> list[dict[str, Any]]:
    """The variables of each pass of a multi-instance activity. A standard loop doesn't know them beforehand."""
    if not isinstance(node.loop, bpmn.MultiInstance):
        return []
    collection = run.judge.collection(node, scope.number)
    if collection is None:
        return [{} for _ in range(run.judge.cardinality(node, scope.number))]
    return [{node.loop.element_variable: item} if node.loop.element_variable else {} for item in collection]


def _one_by_one(node: bpmn.Activity) -> bool:
    return not isinstance(node.loop, bpmn.MultiInstance) or node.loop.sequential


def _numbers(loop: Scope) -> dict[str, Any]:
    assert loop.loop is not None
    return loop.loop


def _begin_pass(run: Run, node: bpmn.Activity, loop: Scope, item: dict[str, Any]) -> None:
    numbers = _numbers(loop)
    numbers["begun"] += 1
    numbers["total"] = max(numbers["total"], numbers["begun"])
    instance = Scope(run.marking.next_number(), node.id, loop.host)
    instance.locals = {**item, "loopCounter": numbers["begun"]}
    add_scope(run, node, instance, loop)
    run.set_off(node, instance)


def _is_enough(run: Run, node: bpmn.Activity, loop: Scope) -> bool:
    condition = isinstance(node.loop, bpmn.MultiInstance) and node.loop.completion_condition
    return bool(condition) and run.judge.completed_enough(node, loop.number)


def _try_to_go_on(run: Run, node: bpmn.Activity, loop: Scope) -> None:
    try:
        _go_on(run, node, loop)
    except StepFailed as failure:
        _stick(run, node, run.marking.tokens[loop.host], failure)


def _go_on(run: Run, node: bpmn.Activity, loop: Scope) -> None:
    """Begin the next pass of a loop that runs one by one, or end it."""
    numbers = _numbers(loop)
    if isinstance(node.loop, bpmn.StandardLoop):
        if _repeats(run, node, node.loop, loop):
            return _begin_pass(run, node, loop, {})
    elif numbers.get("items"):
        return _begin_pass(run, node, loop, numbers["items"].pop(0))
    return _end(run, node, loop)


def _repeats(run: Run, node: bpmn.Activity, repetition: bpmn.StandardLoop, loop: Scope) -> bool:
    begun = _numbers(loop)["begun"]
    if repetition.maximum is not None and begun >= repetition.maximum:
        return False
    if not repetition.condition:
        return repetition.maximum is not None or not begun
    return run.judge.repeats(node, loop.number)


def _terminate(run: Run, loop: Scope) -> None:
    """The completion condition holds: the passes that still run are called off."""
    numbers = _numbers(loop)
    numbers.pop("items", None)
    for instance in passes(run, loop):
        numbers["terminated"] += 1
        withdraw_scope(run, instance)


def _end_if_all_done(run: Run, node: bpmn.Activity, loop: Scope) -> None:
    if not passes(run, loop):
        _end(run, node, loop)


def _end(run: Run, node: bpmn.Activity, loop: Scope) -> None:
    host = run.marking.tokens[loop.host]
    try:
        run.judge.leave_loop(node, loop.number, host.scope)
    except StepFailed as failure:
        _stick(run, node, host, failure)
        return
    remember_scope(run, loop, run.marking.scopes[host.scope])
    shut(run, loop)
    move = run.lift(host)
    completed(run, move)
    run.depart(move)


def _stick(run: Run, node: bpmn.Activity, host: Token, failure: StepFailed) -> None:
    host.stage = Stage.DONE
    run.record(Stuck(node, host.number, host.scope, failure.code, failure.params))
