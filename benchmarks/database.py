"""A PostgreSQL database of one run: named test_*, migrated, dropped at the end; and child processes on it."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.harness import postgresql
from tests.harness.databases import Installation


@contextmanager
def installation(*, tables: bool = True, fixtures: bool = False) -> Iterator[Installation]:
    """A database and a data folder that nobody else uses, with keys and tables, or with all fixtures loaded, too.

    Raises SystemExit when no PostgreSQL server answers (tests/harness/postgresql.py tells where it looks).
    """
    server = postgresql.find_server()
    if server is None:
        raise SystemExit("No PostgreSQL server answers: set DATABASE_URL or PGHOST.")
    name = f"test_bench_{secrets.token_hex(4)}"
    with tempfile.TemporaryDirectory(prefix="alur-bench-") as folder:
        made = Installation(postgresql.with_database(server, name), Path(folder), name)
        postgresql.create_database(server, name)
        try:
            if fixtures:
                made.python("scripts/run.py", "--prepare", "--without-demo", seconds=900)
            elif tables:
                made.manage("make_keys")
                made.manage("migrate", "--verbosity", "0")
            yield made
        finally:
            postgresql.drop_database(server, name)


def use(made: Installation) -> None:
    """Let this process work on it: before Django's settings are read."""
    import django

    os.environ.update(made.env)
    django.setup()
