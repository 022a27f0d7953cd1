"""Where a simulation runs: the installation's database, or one in memory where none was set up yet."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings as installation
from django.core.management import call_command

from cases.models import Case
from organization.crypto import ensure_keys


@contextmanager
def ready_database(connection: Any) -> Iterator[None]:
    """A database with all tables. A file that has none yet is left alone: a run leaves nothing behind."""
    if _is_set_up(connection):
        yield
        return
    connection.close()
    settings = {**connection.settings_dict}
    connection.settings_dict.update(
        ENGINE="django.db.backends.sqlite3", NAME="file:simulation?mode=memory&cache=shared"
    )
    try:
        with _passing_keys():
            call_command("migrate", verbosity=0)
            yield
    finally:
        connection.settings_dict.update(settings)


def _is_set_up(connection: Any) -> bool:
    """Whether there is a database with our tables. Asking SQLite would make the file that isn't there."""
    name = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and name.is_absolute() and not name.is_file():
        return False
    return Case._meta.db_table in connection.introspection.table_names()


@contextmanager
def _passing_keys() -> Iterator[None]:
    """Keys for what is sealed in memory: where nothing was set up there are none, and none shall be left."""
    own = installation.KEYS_DIR
    with tempfile.TemporaryDirectory(prefix="alur-keys-") as folder:
        ensure_keys(folder)
        installation.KEYS_DIR = folder
        try:
            yield
        finally:
            installation.KEYS_DIR = own
