"""Where a simulation runs: the installation's database, or one in memory where none was set up yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command

from cases.models import Case


@contextmanager
def ready_database(connection: Any) -> Iterator[None]:
    """A database with all tables. A file that has none yet is left alone: a run leaves nothing behind."""
    if Case._meta.db_table in connection.introspection.table_names():
        yield
        return
    connection.close()
    settings = {**connection.settings_dict}
    connection.settings_dict.update(
        ENGINE="django.db.backends.sqlite3", NAME="file:simulation?mode=memory&cache=shared"
    )
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connection.settings_dict.update(settings)
