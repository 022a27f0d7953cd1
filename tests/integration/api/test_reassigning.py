"""Tasks handed on through the interface: told first, each with its outcome, once, taken back."""

from __future__ import annotations

from typing import Any

import pytest

from cases.models import Reassignment, Task
from cases.services import claim_task

from .conftest import Stations

WHERE = "/api/v1/tasks/reassign"


def post(stations: Stations, where: str, body: Any = None, *, by: str = "dewi", **headers: str) -> Any:
    return stations.client(by).post(where, body, format="json", headers=headers)


def held(stations: Stations) -> Task:
    return claim_task(task_id=stations.task().pk, actor=stations.people["ani"])


def test_told_done_once_and_taken_back(stations: Stations) -> None:
    mine, foreign = held(stations), stations.task(by="citra", unit="dua")
    body = {"tasks": [mine.pk, foreign.pk], "to": [stations.people["budi"].pk], "reason": "ani sakit"}
    told = post(stations, f"{WHERE}/preview", body).json()["results"]
    assert [row["refusal"] for row in told] == ["", "task_not_found"]
    assert Task.objects.get(pk=mine.pk).owner == stations.people["ani"]

    answers = [post(stations, WHERE, body, **{"Idempotency-Key": "sekali"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    done = answers[0].json()
    assert (done["moved"], done["refused"]) == (1, 1)
    assert [(row["before"], row["refusal"]) for row in done["results"]] == [
        (stations.people["ani"].pk, ""),
        (None, "task_not_found"),
    ]
    assert Reassignment.objects.count() == 1

    undo = f"/api/v1/reassignments/{done['id']}/undo"
    assert post(stations, undo, by="ani").status_code == 404
    assert post(stations, undo).json()["undone_at"]
    assert Task.objects.get(pk=mine.pk).owner == stations.people["ani"]
    again = post(stations, undo)
    assert (again.status_code, again.json()["code"]) == (409, "too_late_to_undo")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"tasks": []}, 400),
        ({"tasks": [1] * 501}, 400),
        ({"tasks": [2**63]}, 400),
        ({"to": []}, 400),
        ({"to": [10**9]}, 400),
        ({"reason": " "}, 422),
    ],
)
def test_what_is_refused_as_a_whole(stations: Stations, change: dict[str, Any], status: int) -> None:
    body = {"tasks": [held(stations).pk], "to": [stations.people["budi"].pk], "reason": "x", **change}
    assert post(stations, WHERE, body).status_code == status
    assert Reassignment.objects.count() == 0


def test_an_officer_of_another_station_moves_nothing(stations: Stations) -> None:
    body = {"tasks": [held(stations).pk], "to": [stations.people["citra"].pk], "reason": "x"}
    (row,) = post(stations, WHERE, body, by="citra").json()["results"]
    assert (row["refusal"], row["facts"], row["before"]) == ("task_not_found", {}, None)
