"""Killing a process at a commit, without a line in the product that knows of it.

`die_at(n, when)` turns the next commits of this process's connection into numbered boundaries; statements outside a
transaction commit by themselves and count as well. `in_child` runs a step in a fork, so that the kill takes only that.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

from django.db import connection, connections

BEFORE, AFTER = "before", "after"
_WRITES = ("INSERT", "UPDATE", "DELETE")


def in_child(step: Callable[[], Any]) -> int:
    """The status of a fork that ran the step: 0, 1 when it raised, -9 when it was killed."""
    connections.close_all()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            step()
            status = 0
        except Exception:  # noqa: BLE001 - the parent sees the status, the log the reason
            traceback.print_exc()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def die_at(number: int, when: str) -> None:
    """Kill this process right before or right after its commit `number`, counted from now, from 1."""
    seen = 0

    def boundary(commit: Callable[[], Any]) -> Any:
        nonlocal seen
        seen += 1
        if seen == number and when == BEFORE:
            _die()
        result = commit()
        if seen == number and when == AFTER:
            _die()
        return result

    committing = connection.commit
    connection.commit = lambda: boundary(committing)  # type: ignore[method-assign]

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if connection.in_atomic_block or not _writes(sql):
            return execute(sql, params, many, context)
        return boundary(lambda: execute(sql, params, many, context))

    connection.execute_wrappers.append(watch)


def _writes(sql: str) -> bool:
    """Asking procrastinate for a job is a SELECT of its function."""
    return sql.lstrip().upper().startswith(_WRITES) or "procrastinate_defer" in sql


def _die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("outlived SIGKILL")
