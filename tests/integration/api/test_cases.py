"""Cases: opening, finding and reading them without meeting anybody's name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Case, Document

from .conftest import ANSWERS, GUEST, Stations

URL = "/api/v1/cases"
BODY = {"procedure": "kunjungan", "answers": ANSWERS}


def paper(case: Case, code: str = "ABCD-EFGH-JKLM-NPQR", **values: Any) -> Document:
    fields = {
        "title": "Kartu",
        "number": "T/1/XI/2026/SATU",
        "code": "kartu",
        "token_number": case.documents.count() + 90,
        "issued_at": timezone.now(),
        "storage_name": code,
        "sha256": "0" * 64,
        "size": 10,
        **values,
    }
    return Document.objects.create(case=case, verify_code=code, **fields)


def test_only_what_a_post_may_open_is_offered(stations: Stations) -> None:
    offered = stations.client("ani").get("/api/v1/procedures").json()["results"]
    assert [(offer["key"], offer["title"], offer["unit"]) for offer in offered] == [
        ("kunjungan", "Buku tamu", "polres_satu")
    ]
    way_in = offered[0]["ways_in"][0]
    assert (way_in["event"], way_in["channels"]) == ("mulai", ["langsung"])
    assert "tujuan" in [row["path"] for row in way_in["form_fields"]]
    for nobody in ("dewi", "eka"):
        assert stations.client(nobody).get("/api/v1/procedures").json()["results"] == []


def test_open_makes_a_case_in_the_unit_of_the_post(stations: Stations) -> None:
    answer = stations.client("ani").post(URL, BODY, format="json")
    assert answer.status_code == 201
    case = Case.objects.get(pk=answer.json()["id"])
    assert (case.unit, case.opened_by, case.state) == (
        stations.units["satu"],
        stations.people["ani"],
        "DITERIMA",
    )


@pytest.mark.parametrize(
    ("name", "change", "status", "code"),
    [
        ("dewi", {}, 403, "cannot_start"),
        ("eka", {}, 403, "cannot_start"),
        ("ani", {"unit": "polres_dua"}, 403, "cannot_start"),
        ("ani", {"channel": "telepon"}, 403, "cannot_start"),
        ("ani", {"event": "lain"}, 403, "cannot_start"),
        ("ani", {"procedure": "lain"}, 404, "not_found"),
        ("ani", {"answers": {}}, 422, "invalid_answers"),
        ("ani", {"answers": []}, 400, "invalid"),
    ],
)
def test_a_case_that_may_not_be_opened_is_not(
    stations: Stations, name: str, change: dict[str, Any], status: int, code: str
) -> None:
    answer = stations.client(name).post(URL, {**BODY, **change}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Case.objects.exists()


def test_the_same_key_opens_one_case(stations: Stations) -> None:
    client = stations.client("ani")
    send = {"format": "json", "headers": {"Idempotency-Key": "buka-1"}}
    first, again = (client.post(URL, BODY, **send).json() for _ in range(2))
    assert first == again
    assert Case.objects.count() == 1


def test_search_finds_by_number_value_and_whole_name_in_the_own_unit_alone(stations: Stations) -> None:
    case = stations.case()
    stations.case("citra", "dua")
    client = stations.client("budi")
    for text in (case.file_number, "dinas", "rahayu", ""):
        found = client.get(URL, {"q": text}).json()["results"]
        assert [row["id"] for row in found] == [case.pk], text
    assert client.get(URL, {"q": "raha"}).json()["results"] == []
    assert client.get(URL, {"q": "a\0b"}).status_code == 400


def test_no_answer_carries_the_name_of_a_guest(stations: Stations) -> None:
    case, client = stations.case(), stations.client("ani")
    paper(case)
    task = case.tasks.get().pk
    addresses = [
        URL,
        f"{URL}/{case.pk}",
        f"{URL}/{case.pk}/story",
        f"{URL}/{case.pk}/documents",
        f"/api/v1/tasks/{task}",
        "/api/v1/tasks/queue",
        "/api/v1/documents/verify/ABCD-EFGH-JKLM-NPQR",
    ]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        for word in GUEST.split():
            assert word not in answer.content.decode(), address
    party = client.get(f"{URL}/{case.pk}").json()["parties"][0]
    assert (party["role"], party["label"]) == ("tamu", case.parties.get().label)


def test_the_story_is_told_latest_first(stations: Stations) -> None:
    case = stations.case()
    story = stations.client("ani").get(f"{URL}/{case.pk}/story").json()["results"]
    assert [row["seq"] for row in story] == sorted((row["seq"] for row in story), reverse=True)
    opened = story[-1]
    assert (opened["kind"], opened["actor"]["name"]) == ("case.opened", "Bripda Ani")
    assert "langsung" in opened["text"]


@pytest.mark.parametrize("part", ["", "/story", "/documents"])
def test_a_case_of_another_unit_is_not_there(stations: Stations, part: str) -> None:
    case, client = stations.case(), stations.client("citra")
    foreign = client.get(f"{URL}/{case.pk}{part}")
    absent = client.get(f"{URL}/{case.pk + 999}{part}")
    assert (foreign.status_code, foreign.json()) == (404, absent.json())


def test_a_sealed_case_is_there_only_for_whoever_works_on_it(stations: Stations) -> None:
    case = stations.case()
    Case.objects.filter(pk=case.pk).update(sealed=True)
    assert stations.client("budi").get(f"{URL}/{case.pk}").status_code == 200
    assert stations.client("dewi").get(f"{URL}/{case.pk}").status_code == 404
    assert stations.client("dewi").get(URL).json()["results"] == []


def test_the_papers_of_a_case(stations: Stations) -> None:
    case = stations.case()
    paper(case)
    papers = stations.client("ani").get(f"{URL}/{case.pk}/documents").json()["results"]
    assert [(row["code"], row["verify_code"]) for row in papers] == [("kartu", "ABCD-EFGH-JKLM-NPQR")]
    assert "storage_name" not in papers[0]


@pytest.mark.parametrize("part", ["", "story", "documents"])
def test_a_list_is_one_query_however_long(stations: Stations, part: str) -> None:
    client, case = stations.client("ani"), stations.case()
    address = f"{URL}/{case.pk}/{part}" if part else URL
    counted = []
    for letter in "AB":
        stations.case()
        paper(case, f"{letter}BCD-EFGH-JKLM-NPQR")
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            counted.append((len(client.get(address).json()["results"]), len(seen)))
    assert counted[0][1] == counted[1][1] <= 7
    if part != "story":
        assert counted[0][0] < counted[1][0]


def test_a_page_has_at_most_a_hundred_rows_and_names_the_next(stations: Stations) -> None:
    client, case = stations.client("ani"), stations.case()
    papers = [paper(case, f"K{number}") for number in range(102)]
    address = f"{URL}/{case.pk}/documents"
    first = client.get(address, {"page_size": 5000}).json()
    assert len(first["results"]) == 100
    second = client.get(first["next"]).json()
    assert [row["id"] for row in second["results"]] == [row.pk for row in papers[100:]]
    assert second["next"] is None


def test_what_comes_meanwhile_shifts_no_page(stations: Stations) -> None:
    cases = [stations.case() for _ in range(5)]
    client = stations.client("ani")
    first = client.get(URL, {"page_size": 2}).json()
    stations.case()
    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()
    rows = [row["id"] for page in (first, second, third) for row in page["results"]]
    assert rows == [case.pk for case in reversed(cases)]
    assert third["next"] is None


def test_pages_of_tasks_go_on_past_those_without_a_deadline(stations: Stations) -> None:
    tasks = [stations.task() for _ in range(6)]
    for number, task in enumerate(tasks[:3]):
        due = timezone.now() + timedelta(minutes=3 - number)
        Case.objects.filter(pk=task.case_id).update(clock_due_at=due)
    client, seen, address = stations.client("ani"), [], "/api/v1/tasks/queue?page_size=1"
    while address:
        page = client.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
    assert seen == [task.pk for task in (tasks[2], tasks[1], tasks[0], *tasks[3:])]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "W10",
        "bnVsbA",
        "WzFd",
        "WyJhIiwgImIiXQ",
        "W251bGwsIG51bGxd",
        "W3sidCI6ICIyIn0sIDFd",
        "8J-YgA",
        "é",
    ],
)
def test_a_place_that_no_page_gave_is_refused(stations: Stations, cursor: str) -> None:
    stations.case()
    answer = stations.client("ani").get(URL, {"cursor": cursor})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, "cursor")
