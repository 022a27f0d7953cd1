"""What tells a balancer where people can work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from portal import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    health._all_applied.cache_clear()


def away(*_: Any) -> Any:
    raise OperationalError("the connection is lost")


def test_people_can_work(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert client.get("/healthz").content == b"ok\n"


def test_without_its_database_the_process_lives_and_is_not_ready(client: Client) -> None:
    with connection.execute_wrapper(away):
        answer, lives = client.get("/readyz"), client.get("/healthz")
    assert (answer.status_code, answer.json()["parts"]["database"]) == (503, False)
    assert lives.status_code == 200
    assert client.get("/readyz").status_code == 200


def test_tables_older_than_the_code_are_not_ready(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["parts"]["migrations"]) == (503, False)


def test_without_keys_it_is_not_ready(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.KEYS_DIR = tmp_path
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["parts"]["keys"]) == (503, False)
    assert str(tmp_path) not in answer.content.decode()
