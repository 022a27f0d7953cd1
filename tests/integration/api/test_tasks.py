"""Tasks: who sees them, one winner, writes that repeat without effect."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import CaseEvent, Task
from cases.services import claim_task, read_draft

from .conftest import ANSWERS, GUEST, Stations

URL = "/api/v1/tasks"


def titles(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["title"] for row in answer.json()["results"]]


def test_a_free_task_stands_in_the_queue_of_its_unit_alone(stations: Stations) -> None:
    stations.task()
    assert titles(stations.client("budi").get(f"{URL}/queue")) == ["Periksa"]
    assert titles(stations.client("budi").get(f"{URL}/inbox")) == []
    assert titles(stations.client("citra").get(f"{URL}/queue")) == []
    assert titles(stations.client("eka").get(f"{URL}/queue")) == []


def test_claim_moves_a_task_to_the_inbox_and_release_gives_it_back(stations: Stations) -> None:
    task, client = stations.task(), stations.client("budi")
    claimed = client.post(f"{URL}/{task.pk}/claim")
    assert claimed.status_code == 200
    assert claimed.json()["owner"] == {"id": stations.people["budi"].pk, "name": "Bripda Budi"}
    assert titles(client.get(f"{URL}/inbox")) == ["Periksa"]
    assert client.post(f"{URL}/{task.pk}/release").json()["owner"] is None


def test_whoever_comes_second_learns_who_was_first(stations: Stations) -> None:
    task = stations.task()
    claim_task(task_id=task.pk, actor=stations.people["ani"])
    answer = stations.client("budi").post(f"{URL}/{task.pk}/claim")
    assert (answer.status_code, answer.json()["code"]) == (409, "already_claimed")
    assert answer.json()["facts"]["by"] == "Bripda Ani"
    assert "Bripda Ani" in answer.json()["detail"]


@pytest.mark.parametrize("verb", ["claim", "release", "complete", "draft", "assign"])
def test_a_task_of_another_unit_is_not_there(stations: Stations, verb: str) -> None:
    task, client = stations.task(), stations.client("citra")
    body = {"to": stations.people["citra"].pk, "reason": "giliran"}
    foreign = client.post(f"{URL}/{task.pk}/{verb}", body, format="json")
    absent = client.post(f"{URL}/{task.pk + 999}/{verb}", body, format="json")
    assert (foreign.status_code, foreign.json()) == (404, absent.json())
    assert Task.objects.get(pk=task.pk).status == task.status


def test_a_post_that_is_not_addressed_may_look_but_not_take(stations: Stations) -> None:
    task, client = stations.task(), stations.client("dewi")
    assert client.get(f"{URL}/{task.pk}").status_code == 200
    answer = client.post(f"{URL}/{task.pk}/claim")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


def test_a_task_says_what_its_form_asks(stations: Stations) -> None:
    shown = stations.client("ani").get(f"{URL}/{stations.task().pk}").json()
    asked = {row["path"]: row["required"] for row in shown["form_fields"]}
    assert asked["tujuan"] is True
    assert asked["tamu.nama_lengkap"] is True
    assert shown["case"]["state_title"] == "Diterima"


def test_faulty_answers_come_back_field_by_field_and_change_nothing(stations: Stations) -> None:
    task = stations.task()
    answer = stations.client("ani").post(f"{URL}/{task.pk}/complete", {"answers": {}}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_answers")
    faults = {row["path"]: row for row in answer.json()["errors"]}
    assert faults["tujuan"]["code"] == "required"
    assert faults["tujuan"]["text"] not in ("", "required")
    assert Task.objects.get(pk=task.pk).is_open


def test_field_errors_speak_the_language_that_was_asked_for(stations: Stations) -> None:
    address, client = f"{URL}/{stations.task().pk}/complete", stations.client("ani")
    texts = {
        lang: client.post(address, {"answers": {}}, format="json", headers={"Accept-Language": lang}).json()
        for lang in ("id", "en")
    }
    assert texts["id"]["errors"][0]["text"] != texts["en"]["errors"][0]["text"]


def test_complete_moves_the_case_and_a_second_time_is_a_conflict(stations: Stations) -> None:
    task, client = stations.task(), stations.client("ani")
    answer = client.post(f"{URL}/{task.pk}/complete", {"answers": ANSWERS}, format="json")
    assert (answer.status_code, answer.json()["id"]) == (200, task.case_id)
    again = client.post(f"{URL}/{task.pk}/complete", {"answers": ANSWERS}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "task_already_done")


@pytest.mark.parametrize(("verb", "body"), [("complete", {"answers": ANSWERS}), ("release", {})])
def test_the_same_key_again_gets_the_same_answer(stations: Stations, verb: str, body: dict[str, Any]) -> None:
    task, client = stations.task(), stations.client("ani")
    claim_task(task_id=task.pk, actor=stations.people["ani"])
    send = {"format": "json", "headers": {"Idempotency-Key": "a1"}}
    first = client.post(f"{URL}/{task.pk}/{verb}", body, **send)
    events = CaseEvent.objects.filter(case=task.case_id).count()
    again = client.post(f"{URL}/{task.pk}/{verb}", body, **send)
    assert (again.status_code, again.json()) == (200, first.json())
    assert CaseEvent.objects.filter(case=task.case_id).count() == events


def test_a_key_counts_for_one_person_and_one_write(stations: Stations) -> None:
    task, send = stations.task(), {"headers": {"Idempotency-Key": "a1"}}
    assert stations.client("ani").post(f"{URL}/{task.pk}/claim", **send).status_code == 200
    assert stations.client("budi").post(f"{URL}/{task.pk}/claim", **send).status_code == 409
    assert stations.client("ani").post(f"{URL}/{task.pk}/release", **send).json()["owner"] is None


@pytest.mark.parametrize("key", ["x" * 65, "kunci-é"])
def test_a_key_that_cannot_be_kept_is_refused(stations: Stations, key: str) -> None:
    task = stations.task()
    answer = stations.client("ani").post(f"{URL}/{task.pk}/claim", headers={"Idempotency-Key": key})
    assert answer.status_code == 400
    assert Task.objects.get(pk=task.pk).owner_id is None


def test_a_draft_is_kept_sealed_and_never_given_back(stations: Stations) -> None:
    task, client = stations.task(), stations.client("ani")
    answer = client.post(f"{URL}/{task.pk}/draft", {"answers": ANSWERS}, format="json")
    shown = client.get(f"{URL}/{task.pk}")
    assert answer.status_code == 200
    assert shown.json()["has_draft"] is True
    assert read_draft(Task.objects.get(pk=task.pk).draft) == ANSWERS
    assert GUEST not in answer.content.decode() + shown.content.decode()


def test_assign_asks_for_a_reason_and_for_somebody_who_may(stations: Stations) -> None:
    task, client = stations.task(), stations.client("ani")
    address = f"{URL}/{task.pk}/assign"
    budi, citra = stations.people["budi"].pk, stations.people["citra"].pk
    silent = client.post(address, {"to": budi, "reason": " "}, format="json")
    assert (silent.status_code, silent.json()["code"]) == (422, "reason_required")
    assert client.post(address, {"to": citra, "reason": "giliran"}, format="json").status_code == 403
    assert (
        client.post(address, {"to": 0, "reason": "giliran"}, format="json").json()["errors"][0]["path"]
        == "to"
    )
    given = client.post(address, {"to": budi, "reason": "giliran"}, format="json")
    assert given.json()["owner"]["id"] == budi


@pytest.mark.parametrize("tab", ["inbox", "queue"])
def test_a_list_is_one_query_however_long(stations: Stations, tab: str) -> None:
    client = stations.client("ani")
    counted = []
    for _ in range(2):
        for _ in range(3):
            claim_task(task_id=stations.task().pk, actor=stations.people["ani"])
        client.get(f"{URL}/{tab}")
        with CaptureQueriesContext(connection) as seen:
            rows = titles(client.get(f"{URL}/{tab}"))
        of_tasks = [query["sql"] for query in seen if 'FROM "cases_task"' in query["sql"][:4000]]
        counted.append((len(rows), len(seen), len(of_tasks)))
    (few, queries, lists), (many, queries_again, lists_again) = counted
    assert (few, many) == (3, 6)
    assert queries == queries_again
    assert (lists, lists_again) == (1, 1)
    assert queries <= 6
