"""Many copies of one case, made by the database: enough rows to measure on, in seconds.

The copies' event chains carry the hashes of the original, so `check_invariants` is not for such a database.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, models

from cases.models import Case, CaseEvent, Job, Process, Task, Timer

#: What a case has besides its own row.
EVERYTHING: tuple[type[models.Model], ...] = (Process, Task, Timer, Job, CaseEvent)


def copy_case(case: Case, count: int, *, rows_of: tuple[type[models.Model], ...] = EVERYTHING) -> list[int]:
    """The numbers of `count` new cases that stand where `case` stands, with rows of these models. PostgreSQL only."""
    with connection.cursor() as cursor:
        numbered = {"file_number": "'k' || nextval('cases_case_id_seq')"}
        columns, values = _columns(Case, numbered)
        cursor.execute(
            f"INSERT INTO {_table(Case)} ({columns}) SELECT {values} FROM {_table(Case)} o, "
            "generate_series(1, %s) WHERE o.id = %s RETURNING id",
            [count, case.pk],
        )
        made = [row[0] for row in cursor.fetchall()]
        own_process = f"(SELECT p.id FROM {_table(Process)} p WHERE p.case_id = c.id LIMIT 1)"
        for model in rows_of:
            put = {"case_id": "c.id", **({"process_id": own_process} if model is Task else {})}
            columns, values = _columns(model, put)
            cursor.execute(
                f"INSERT INTO {_table(model)} ({columns}) SELECT {values} FROM {_table(model)} o, "
                f"{_table(Case)} c WHERE o.case_id = %s AND c.id BETWEEN %s AND %s",
                [case.pk, min(made), max(made)],
            )
    return made


def analyze() -> None:
    """As autovacuum does sooner or later."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _columns(model: type[models.Model], put: dict[str, str]) -> tuple[str, str]:
    names: list[Any] = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    return (
        ", ".join(f'"{name}"' for name in names),
        ", ".join(put.get(name, f'o."{name}"') for name in names),
    )


def _table(model: type[models.Model]) -> str:
    return f'"{model._meta.db_table}"'
