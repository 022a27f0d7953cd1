"""Messages from outside: who may send them, what is answered, and the same one sent twice."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission

from cases.models import Publication
from tests.integration.api.conftest import Stations

MESSAGE = {"name": "berkas_masuk", "key": "7", "variables": {"isi": 1}}


@pytest.fixture
def trusted(stations: Stations) -> Stations:
    stations.people["ani"].user_permissions.add(Permission.objects.get(codename="send_event"))
    return stations


def test_only_whoever_was_given_the_right_may_send(stations: Stations) -> None:
    answer = stations.client("budi").post("/api/v1/messages", MESSAGE, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
    assert not Publication.objects.exists()


def test_a_message_that_nobody_expects_yet_waits(trusted: Stations) -> None:
    answer = trusted.client("ani").post("/api/v1/messages", MESSAGE, format="json")
    assert answer.status_code == 202
    assert answer.json()["status"] == "waiting"
    row = Publication.objects.get()
    assert (row.name, row.key, row.data, row.unit) == ("berkas_masuk", "7", {"isi": 1}, trusted.units["satu"])


def test_sent_twice_with_one_key_it_is_one_message(trusted: Stations) -> None:
    client = trusted.client("ani")
    sent = [
        client.post("/api/v1/messages", MESSAGE, format="json", headers={"Idempotency-Key": "k1"}).json()
        for _ in range(2)
    ]
    assert sent[0]["id"] == sent[1]["id"]
    assert Publication.objects.count() == 1


def test_a_key_that_is_too_long_is_refused(trusted: Stations) -> None:
    answer = trusted.client("ani").post("/api/v1/messages", {**MESSAGE, "key": "x" * 256}, format="json")
    assert answer.status_code == 400
