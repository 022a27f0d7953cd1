"""Handing many tasks to other people: told before, done one case at a time, each with its own outcome, and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count

from cases.engine import access
from cases.engine.time import now
from cases.engine.unit_of_work import unit_of_work
from cases.engine.work import Work
from cases.errors import (
    AlreadyHolds,
    CannotReceive,
    CaseError,
    CaseIsOver,
    Conflict,
    NotPermitted,
    ReasonRequired,
    TaskAlreadyDone,
    TaskNotFound,
    TooLateToUndo,
)
from cases.models import STATUS, Notice, ReassignedTask, Reassignment, Task
from cases.selectors import Reach, reach_of, visible_tasks
from organization.conflict import people_in
from organization.models import Absence, User
from organization.selectors import queue_keys

from .tasks import activation, moved, open_task, require_may_assign, require_may_take

#: How long a reassignment may be taken back, and how many tasks one may have.
UNDO_WITHIN = timedelta(minutes=10)
MOST = 500


@dataclass(frozen=True, slots=True)
class Foretold:
    """What would come of one task: to whom it would go, or why it would not."""

    task_id: int
    task: Task | None
    to: User
    refusal: CaseError | None = None


def reassign_tasks(
    *, task_ids: Sequence[int], actor: User, to: Sequence[User], reason: str, idempotency_key: str = ""
) -> Reassignment:
    """Hand tasks to one person, or to several in turn, whoever has least first. Each is a transaction of its own.

    The rows of the result say what came of each: moved, or the code and facts of a CaseError (TaskNotFound,
    TaskAlreadyDone, CaseIsOver, CaseBusy, NotPermitted, CannotReceive, AlreadyHolds). A clock stays as it is. The same
    key again goes on where the first request stopped. Raises ReasonRequired; ValueError for nobody, or more than MOST.
    """
    if not reason.strip():
        raise ReasonRequired
    wanted = _wanted(task_ids, to)
    given = _begun(actor, reason, idempotency_key)
    settled = set(given.rows.values_list("asked", flat=True))
    reach = reach_of(actor, now())
    visible = frozenset(visible_tasks(reach).filter(pk__in=wanted).values_list("pk", flat=True))
    told: dict[tuple[int, bool], Notice] = {}
    for task_id, person in _dealt(wanted, to, reach):
        if task_id not in settled:
            _settle(given, task_id, person, told, known=task_id in visible)
    return given


def foresee_reassignment(*, task_ids: Sequence[int], actor: User, to: Sequence[User]) -> list[Foretold]:
    """What `reassign_tasks` would do now, in the same order. Nothing is written, nothing is locked."""
    wanted = _wanted(task_ids, to)
    reach = reach_of(actor, now())
    rows = visible_tasks(reach).filter(pk__in=wanted)
    tasks = {task.pk: task for task in rows.select_related("case__procedure_version", "owner")}
    barred = _barred(list(tasks.values()), reach.at)
    people = {person.pk: _Receiver(person, reach.at) for person in to}
    return [
        Foretold(
            task_id,
            tasks.get(task_id),
            person,
            _refusal(tasks.get(task_id), people[person.pk], reach, barred),
        )
        for task_id, person in _dealt(wanted, to, reach)
    ]


def undo_reassignment(*, reassignment_id: int, actor: User) -> Reassignment:
    """Give back what a reassignment moved: to its holder of before who is still there, else to the queue.

    Once, within UNDO_WITHIN.

    A task that has moved on since stays where it is; its row says so. Raises TaskNotFound for somebody else's,
    TooLateToUndo.
    """
    with transaction.atomic():
        given = Reassignment.objects.select_for_update().filter(pk=reassignment_id, actor=actor).first()
        if given is None:
            raise TaskNotFound
        until = given.created_at + UNDO_WITHIN
        if given.undone_at is not None or now() > until:
            raise TooLateToUndo(until=until)
        given.undone_at = now()
        given.save(update_fields=["undone_at"])
    for row in given.rows.filter(refusal="").order_by("pk"):
        try:
            _give_back(row, actor)
        except CaseError as refusal:
            ReassignedTask.objects.filter(pk=row.pk).update(undo_refusal=refusal.code)
    return given


def _wanted(task_ids: Sequence[int], to: Sequence[User]) -> list[int]:
    wanted = list(dict.fromkeys(task_ids))
    if not to or not 0 < len(wanted) <= MOST:
        raise ValueError(f"1 to {MOST} tasks, and somebody to take them")
    return wanted


def _begun(actor: User, reason: str, key: str) -> Reassignment:
    fresh = {"reason": reason, "created_at": now()}
    if not key:
        return Reassignment.objects.create(actor=actor, **fresh)
    return Reassignment.objects.get_or_create(actor=actor, key=key, defaults=fresh)[0]


def _dealt(task_ids: Sequence[int], to: Sequence[User], reach: Reach) -> list[tuple[int, User]]:
    """Each task with its person: always to whoever would have the least, in the order given."""
    held = visible_tasks(reach).filter(status=STATUS.ASSIGNED, owner__in=to).order_by().values_list("owner")
    loads = dict(held.annotate(count=Count("pk", distinct=True)))
    dealt = []
    for task_id in task_ids:
        person = min(to, key=lambda somebody: loads.get(somebody.pk, 0)) if len(to) > 1 else to[0]
        loads[person.pk] = loads.get(person.pk, 0) + 1
        dealt.append((task_id, person))
    return dealt


def _settle(
    given: Reassignment, task_id: int, to: User, told: dict[tuple[int, bool], Notice], *, known: bool
) -> None:
    """One task in one transaction with its row; a refusal is a row, too."""
    try:
        if not known:
            raise TaskNotFound
        with transaction.atomic():
            task, before = _hand_over(task_id, given, to)
            given.rows.create(asked=task_id, task=task, before_id=before, to=to)
            _tell(given, task, before, to, told)
    except CaseError as refusal:
        given.rows.create(
            asked=task_id,
            task_id=task_id if known else None,
            to=to,
            refusal=refusal.code,
            facts=_json_ready(refusal.facts()),
        )


def _hand_over(task_id: int, given: Reassignment, to: User) -> tuple[Task, int | None]:
    with unit_of_work(task_id=task_id, actor=given.actor) as work:
        task = open_task(work)
        require_may_assign(work, task, given.actor)
        require_may_receive(work, task, to)
        before = task.owner_id
        with moved(work, task):
            activation(task).assign(owner_id=to.pk, at=work.at)
        told = {"task": task.pk, "to": to.pk, "before": before, "reason": given.reason}
        work.record("task.assigned", task.element, **work.where(task.token_number), **told, batch=given.pk)
    return task, before


def require_may_receive(work: Work, task: Task, to: User) -> None:
    """Raises AlreadyHolds, CannotReceive; NotPermitted, without a word of why, when the case is kept from the person."""
    if task.owner_id == to.pk:
        raise AlreadyHolds(who=to.display_name)
    if to.pk in access.barred_people(work):
        raise NotPermitted(action="take")
    if work.package.bare:
        return
    try:
        require_may_take(work, task, to)
    except NotPermitted as refusal:
        why = _Receiver(to, work.at).missing or "not_of_queue"
        raise CannotReceive(who=to.display_name, why=why, needs=refusal.needs) from refusal


class _Receiver:
    """Whether a person is there, and for which queues; read once, asked for every task."""

    def __init__(self, user: User, at: datetime) -> None:
        self.user, self.queues = user, queue_keys(user, at)
        away = user.is_active and Absence.objects.current(at).filter(user=user).exists()
        self.missing = "away" if away else "" if user.is_active else "inactive"


def _refusal(
    task: Task | None, receiver: _Receiver, reach: Reach, barred: Mapping[int, frozenset[int]]
) -> CaseError | None:
    """Why handing the task over would be refused; the same questions as under the lock, in the same order."""
    if task is None:
        return TaskNotFound()
    return _settled(task, reach) or _unsuited(task, receiver, barred.get(task.case_id, frozenset()))


def _settled(task: Task, reach: Reach) -> CaseError | None:
    if not task.is_open:
        by = task.owner.display_name if task.owner else ""
        return TaskAlreadyDone(task=task.title, by=by, at=task.finished)
    if not task.case.is_running:
        return CaseIsOver(life=task.case.life)
    mine = task.unit_id in reach.leads or task.owner_id == reach.user.pk
    return None if mine else NotPermitted(action="assign")


def _unsuited(task: Task, receiver: _Receiver, barred: frozenset[int]) -> CaseError | None:
    who = receiver.user
    if task.owner_id == who.pk:
        return AlreadyHolds(who=who.display_name)
    if who.pk in barred:
        return NotPermitted(action="take")
    if task.queues() and not receiver.queues.intersection(task.queues()):
        why = receiver.missing or "not_of_queue"
        return CannotReceive(who=who.display_name, why=why, needs=", ".join(task.queues()))
    return None


def _barred(tasks: Sequence[Task], at: datetime) -> Mapping[int, frozenset[int]]:
    """Who must not know of which case; a query for each case that is kept from somebody."""
    kept = {task.case_id: task.case for task in tasks if task.case.recusing}
    return {
        case_id: people_in(case.recusals.values_list("place", flat=True), at)
        for case_id, case in kept.items()
    }


def _tell(
    given: Reassignment, task: Task, before: int | None, to: User, told: dict[tuple[int, bool], Notice]
) -> None:
    """Both officers learn of it: one notice each for the whole request, which counts the tasks."""
    for user_id, received in ((to.pk, True), (before, False)):
        if user_id is None or user_id == given.actor_id:
            continue
        notice = told.get((user_id, received))
        if notice is None:
            told[user_id, received] = Notice.objects.create(
                user_id=user_id,
                case=task.case,
                kind="reassigned",
                data={"count": 1, "received": received, "by": given.actor.display_name},
                created_at=now(),
            )
            continue
        notice.data = {**notice.data, "count": notice.data["count"] + 1}
        notice.save(update_fields=["data"])


def _give_back(row: ReassignedTask, actor: User) -> None:
    with unit_of_work(task_id=row.task_id, actor=actor) as work:
        task = open_task(work)
        if task.owner_id != row.to_id:
            raise Conflict(what=task.title)
        before = row.before if row.before and _may_have_back(work, task, row.before) else None
        where = work.where(task.token_number)
        with moved(work, task):
            if before is None:
                activation(task).release()
            else:
                activation(task).assign(owner_id=before.pk, at=work.at)
        if before is None:
            work.record("task.released", task.element, **where, task=task.pk, before=row.to_id)
        else:
            told = {"task": task.pk, "to": before.pk, "before": row.to_id, "back": True}
            work.record("task.assigned", task.element, **where, **told)


def _may_have_back(work: Work, task: Task, before: User) -> bool:
    """Whoever isn't there any more, or must not know of the case since, gets nothing back: the queue does."""
    try:
        require_may_receive(work, task, before)
    except NotPermitted:
        return False
    return True


def _json_ready(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in facts.items()
    }
