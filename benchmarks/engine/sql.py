"""Bare psycopg for the contenders that have no framework: prepared statements, counted."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg


class Connection:
    """One connection that lives; every statement is prepared at its first use, as in ours."""

    def __init__(self) -> None:
        self._psycopg = psycopg.connect(os.environ["DATABASE_URL"], prepare_threshold=1, autocommit=True)
        self.statements = 0

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._run(statement, values).fetchall()

    def run(self, statement: str, values: Sequence[Any] = ()) -> int:
        """How many rows it touched."""
        return self._run(statement, values).rowcount

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._psycopg.transaction():
            yield

    def size_of(self, pattern: str, *, packed: bool) -> int:
        """Bytes of the tables whose names are LIKE `pattern`, with their indexes."""
        names = [
            row[0] for row in self.rows("select tablename from pg_tables where tablename like %s", [pattern])
        ]
        if packed:
            for name in names:
                self._psycopg.execute(f"vacuum full {name}")
        return sum(self.rows("select pg_total_relation_size(%s::regclass)", [name])[0][0] for name in names)

    def _run(self, statement: str, values: Sequence[Any]) -> psycopg.Cursor[tuple[Any, ...]]:
        self.statements += 1
        return self._psycopg.execute(statement, values)
