"""Tokens of programs, their scopes, and routes that would be open by accident."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.urls import path
from django.utils import timezone
from rest_framework.permissions import AllowAny
from rest_framework.test import APIClient
from rest_framework.views import APIView

from api.access import Scope, require_declared
from api.urls import urlpatterns
from organization.errors import TokenTooLong
from organization.models import ApiToken
from organization.tokens import issue_token, revoke_token

from .conftest import Stations


def issued(stations: Stations, *scopes: str, by: str = "ani", days: float = 30) -> tuple[ApiToken, APIClient]:
    at = timezone.now()
    token, secret = issue_token(
        user=stations.people[by],
        name="sistem luar",
        scopes=scopes,
        expires_at=at + timedelta(days=days),
        at=at,
        by=None,
    )
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return token, client


def test_a_token_acts_as_its_person_within_its_scopes(stations: Stations) -> None:
    task = stations.task()
    _, client = issued(stations, "read", "tasks")
    assert client.get("/api/v1/tasks/queue").json()["results"][0]["id"] == task.pk
    assert client.post(f"/api/v1/tasks/{task.pk}/claim").json()["owner"]["id"] == stations.people["ani"].pk
    _, elsewhere = issued(stations, "read", "tasks", by="citra")
    assert elsewhere.get(f"/api/v1/tasks/{task.pk}").status_code == 404


def test_a_token_opens_nothing_outside_its_scopes(stations: Stations) -> None:
    task = stations.task()
    _, client = issued(stations, "read")
    refused = client.post(f"/api/v1/tasks/{task.pk}/claim")
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    assert "tasks" in refused.json()["detail"]
    task.refresh_from_db()
    assert task.owner is None


def test_a_token_that_is_over_opens_nothing(stations: Stations) -> None:
    revoked, client = issued(stations, "read")
    assert client.get("/api/v1/tasks/inbox").status_code == 200
    revoke_token(token=revoked, at=timezone.now())
    _, late = issued(stations, "read", days=-1)
    _, gone = issued(stations, "read", by="budi")
    stations.people["budi"].is_active = False
    stations.people["budi"].save()
    for each in (client, late, gone):
        answer = each.get("/api/v1/tasks/inbox")
        assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")


def test_only_the_digest_of_a_token_is_kept(stations: Stations) -> None:
    token, client = issued(stations, "read")
    secret = str(client._credentials["HTTP_AUTHORIZATION"]).split()[1]
    row = ApiToken.objects.values().get(pk=token.pk)
    assert secret not in str(row)
    assert secret.removeprefix("alur_") not in str(row)
    client.get("/api/v1/tasks/inbox")
    token.refresh_from_db()
    assert token.last_used_at is not None


def test_no_token_lives_for_ever(stations: Stations) -> None:
    with pytest.raises(TokenTooLong):
        issued(stations, "read", days=366)


def test_the_command_gives_out_lists_and_revokes(stations: Stations) -> None:
    out = StringIO()
    call_command("api_token", "issue", "ani", "SIAK", "--scope", "read", stdout=out, stderr=StringIO())
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {out.getvalue().strip()}")
    assert client.get("/api/v1/cases").status_code == 200
    listed = StringIO()
    call_command("api_token", "list", stdout=listed)
    assert "ani: SIAK" in listed.getvalue()
    call_command("api_token", "revoke", listed.getvalue().split()[0], stdout=StringIO())
    assert client.get("/api/v1/cases").status_code == 401
    with pytest.raises(CommandError, match="Nobody"):
        call_command("api_token", "issue", "tiada", "SIAK", "--scope", "read")


class Undeclared(APIView):
    def get(self, request: Any) -> None: ...


class OpenByAccident(APIView):
    permission_classes = (AllowAny,)
    scopes = {"get": Scope.READ}

    def get(self, request: Any) -> None: ...


@pytest.mark.parametrize("view", [Undeclared, OpenByAccident])
def test_a_route_that_declares_no_scope_stops_the_start(view: type[APIView]) -> None:
    with pytest.raises(ImproperlyConfigured, match="GET rahasia"):
        require_declared([path("rahasia", view.as_view())])


def test_every_route_of_the_product_declares_one() -> None:
    require_declared(urlpatterns)
    assert len(urlpatterns) > 5


def test_an_unattended_session_is_told_401(stations: Stations, settings: Any) -> None:
    client = stations.client("ani")
    assert client.get("/api/v1/tasks/inbox").status_code == 200
    settings.SESSION_IDLE_SECONDS = -1
    answer = client.get("/api/v1/tasks/inbox")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


@pytest.mark.parametrize(
    ("address", "code", "fields"),
    [("/api/v1/cases/999999", "case_not_found", {"facts"}), ("/api/v1/cases/x", None, set())],
)
def test_a_refusal_is_a_problem_of_rfc_9457(
    stations: Stations, address: str, code: str | None, fields: Sequence[str]
) -> None:
    answer = stations.client("ani").get(address)
    assert answer.status_code == 404
    if code:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert set(answer.json()) == {"type", "title", "status", "detail", "code", *fields}
        assert answer.json()["type"] == f"urn:alur:problem:{code}"
