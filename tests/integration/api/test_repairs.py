"""Repairs through the interface: for heads alone, told first, done once."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Stations


def address(stations: Stations) -> str:
    return f"/api/v1/cases/{stations.task().case_id}/repairs"


def post(stations: Stations, where: str, body: dict[str, Any], *, by: str = "dewi", **headers: str) -> Any:
    return stations.client(by).post(where, body, format="json", headers=headers)


def test_head_sees_what_may_be_repaired_foresees_and_does_it(stations: Stations) -> None:
    where = address(stations)
    found = stations.client("dewi").get(where).json()
    (place,) = found["places"]
    assert place["may_skip"]
    body = {"kind": "skip", "token": place["token"]}
    told = post(stations, f"{where}/preview", body).json()
    assert [thing["element"] for thing in told["called_off"]] == [place["element"]]
    assert told["version"] == found["version"]

    done = {**body, "reason": "tamu sudah pulang", "version": told["version"]}
    answers = [post(stations, where, done, **{"Idempotency-Key": "sekali"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["life"] == (told["outcome"] or "running")
    again = post(stations, where, done)
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"kind": "skip"}, 400, "invalid"),
        ({"kind": "lain"}, 400, "invalid"),
        ({"kind": "cancel"}, 422, "reason_required"),
        ({"kind": "move", "token": 2, "target": "tidak_ada", "reason": "x"}, 422, "cannot_repair"),
        ({"kind": "skip", "token": 99, "reason": "x"}, 409, "conflict"),
        ({"kind": "retry", "incident": 1}, 409, "conflict"),
        ({"kind": "cancel", "reason": "x", "version": 77}, 409, "conflict"),
    ],
)
def test_what_is_refused(stations: Stations, body: dict[str, Any], status: int, code: str) -> None:
    where = address(stations)
    token = stations.client("dewi").get(where).json()["places"][0]["token"]
    if body["kind"] == "move":
        body = {**body, "token": token}
    answer = post(stations, where, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(("by", "status"), [("ani", 403), ("citra", 404)])
def test_others_repair_nothing(stations: Stations, by: str, status: int) -> None:
    where = address(stations)
    assert stations.client(by).get(where).status_code == status
    for place in (where, f"{where}/preview"):
        assert post(stations, place, {"kind": "cancel", "reason": "x"}, by=by).status_code == status
