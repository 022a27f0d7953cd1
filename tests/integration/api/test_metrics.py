"""Figures for monitoring: right, without names, and only for a token that was given their scope."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from rest_framework.test import APIClient

from cases.models import Incident, Timer, WorkerBeat
from cases.services import claim_task
from organization.tokens import issue_token

from .conftest import GUEST, Stations

URL = "/api/v1/metrics"


def scraper(stations: Stations, scope: str = "metrics") -> APIClient:
    at = timezone.now()
    _, secret = issue_token(
        user=stations.people["eka"],
        name="p",
        scopes=[scope],
        expires_at=at + timedelta(days=1),
        at=at,
        by=None,
    )
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def test_they_tell_how_the_installation_fares(stations: Stations) -> None:
    at = timezone.now()
    held, free = stations.task(), stations.task()
    claim_task(task_id=held.pk, actor=stations.people["ani"])
    Incident.objects.create(case=free.case, element="a", token_number=99, code="x", message="x", opened_at=at)
    due = at - timedelta(seconds=40)
    Timer.objects.create(case=free.case, element="t", token_number=98, due_at=due, next_attempt_at=due)
    WorkerBeat.objects.create(name="satu", beat_at=at - timedelta(seconds=5))
    WorkerBeat.objects.create(name="dua", beat_at=at - timedelta(seconds=500))
    answer = scraper(stations).get(URL)
    assert answer.headers["Content-Type"].startswith("text/plain")
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }
    assert found["alur_cases_running",] == 2
    assert (found["alur_tasks_open", "free"], found["alur_tasks_open", "held"]) == (1, 1)
    assert found["alur_incidents_open",] == 1
    assert found["alur_waiting", "timer"] == 1
    assert 40 <= found["alur_waiting_oldest_seconds", "timer"] < 60
    assert found["alur_waiting_oldest_seconds", "message"] == 0
    assert found["alur_workers_alive",] == 1
    assert 5 <= found["alur_worker_silent_seconds",] < 30


def test_they_name_nobody_and_cost_a_fixed_number_of_queries(stations: Stations) -> None:
    client, counted = scraper(stations), []
    for _ in range(2):
        stations.case()
        with CaptureQueriesContext(connection) as seen:
            text = client.get(URL).content.decode()
        counted.append(len(seen))
        assert GUEST not in text
        assert "satu" not in text
    assert counted[0] >= counted[1]
    assert counted[1] <= 16


def test_no_session_and_no_other_token_opens_them(stations: Stations) -> None:
    assert stations.client("dewi").get(URL).status_code == 403
    assert scraper(stations, "read").get(URL).status_code == 403
    assert APIClient().get(URL).status_code == 401
