"""What people do with tasks: claim, release, assign, complete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.engine import access
from cases.engine.dispatching import recount
from cases.engine.lifting import lift
from cases.engine.unit_of_work import unit_of_work
from cases.engine.work import Work
from cases.errors import AlreadyClaimed, CaseIsOver, NotPermitted, ReasonRequired, TaskAlreadyDone
from cases.models import Case, Draft, Task
from cases.models.process import OPEN_STATUSES
from organization.models import User
from organization.selectors import effective_posts, may_take, queue_keys

from .answers import accept
from .field_steps import catch_up
from .idempotency import already_done, remember
from .moves import Permission, activation, moved


def claim_task(*, task_id: int, actor: User) -> Task:
    """Take a free task. Raises AlreadyClaimed with the holder's name, TaskAlreadyDone, NotPermitted.

    Claiming what one holds already changes nothing. Concurrency: one case lock, one winner.
    """
    with unit_of_work(task_id=task_id, actor=actor) as work:
        task = open_task(work)
        if task.owner_id == actor.pk:
            return task
        _require_free(task)
        with moved(work, task, only_if=_permission(work, task, actor)):
            activation(task).claim(owner_id=actor.pk, at=work.at)
        work.record("task.claimed", task.element, **work.where(task.token_number), task=task.pk)
    return task


def release_task(*, task_id: int, actor: User) -> Task:
    """Give a task that one holds back to its queue. Raises NotPermitted when somebody else holds it."""
    with unit_of_work(task_id=task_id, actor=actor) as work:
        task = open_task(work)
        if task.owner_id != actor.pk:
            raise NotPermitted(action="release")
        with moved(work, task):
            activation(task).release()
        work.record("task.released", task.element, **work.where(task.token_number), task=task.pk)
    return task


def assign_task(*, task_id: int, actor: User, to: User, reason: str) -> Task:
    """Give a task to another person who may take it. Asks for a reason. Raises NotPermitted."""
    if not reason.strip():
        raise ReasonRequired
    with unit_of_work(task_id=task_id, actor=actor) as work:
        task = open_task(work)
        require_may_assign(work, task, actor)
        require_may_take(work, task, to)
        _require_may_know(work, to)
        before = task.owner_id
        with moved(work, task):
            activation(task).assign(owner_id=to.pk, at=work.at)
        where = work.where(task.token_number)
        work.record(
            "task.assigned", task.element, **where, task=task.pk, to=to.pk, before=before, reason=reason
        )
    return task


def complete_task(
    *, task_id: int, actor: User, answers: Mapping[str, Any], idempotency_key: str = ""
) -> Case:
    """Record one person's answers and let the process move on. On any CaseError nothing is written.

    A free task is claimed on the way. Source: BPMN 2.0.2, 10.3.4.1 (user task). Concurrency: one case lock; the
    loser gets TaskAlreadyDone or AlreadyClaimed.
    """
    operation = f"complete_task:{task_id}"
    try:
        with unit_of_work(task_id=task_id, actor=actor) as work:
            _complete(work, actor, answers)
            remember(idempotency_key, actor, operation, work.case, at=work.at)
    except (TaskAlreadyDone, CaseIsOver):
        done = already_done(idempotency_key, actor, operation)
        if done is None:
            raise
        return done
    catch_up(work.case, work.package)
    return work.case


def _complete(work: Work, actor: User, answers: Mapping[str, Any]) -> None:
    task = open_task(work)
    with moved(work, task):
        if task.owner_id is None:
            require_may_take(work, task, actor)
            activation(task).claim(owner_id=actor.pk, at=work.at)
            work.record("task.claimed", task.element, **work.where(task.token_number), task=task.pk)
        elif task.owner_id != actor.pk:
            raise AlreadyClaimed(task=task.title, by=_name(task), at=task.assigned)
        results = accept(work, form_id=task.form_id, answers=answers, draft_id=work.draft_id, task=task)
        activation(task).finish(at=work.at)
    go_on(work, task, results)


def go_on(work: Work, task: Task, results: Mapping[str, Any], **remark: Any) -> None:
    """The task is done: on record, its results to the flow, its draft thrown away."""
    work.record("task.completed", task.element, **work.where(task.token_number), task=task.pk, **remark)
    work.complete(task.token_number, task.element, results)
    recount(work, results)
    lift(work)
    if work.draft_id is not None:
        Draft.objects.filter(pk=work.draft_id).delete()


def open_task(work: Work) -> Task:
    """The task that the work was begun for, as it is under the lock. Raises TaskAlreadyDone, CaseIsOver."""
    task = work.task
    assert task is not None
    if work.actor is not None:
        access.require_not_barred(work, work.actor)
    if task.status not in OPEN_STATUSES:
        raise TaskAlreadyDone(task=task.title, by=_name(task), at=task.finished)
    if not work.case.is_running:
        raise CaseIsOver(life=work.case.life)
    return task


def _permission(work: Work, task: Task, actor: User) -> Permission | None:
    """`require_may_take` as a condition of the writing statement."""
    if work.package.bare or not task.queues():
        return None
    condition, parameters = may_take(actor.pk, task.queues(), work.at)
    return condition, parameters, _not_permitted(task)


def require_may_take(work: Work, task: Task, actor: User) -> None:
    """Only people of the task's queues; anybody where a bare diagram names none. Raises NotPermitted."""
    if work.package.bare or not task.queues():
        return
    if not queue_keys(actor, work.at).intersection(task.queues()):
        raise _not_permitted(task)


def _require_free(task: Task) -> None:
    if task.owner_id is not None:
        raise AlreadyClaimed(task=task.title, by=_name(task), at=task.assigned)


def require_may_assign(work: Work, task: Task, actor: User) -> None:
    """The holder hands on what he holds, whoever may take a free task hands that on, a head hands on both."""
    if task.owner_id == actor.pk or _leads(actor, task, work):
        return
    if task.owner_id is not None:
        raise NotPermitted(action="assign")
    require_may_take(work, task, actor)


def _require_may_know(work: Work, to: User) -> None:
    """Nobody is handed a case that is kept from him; the refusal doesn't say why."""
    if to.pk in access.barred_people(work):
        raise NotPermitted(action="take")


def _leads(actor: User, task: Task, work: Work) -> bool:
    """Whoever leads the unit, or a function of it, may reassign its tasks."""
    return any(post.unit_id == task.unit_id and post.role.leads for post in effective_posts(actor, work.at))


def _not_permitted(task: Task) -> NotPermitted:
    return NotPermitted(action="take", needs=", ".join(task.queues()))


def _name(task: Task) -> str:
    return task.owner.display_name if task.owner else ""
