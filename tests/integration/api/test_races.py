"""The same write, several times at the same moment: one effect, one answer."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from cases.models import Case, CaseEvent
from cases.services.idempotency import already_done
from organization.models import User

from .conftest import ANSWERS, Stations

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 3


def send_at_once(stations: Stations, address: str, body: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    """Status and content of every answer; all carry one key of one person."""
    clients = [stations.client("ani") for _ in range(AT_ONCE)]
    barrier = Barrier(AT_ONCE)

    def send(client: Any) -> tuple[int, dict[str, Any]]:
        barrier.wait(20)
        try:
            answer = client.post(address, body, format="json", headers={"Idempotency-Key": "serentak"})
            return answer.status_code, answer.json()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(send, clients))


def test_one_key_opens_one_case_however_often_it_is_sent(stations: Stations) -> None:
    answers = send_at_once(stations, "/api/v1/cases", {"procedure": "kunjungan", "answers": ANSWERS})
    assert [status for status, _ in answers] == [201] * AT_ONCE
    assert {content["id"] for _, content in answers} == {Case.objects.get().pk}


@pytest.mark.parametrize("verb", ["claim", "complete"])
def test_one_key_moves_a_task_once(stations: Stations, verb: str) -> None:
    task = stations.task()
    answers = send_at_once(stations, f"/api/v1/tasks/{task.pk}/{verb}", {"answers": ANSWERS})
    assert [status for status, _ in answers] == [200] * AT_ONCE
    kind = {"claim": "task.claimed", "complete": "task.completed"}[verb]
    assert CaseEvent.objects.filter(case=task.case_id, kind=kind).count() == 1


@pytest.fixture
def too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next look at the keys comes just before the other one's commit, so it finds none."""
    looks = iter([None])

    def look(key: str, actor: User | None, operation: str) -> Case | None:
        return next(looks, already_done(key, actor, operation))

    for module in ("api.idempotency", "cases.services.opening", "cases.services.tasks"):
        monkeypatch.setattr(f"{module}.already_done", look)


def opened(stations: Stations) -> tuple[str, dict[str, Any]]:
    return "/api/v1/cases", {"procedure": "kunjungan", "answers": ANSWERS}


def claimed(stations: Stations) -> tuple[str, dict[str, Any]]:
    return f"/api/v1/tasks/{stations.task().pk}/claim", {}


def completed(stations: Stations) -> tuple[str, dict[str, Any]]:
    return f"/api/v1/tasks/{stations.task().pk}/complete", {"answers": ANSWERS}


@pytest.mark.parametrize("write", [opened, claimed, completed])
def test_whoever_looked_too_early_gets_the_answer_of_the_first(
    stations: Stations,
    request: pytest.FixtureRequest,
    write: Callable[[Stations], tuple[str, dict[str, Any]]],
) -> None:
    (address, body), client = write(stations), stations.client("ani")
    send = {"format": "json", "headers": {"Idempotency-Key": "serentak"}}
    first = client.post(address, body, **send)
    events = CaseEvent.objects.count()
    request.getfixturevalue("too_early")
    again = client.post(address, body, **send)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert first.status_code in (200, 201)
    assert CaseEvent.objects.count() == events
