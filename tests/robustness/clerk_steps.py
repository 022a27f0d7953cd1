"""What the kill test asks of the database, in a process of its own: sessions before, the truth afterwards."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client

from cases.models import Case, CaseEvent, IdempotencyKey, Incident
from organization.models import User


def sessions(index: int, people: list[str]) -> list[dict[str, str]]:
    """Signed-in sessions, as cookies."""
    made = []
    for name in people:
        client = Client()
        client.force_login(User.objects.get(username=name), settings.AUTHENTICATION_BACKENDS[1])
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        made.append({"session": key, "csrf": _get_new_csrf_string()})
    return made


def truth(index: int) -> dict[str, Any]:
    """How all cases of the endurance procedure stand."""
    cases = Case.objects.filter(procedure_key="tahan")
    completed = CaseEvent.objects.filter(kind="task.completed", case__in=cases)
    per_step = Counter(completed.values_list("case_id", "element"))
    fired = Counter(
        CaseEvent.objects.filter(kind="timer.fired", case__in=cases).values_list("case_id", "element")
    )
    papers = Counter(cases.filter(documents__isnull=False).values_list("pk", flat=True))
    return {
        "lives": dict(Counter(cases.values_list("life", flat=True))),
        "cases": list(cases.values_list("pk", flat=True)),
        "keys": dict(IdempotencyKey.objects.filter(operation="open_case").values_list("key", "case_id")),
        "tasks": [event["task"] for event in completed.values_list("data", flat=True)],
        "done_twice": [list(step) for step, count in per_step.items() if count > 1],
        "fired_twice": [list(step) for step, count in fired.items() if count > 1],
        "papers": [max(papers.values(), default=0), len(papers)],
        "papers_asked": cases.filter(data__minta_surat=True).count(),
        "incidents": list(Incident.objects.filter(resolved_at=None).values_list("code", flat=True)),
        "open": [
            [case.pk, case.marking["tokens"], list(case.jobs.values_list("status", "attempts", "last_error"))]
            for case in cases.filter(life="running")[:5]
        ],
    }
