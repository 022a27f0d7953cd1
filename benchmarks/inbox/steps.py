"""Reads each list as it is read for a page or an answer, and looks at every statement that it sends."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from rest_framework.test import APIClient

from cases import selectors
from cases.engine.time import now
from cases.supervision.stuck import stuck_cases
from organization.models import User

from .seed import head, officer

#: Tables that grow with the work; of the others a scan is the cheapest way.
GROWING = frozenset({"cases_case", "cases_task", "cases_incident", "cases_subscription", "cases_recusal"})
PAGE = 25


def measure(index: int, rounds: int) -> list[dict[str, Any]]:
    lists: dict[str, Callable[[], int]] = {
        "inbox": lambda: len(selectors.my_tasks(_reach(officer_))[:PAGE]),
        "queue": lambda: len(selectors.queue_tasks(_reach(officer_))[:PAGE]),
        "cases": lambda: len(selectors.listed_cases(_reach(officer_)).order_by("-opened_at")[:PAGE]),
        "stuck cases": lambda: len(stuck_cases(_reach(head_)).rows),
        "API: inbox": lambda: _answer(api, "tasks/inbox"),
        "API: queue": lambda: _answer(api, "tasks/queue"),
        "API: cases": lambda: _answer(api, "cases"),
    }
    officer_, head_ = officer(), head()
    api = APIClient()
    api.force_authenticate(officer_)
    return [_measured(name, read, rounds) for name, read in lists.items()]


def _reach(user: User) -> selectors.Reach:
    return selectors.reach_of(user, now())


def _answer(api: APIClient, what: str) -> int:
    answer = api.get(f"/api/v1/{what}", {"page_size": PAGE}, SERVER_NAME="localhost")
    assert answer.status_code == 200, answer.content
    return len(answer.json()["results"])


def _measured(name: str, read: Callable[[], int], rounds: int) -> dict[str, Any]:
    rows = read()
    spent, statements = [], []
    for _ in range(rounds):
        with _watched() as sent:
            read()
        spent.append(1000 * sum(seconds for _, _, seconds in sent))
        statements = sent
    scans = sorted({table for sql, parameters, _ in statements for table in _scans(sql, parameters)})
    return {"list": name, "statements": len(statements), "ms": spent, "scans": scans, "rows": rows}


Sent = list[tuple[str, Any, float]]


@contextmanager
def _watched() -> Iterator[Sent]:
    """Each statement with its parameters and how long the database had it."""
    sent: Sent = []

    def timed(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, parameters, many, context)
        finally:
            sent.append((sql, parameters, time.perf_counter() - began))

    with connection.execute_wrapper(timed):
        yield sent


def _scans(sql: str, parameters: Any) -> Iterator[str]:
    """Growing tables that the statement's plan reads from one end to the other."""
    if not sql.lstrip("( ").upper().startswith("SELECT"):
        return
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
        (found,) = cursor.fetchone()
    plan = json.loads(found) if isinstance(found, str) else found
    yield from _walk(plan[0]["Plan"])


def _walk(node: dict[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Seq Scan" and node["Relation Name"] in GROWING:
        yield node["Relation Name"]
    for child in node.get("Plans", ()):
        yield from _walk(child)
