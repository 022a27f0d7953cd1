"""When the database is away, people and programs are told to come back, not that something broke for good."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

pytestmark = pytest.mark.django_db

VERIFICATION = "/periksa/KODE-1/"


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def away(*_: Any) -> Any:
    raise OperationalError("the connection is lost")


def broken(*_: Any) -> Any:
    raise ValueError("a fault of ours")


def test_a_page_without_its_database_says_when_to_come_back(client: Client) -> None:
    with connection.execute_wrapper(away):
        answer = client.get(VERIFICATION)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Basis data sedang tidak menjawab" in answer.content.decode()
    assert client.get(VERIFICATION).status_code == 404


def test_a_program_reads_the_same_as_json(client: Client) -> None:
    with connection.execute_wrapper(away):
        answer = client.get("/api/v1/documents/verify/KODE-1")
    assert (answer.status_code, answer.json()["code"]) == (503, "database_away")


def test_a_fault_of_ours_stays_one(client: Client) -> None:
    with connection.execute_wrapper(broken):
        page, answer = client.get(VERIFICATION), client.get("/api/v1/documents/verify/KODE-1")
    assert (page.status_code, answer.status_code) == (500, 500)
    assert "Ada yang gagal" in page.content.decode()
    assert answer.json()["code"] == "internal"
