"""Statements that don't need each other's answers, sent without waiting for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def sent_together() -> Iterator[None]:
    """On PostgreSQL the block's statements travel in one pipeline; their answers are there when it ends.

    The first fault of any of them is raised at the end of the block, as Django raises it. On SQLite there is nothing
    to wait for.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield
