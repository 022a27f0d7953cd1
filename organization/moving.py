"""Moving an installation from SQLite to PostgreSQL: every row as it is, ids and times included, or nothing.

Runs in a process of the new installation (its DATABASE_URL names PostgreSQL); the old file is only read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from .errors import OrganizationError

SOURCE = "source"
#: Rows read at a time.
_PART = 500
#: The task queue of the small installation: what waits in it stands in tables of our own, too, from which workers
#: take it up again.
_LEFT_BEHIND = frozenset({"django_tasks_database"})


class MoveRefused(OrganizationError):
    """The old installation can't be taken over; the new one is as it was."""

    code = "move_refused"


def move_from_sqlite(*, path: Path) -> dict[str, int]:
    """Copy all rows of a SQLite installation into this one, which must have tables and no cases. Rows by table.

    Raises MoveRefused where this one isn't PostgreSQL, holds cases, or has other tables than the old one.
    """
    _require_new_house()
    _open(path)
    try:
        _require_same_tables()
        with transaction.atomic():
            call_command("flush", interactive=False, inhibit_post_migrate=True, verbosity=0)
            counts = {model._meta.db_table: _copy(model) for model in _models()}
            _require_all(counts)
            _set_sequences()
    finally:
        connections[SOURCE].close()
        del connections[SOURCE]
    return counts


def _require_new_house() -> None:
    if connection.vendor != "postgresql":
        raise MoveRefused("DATABASE_URL has to name the PostgreSQL database that everything moves to.")
    if "cases_case" not in connection.introspection.table_names():
        raise MoveRefused("The new database has no tables: run `manage.py migrate` first.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM cases_case LIMIT 1")
        if cursor.fetchone():
            raise MoveRefused("The new database holds cases: move into one that has none.")


def _open(path: Path) -> None:
    if not path.is_file():
        raise MoveRefused(f"There is no file {path}.")
    named: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}
    settings = connections.configure_settings(
        {DEFAULT_DB_ALIAS: connections.settings[DEFAULT_DB_ALIAS], SOURCE: named}
    )
    connections.settings[SOURCE] = settings[SOURCE]


def _require_same_tables() -> None:
    """Both have taken the same steps. What only one of the two kinds of database needs doesn't count."""
    labels = {model._meta.app_label for model in _models()}
    old, new = (
        {step for step in MigrationRecorder(connections[alias]).applied_migrations() if step[0] in labels}
        for alias in (SOURCE, DEFAULT_DB_ALIAS)
    )
    if old != new:
        named = ", ".join(sorted(f"{app}.{name}" for app, name in old ^ new))
        raise MoveRefused(
            f"Old and new differ by these migrations: {named}. Run `manage.py migrate` on both."
        )


def _models() -> Iterator[type[models.Model]]:
    there = set(connections[SOURCE].introspection.table_names())
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.managed and not meta.proxy and meta.app_label not in _LEFT_BEHIND and meta.db_table in there:
            yield model


def _copy(model: type[models.Model]) -> int:
    count = 0
    for row in model._base_manager.using(SOURCE).order_by("pk").iterator(chunk_size=_PART):
        # raw: as it is, without the times and defaults that a save by a person would set
        row.save_base(raw=True, using=DEFAULT_DB_ALIAS, force_insert=True)
        count += 1
    return count


def _require_all(counts: dict[str, int]) -> None:
    for model in _models():
        arrived = model._base_manager.using(DEFAULT_DB_ALIAS).count()
        if arrived != counts[model._meta.db_table]:
            raise MoveRefused(
                f"{model._meta.db_table}: {counts[model._meta.db_table]} rows went, {arrived} came."
            )


def _set_sequences() -> None:
    """New rows get ids behind those that came along."""
    found: list[type[models.Model]] = list(_models())
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), found):
            cursor.execute(statement)
