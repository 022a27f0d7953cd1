"""Tasks: who does them, and what follows when they are done (BPMN 2.0.2, 13.3.2 and 13.3.3)."""

from __future__ import annotations

from .. import model as bpmn
from .awaiting import arm_boundaries, await_event
from .completions import remember
from .effects import Completed, JobRequested, MessageThrown, TaskOpened
from .judge import StepFailed
from .marking import Stage, Token
from .run import Move, Run

_GATHERING = ":gathering"


def is_gathering(token: Token) -> bool:
    """Whether it waits for others before the activity begins."""
    return _GATHERING in token.memory


def gather(run: Run, move: Move) -> Move | None:
    """An activity that needs several tokens to begin (`startQuantity`, 13.3.1): None until they are there."""
    assert isinstance(move.node, bpmn.Activity)
    run.rest(move).memory[_GATHERING] = True
    tokens = [token for token in run.marking.at(move.node.id, move.scope.number) if is_gathering(token)]
    if len(tokens) < move.node.start_quantity:
        return None
    first, *others = [run.lift(token) for token in tokens]
    for other in others:
        run.consume(other.scope)
    return first


def pass_by(run: Run, move: Move) -> None:
    """An abstract or manual task: nothing to do for the engine."""
    completed(run, move)
    run.depart(move)


def perform(run: Run, move: Move) -> None:
    assert isinstance(move.node, bpmn.Activity)
    run.judge.perform(move.node, move.scope.number)
    pass_by(run, move)


def wait_for_person(run: Run, move: Move) -> None:
    run.rest(move)
    run.record(TaskOpened(move.node, move.token, move.scope.number))
    arm_boundaries(run, move)


def wait_for_job(run: Run, move: Move) -> None:
    run.rest(move)
    run.record(JobRequested(move.node, move.token, move.scope.number))
    arm_boundaries(run, move)


def send(run: Run, move: Move) -> None:
    """With a job type a machine sends; without one the message leaves by itself."""
    assert isinstance(move.node, bpmn.SendTask)
    if move.node.extensions.job is not None or move.node.message is None:
        return wait_for_job(run, move)
    run.record(MessageThrown(move.node, move.token, move.scope.number, move.node.message))
    return pass_by(run, move)


def receive(run: Run, move: Move) -> None:
    run.rest(move)
    await_event(run, move.node, move.token, move.scope)
    arm_boundaries(run, move)


def completed(run: Run, move: Move) -> None:
    run.last = move.node
    run.record(Completed(move.node, move.token, move.scope.number))
    remember(run, move)
    if run.wiring(move.scope).has_ad_hoc:
        run.completed_in.append(move.scope.number)


def finish(run: Run, move: Move, asked: int | None = None) -> None:
    """The work or the waiting is over. `asked` is the token by which the operation named it, if it's another one."""
    if isinstance(move.node, bpmn.Activity):
        completed(run, move)
    run.last = move.node
    bring_out(run, move, asked)


def bring_out(run: Run, move: Move, asked: int | None = None) -> None:
    """Apply what the activity or event has brought and go on."""
    try:
        run.judge.leaving(move.node, move.token if asked is None else asked, move.scope.number)
    except StepFailed as failure:
        run.stick(move, failure, Stage.DONE)
    else:
        run.depart(move)
