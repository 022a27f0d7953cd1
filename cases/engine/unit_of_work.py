"""The one door to a running case: lock, load, let one operation happen, write, all in one transaction.

The lock is the case's own row (`FOR NO KEY UPDATE`; waits at most `lock_timeout`, three seconds). Its id is taken
from the task, timer or job that is to be moved, never from the caller, and a row that isn't there locks nothing:
the door stays shut. Works inside an outer transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import DatabaseError, OperationalError, connection, transaction

from cases.errors import CaseBusy, CaseNotFound, RunawayCase, TaskNotFound
from organization.models import User
from workflows.bpmn.semantics import RunawayProcess
from workflows.selectors import package_of

from . import rows
from .queue import enqueue, enqueue_message
from .time import now
from .work import Work

#: PostgreSQL's code for a lock that was waited for too long.
_LOCK_NOT_AVAILABLE = "55P03"

_in_place: ContextVar[bool] = ContextVar("jobs_in_place", default=False)


@contextmanager
def jobs_in_place() -> Iterator[None]:
    """Jobs asked for in the block stay for the caller to carry out: a simulation has no worker."""
    token = _in_place.set(True)
    try:
        yield
    finally:
        _in_place.reset(token)


@contextmanager
def one_step() -> Iterator[None]:
    """All of it or nothing, in one transaction. Raises RunawayCase for a step that never comes to rest."""
    try:
        with transaction.atomic():
            yield
    except RunawayProcess as fault:
        raise RunawayCase(element=fault.element) from fault


@contextmanager
def unit_of_work(
    *,
    case_id: int | None = None,
    task_id: int | None = None,
    actor: User | None = None,
    at: datetime | None = None,
    skip_locked: bool = False,
) -> Iterator[Work]:
    """One operation on the case, or on the case of a task.

    Raises CaseNotFound or TaskNotFound (nothing to lock) and CaseBusy (held by somebody else for too long; at once
    with `skip_locked`), RunawayCase. At the end of the block everything is written and asked-for jobs are queued.
    """
    with one_step():
        found = _locked(case_id, task_id, skip_locked=skip_locked)
        case = found.case
        work = Work(case, package_of(case.procedure_version), actor=actor, at=at or now())
        work.task, work.draft_id = found.task, found.draft_id
        yield work
        finish(work)


def finish(work: Work) -> None:
    """Write the work and hand its jobs and messages to the worker, in the same transaction."""
    work.write()
    if not _in_place.get():
        for job in work.queued_jobs:
            enqueue(job.pk, run_after=job.run_after)
        for message in work.outgoing:
            enqueue_message(message.pk, run_after=work.at)


def _locked(case_id: int | None, task_id: int | None, *, skip_locked: bool) -> rows.Locked:
    try:
        with connection.cursor() as cursor:
            if task_id is not None:
                found = rows.lock_case_of(cursor, task_id, skip_locked=skip_locked)
            else:
                found = None if case_id is None else rows.lock_case(cursor, case_id, skip_locked=skip_locked)
    except OperationalError as error:
        raise _busy(error) from error
    if found is None:
        raise CaseBusy if skip_locked else (TaskNotFound if task_id is not None else CaseNotFound)
    return found


def _busy(error: DatabaseError) -> Exception:
    """A lock that wasn't to be had is a conflict; any other fault of the database stays what it is."""
    waited = getattr(error.__cause__, "sqlstate", "") == _LOCK_NOT_AVAILABLE
    return CaseBusy("Another step holds this case.") if waited or "locked" in str(error) else error
