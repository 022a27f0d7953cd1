"""Locking a case and loading what an operation needs, in one statement.

After waiting for a lock only the locked row is fresh: rows joined to it are those of the moment at which the statement
began (PostgreSQL, 13.2.1). So the statement also reads the case as it was then; where its version differs, somebody
moved the case while we waited, and the same statement is sent again: the lock is ours by now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from cases.models import Case, Draft, Task
from organization.models import Unit
from workflows.models import Procedure, ProcedureVersion

from .columns import Columns, M

_CASE = Columns(Case)
_UNIT = Columns(Unit)
_VERSION = Columns(ProcedureVersion, "id", "procedure", "serial", "content_sha256", "status")
_PROCEDURE = Columns(Procedure)
_TASK = Columns(Task)
_DRAFT = Columns(Draft, "id")
#: How many columns the case and what belongs to it take; the task's come after them.
_OF_CASE = len(_CASE) + len(_VERSION) + len(_PROCEDURE) + len(_UNIT)
_VERSION_OF_CASE = Columns(Case, "version").names[0]


@dataclass(frozen=True, slots=True)
class Locked:
    """A case that is ours until the transaction ends, with the task by which it was found and that task's draft."""

    case: Case
    task: Task | None = None
    draft_id: int | None = None


def lock_case(cursor: CursorWrapper, case_id: int, *, skip_locked: bool = False) -> Locked | None:
    """The case; None when there is none, or when somebody holds it and `skip_locked`."""
    row = _row(cursor, _statement(of_task=False, skip_locked=skip_locked), case_id)
    return None if row is None else Locked(_case(row))


def lock_case_of(cursor: CursorWrapper, task_id: int, *, skip_locked: bool = False) -> Locked | None:
    """The case of a task, the task, its draft. The case's id is the task's own, never the caller's."""
    text = _statement(of_task=True, skip_locked=skip_locked)
    row = _row(cursor, text, task_id)
    if row is None:
        return None
    case = _case(row)
    if row[-1] != case.version:
        row = _row(cursor, text, task_id)
        assert row is not None
        case = _case(row)
    task = _TASK.instance(row[_OF_CASE : _OF_CASE + len(_TASK)])
    task.case = case
    return Locked(case, task, row[-2])


def _row(cursor: CursorWrapper, text: str, number: int) -> tuple[Any, ...] | None:
    cursor.execute(text, (number,))
    return cursor.fetchone()


def _case(row: tuple[Any, ...]) -> Case:
    values = iter(row)
    case = _taken(_CASE, values)
    case.procedure_version = _taken(_VERSION, values)
    case.procedure_version.procedure = _taken(_PROCEDURE, values)
    case.unit = _taken(_UNIT, values)
    return case


def _taken(columns: Columns[M], values: Iterator[Any]) -> M:
    return columns.instance(list(islice(values, len(columns))))


@cache
def _statement(*, of_task: bool, skip_locked: bool) -> str:
    chosen = [_CASE.selected("c"), _VERSION.selected("v"), _PROCEDURE.selected("p"), _UNIT.selected("u")]
    source = f"{_CASE.table} c"
    wanted = "c"
    if of_task:
        chosen += [_TASK.selected("t"), f"d.{_DRAFT.names[0]}", f"seen.{_VERSION_OF_CASE}"]
        source = (
            f"{_TASK.table} t JOIN {_CASE.table} c ON c.id = t.case_id JOIN {_CASE.table} seen ON seen.id = t.case_id"
            f" LEFT JOIN {_DRAFT.table} d ON d.task_id = t.id"
        )
        wanted = "t"
    lock = ""
    if connection.features.has_select_for_update:
        lock = " FOR NO KEY UPDATE OF c" + (" SKIP LOCKED" if skip_locked else "")
    return (
        f"SELECT {', '.join(chosen)} FROM {source}"
        f" JOIN {_VERSION.table} v ON v.id = c.procedure_version_id"
        f" JOIN {_PROCEDURE.table} p ON p.id = v.procedure_id"
        f" JOIN {_UNIT.table} u ON u.id = c.unit_id"
        f" WHERE {wanted}.id = %s{lock}"
    )
