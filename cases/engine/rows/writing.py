"""The one writer: puts a plan down, one statement a table, inside the transaction that holds the lock."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cache
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from cases.models import (
    STATUS,
    Case,
    CaseEvent,
    Process,
    Publication,
    Subscription,
    SubscriptionStatus,
    Task,
    Timer,
    TimerStatus,
)

from .columns import Columns
from .plan import CalledOff, Plan, TaskChange
from .together import sent_together


def _all_but_the_key(model: Any) -> Columns[Any]:
    """The database numbers new rows itself."""
    return Columns(model, *(field.name for field in model._meta.concrete_fields if not field.primary_key))


#: The columns of a case that an operation may change.
_CASE = Columns(
    Case,
    "life",
    "state",
    "state_since",
    "number",
    "subject",
    "party_label",
    "sealed",
    "reopenings",
    "data",
    "marking",
    "event_seq",
    "chain_head",
    "version",
    "clock_code",
    "clock_status",
    "clock_started_at",
    "clock_near_at",
    "clock_due_at",
    "closed_at",
)
_TASK_CHANGE = Columns(Task, "status", "owner", "assigned", "finished")
_NEW_TASK = _all_but_the_key(Task)
_NEW_TIMER = _all_but_the_key(Timer)
_NEW_SUBSCRIPTION = _all_but_the_key(Subscription)
_PUBLICATION = _all_but_the_key(Publication)
_EVENT = _all_but_the_key(CaseEvent)
_DISARMED: dict[Any, Columns[Any]] = {
    Timer: Columns(Timer, "status", "ended_at"),
    Subscription: Columns(Subscription, "status", "ended_at"),
}
_ENDED = Columns(Process, "status", "finished")

_SET_CASE = f"UPDATE {_CASE.table} SET {_CASE.assigned()} WHERE id = %s"
_END = f"UPDATE {_ENDED.table} SET {_ENDED.assigned()} WHERE case_id = %s AND finished IS NULL"


def write(plan: Plan, cursor: CursorWrapper) -> None:
    """Raises the refusal of a task change that doesn't hold any more."""
    with ExitStack() as stack:
        with sent_together():
            changed = [
                _change_task(each, stack.enter_context(connection.cursor())) for each in plan.task_changes
            ]
            _write_rest(plan, cursor)
        for change, outcome in zip(plan.task_changes, changed, strict=True):
            if outcome.rowcount != 1:
                raise change.refusal


def _write_rest(plan: Plan, cursor: CursorWrapper) -> None:
    for each in plan.called_off:
        _call_off(each, plan, cursor)
    _NEW_TASK.insert(cursor, plan.new_tasks)
    _NEW_TIMER.insert(cursor, plan.new_timers)
    _NEW_SUBSCRIPTION.insert(cursor, plan.new_subscriptions)
    _PUBLICATION.insert(cursor, plan.publications)
    if plan.process_status:
        ended = Process(status=plan.process_status, finished=plan.at)
        cursor.execute(_END, [*_ENDED.values(ended), plan.case.pk])
    _EVENT.insert(cursor, plan.events)
    cursor.execute(_SET_CASE, [*_CASE.values(plan.case), plan.case.pk])


def _change_task(change: TaskChange, cursor: CursorWrapper) -> CursorWrapper:
    """Has a cursor of its own, which tells how many rows it found once the answers are there."""
    values = [*_TASK_CHANGE.values(change.task), change.task.pk]
    if change.owner_before is not None:
        values.append(change.owner_before)
    text = _change_text(change.status_before, change.owner_before is not None, change.condition)
    cursor.execute(text, [*values, *change.parameters])
    return cursor


@cache
def _change_text(status: str, owned: bool, condition: str) -> str:
    assert status in STATUS.values
    owner = "owner_id = %s" if owned else "owner_id IS NULL"
    more = f" AND {condition}" if condition else ""
    return (
        f"UPDATE {_TASK_CHANGE.table} SET {_TASK_CHANGE.assigned()}"
        f" WHERE id = %s AND status = '{status}' AND {owner}{more}"
    )


def _call_off(each: CalledOff, plan: Plan, cursor: CursorWrapper) -> None:
    row = each.model(status=TimerStatus.DISARMED, ended_at=plan.at)
    values = [*_DISARMED[each.model].values(row), plan.case.pk, *each.rows.values()]
    cursor.execute(_call_off_text(each.model, tuple(each.rows)), values)


@cache
def _call_off_text(model: type[Timer] | type[Subscription], names: tuple[str, ...]) -> str:
    """The status is a literal, which lets the planner use the partial indexes of armed rows."""
    columns = _DISARMED[model]
    assert SubscriptionStatus.ARMED.value == TimerStatus.ARMED.value
    asked = "".join(f" AND {connection.ops.quote_name(name)} = %s" for name in names)
    return (
        f"UPDATE {columns.table} SET {columns.assigned()}"
        f" WHERE case_id = %s AND status = '{TimerStatus.ARMED}'{asked}"
    )
