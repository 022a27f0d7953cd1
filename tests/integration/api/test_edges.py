"""The edges: who gets in, what a body may be, which refusal is which status, the public check, the schema."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from drf_spectacular.validation import validate_schema
from rest_framework.exceptions import Throttled
from rest_framework.renderers import JSONRenderer
from rest_framework.test import APIClient

from api.errors import STATUS_OF, answer, status_of
from cases import errors
from cases.models import Case

from .conftest import ANSWERS, Stations
from .test_cases import paper

PRIVATE = [
    "procedures",
    "tasks/inbox",
    "tasks/queue",
    "tasks/1",
    "cases",
    "cases/1",
    "cases/1/story",
    "cases/1/documents",
    "cases/1/repairs",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_nobody_gets_in_without_signing_in(db: None, address: str) -> None:
    answer = APIClient().get(f"/api/v1/{address}")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_the_schema_is_for_people_who_signed_in(db: None) -> None:
    assert APIClient().get("/api/v1/schema/").status_code == 401


def test_a_write_needs_the_token_of_the_session(stations: Stations) -> None:
    client = stations.client("ani", enforce_csrf_checks=True)
    answer = client.post(f"/api/v1/tasks/{stations.task().pk}/claim")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


def test_basic_authentication_signs_nobody_in(stations: Stations) -> None:
    stations.people["ani"].set_password("rahasia-sekali")
    stations.people["ani"].save()
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION="Basic YW5pOnJhaGFzaWEtc2VrYWxp")
    assert client.get("/api/v1/tasks/inbox").status_code == 401


def every(kind: type[errors.CaseError]) -> Iterator[type[errors.CaseError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from every(narrower)


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (errors.CaseNotFound(), 404),
        (errors.TaskNotFound(), 404),
        (errors.NotPermitted(action="take"), 403),
        (errors.CannotStart(procedure="p", channel="c"), 403),
        (errors.AlreadyClaimed(task="t", by="b", at=timezone.now()), 409),
        (errors.TaskAlreadyDone(task="t"), 409),
        (errors.CaseIsOver(life="completed"), 409),
        (errors.Conflict(what="draft"), 409),
        (errors.InvalidAnswers(()), 422),
        (errors.FileRefused(name="n", why="w"), 422),
        (errors.ReasonRequired(), 422),
        (errors.RunawayCase(element="a"), 422),
        (errors.CaseBusy(), 423),
    ],
)
def test_every_refusal_has_its_status(refusal: errors.CaseError, status: int) -> None:
    given = answer(refusal, {})
    assert given is not None
    assert (given.status_code, status_of(refusal), given.data["code"]) == (status, status, refusal.code)
    assert given.data["detail"]
    assert JSONRenderer().render(given.data)
    assert ("Retry-After" in given.headers) == (status == 423)


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in every(errors.CaseError)]
    assert len(codes) == len(set(codes))


def test_no_refusal_is_left_to_the_general_rule_by_accident() -> None:
    conflicts = {
        errors.CaseError,
        errors.AlreadyClaimed,
        errors.TaskAlreadyDone,
        errors.CaseIsOver,
        errors.Conflict,
    }
    assert set(every(errors.CaseError)) - set(STATUS_OF) <= conflicts


def test_a_fault_of_ours_is_not_dressed_up() -> None:
    assert answer(ZeroDivisionError(), {}) is None


def test_the_frameworks_refusals_have_the_same_shape() -> None:
    given = answer(Throttled(), {})
    assert given is not None
    assert (given.status_code, given.data["code"]) == (429, "throttled")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"answers": ' * 5000 + "1" + "}" * 5000, 400),
        ('{"answers": {"a": ' + "[" * 40 + "]" * 40 + "}}", 400),
        ('{"answers": {"a": "\\u0000"}}', 400),
        ('{"answers": {"a": "\\ud800"}}', 400),
        ('{"answers": {"a\\u0000": 1}}', 400),
        ('{"answers": {"a": NaN}}', 400),
        ('{"answers": "text"}', 400),
        ("[]", 400),
        ("{", 400),
        ('{"answers": {"a": "' + "x" * 2_200_000 + '"}}', 413),
    ],
)
def test_hostile_bodies_are_refused_in_order(stations: Stations, body: str, status: int) -> None:
    address = f"/api/v1/tasks/{stations.task().pk}/draft"
    answer = stations.client("ani").post(address, body, content_type="application/json")
    assert answer.status_code == status
    assert answer.json()["code"]


def test_a_form_of_a_page_is_no_body(stations: Stations) -> None:
    address = f"/api/v1/tasks/{stations.task().pk}/complete"
    assert stations.client("ani").post(address, {"tujuan": "dinas"}, format="multipart").status_code == 415


def test_answers_are_not_kept_by_anybody_on_the_way(stations: Stations) -> None:
    assert stations.client("ani").get("/api/v1/tasks/inbox").headers["Cache-Control"] == "no-store"


def test_times_are_told_in_the_zone_of_the_unit(stations: Stations) -> None:
    stations.case()
    opened = stations.client("ani").get("/api/v1/cases").json()["results"][0]["opened_at"]
    assert opened.endswith("+08:00")
    assert timezone.get_current_timezone_name() == "UTC"


@pytest.mark.parametrize(
    ("values", "standing"),
    [
        ({}, "valid"),
        ({"valid_until": timezone.now() - timedelta(days=1)}, "expired"),
        ({"status": "voided", "voided_at": timezone.now(), "void_reason": "Salah nama"}, "voided"),
    ],
)
def test_anybody_may_check_a_paper(stations: Stations, values: dict[str, object], standing: str) -> None:
    paper(stations.case(), **values)
    answer = APIClient().get("/api/v1/documents/verify/abcd-efgh-jklm-npqr")
    assert answer.status_code == 200
    assert answer.json()["standing"] == standing
    assert answer.json()["unit"] == "POLRES SATU"
    assert "Salah nama" not in answer.content.decode()
    assert set(answer.json()) == {
        *("title", "number", "unit", "issued_at", "valid_until", "sha256", "standing", "replaced_by")
    }


@pytest.mark.parametrize("code", ["ABCD-EFGH-JKLM-XXXX", "%00", "a%27b", "x" * 500])
def test_a_paper_that_is_not_ours_is_not_found(db: None, code: str) -> None:
    answer = APIClient().get(f"/api/v1/documents/verify/{code}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_schema_is_sound_and_names_every_address(stations: Stations) -> None:
    schema = stations.client("ani").get("/api/v1/schema/", {"format": "json"}).json()
    validate_schema(schema)
    assert {
        "/api/v1/procedures",
        "/api/v1/tasks/inbox",
        "/api/v1/tasks/queue",
        "/api/v1/tasks/{id}",
        *(f"/api/v1/tasks/{{id}}/{verb}" for verb in ("claim", "release", "complete", "draft", "assign")),
        "/api/v1/cases",
        "/api/v1/cases/{id}",
        "/api/v1/cases/{id}/story",
        "/api/v1/cases/{id}/documents",
        "/api/v1/documents/verify/{code}",
    } <= set(schema["paths"])


def test_answers_are_validated_as_the_pages_do(stations: Stations) -> None:
    """An unknown field of the body is no fault; an unknown answer goes nowhere."""
    task = stations.task()
    body = {"answers": {**ANSWERS, "lain": 1}, "task_id": 0}
    answer = stations.client("ani").post(f"/api/v1/tasks/{task.pk}/complete", body, format="json")
    assert answer.status_code == 200
    assert "lain" not in Case.objects.get(pk=task.case_id).data
