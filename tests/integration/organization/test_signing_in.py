"""Signing in, being locked out, leaving a desk alone (design "Who sees what", "Always")."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest
from allauth.account.adapter import get_adapter
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path, reverse

from organization import middleware
from organization.accounts import client_address
from organization.context import installation
from organization.logs import JsonFormatter
from organization.middleware import BACKGROUND_HEADER
from organization.models import User

PASSWORD = "sandi panjang untuk uji"


def hello(request):
    return HttpResponse(f"halo {request.user.username}")


urlpatterns = [path("", hello), path("", include("config.urls"))]


@pytest.fixture
def site(settings, db):
    settings.ROOT_URLCONF = __name__
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def ani(site):
    return User.objects.create_user("ani", password=PASSWORD, full_name="Ani Contoh", language="en")


@pytest.fixture
def clock(monkeypatch):
    """A clock to turn: clock(minutes) moves it."""
    now = [1_800_000_000.0]
    monkeypatch.setattr(middleware.time, "time", lambda: now[0])

    def turn(minutes: float) -> None:
        now[0] += minutes * 60

    return turn


def sign_in(client, username="ani", password=PASSWORD):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def greeting(client, **headers):
    return client.get("/", headers=headers).content.decode()


def test_a_person_signs_in_by_name_and_gets_the_own_language(client, ani):
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.cookies["alur_language"].value == "en"
    assert greeting(client) == "halo ani"


def test_a_wrong_password_and_a_deactivated_person_stay_outside(client, ani):
    sign_in(client, password="salah")
    assert greeting(client) == "halo "
    ani.is_active = False
    ani.save()
    sign_in(client)
    assert greeting(client) == "halo "


def test_guessing_is_locked_for_that_name_and_place_only(client, ani, settings):
    User.objects.create_user("budi", password=PASSWORD, full_name="Budi Contoh")
    answers = [sign_in(client, password="salah").status_code for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert answers[-1] == 429
    assert sign_in(client).status_code == 429
    assert sign_in(client, "ANI").status_code == 429
    assert greeting(client) == "halo "
    sign_in(client, "budi")
    assert greeting(client) == "halo budi"
    elsewhere = Client(REMOTE_ADDR="10.1.2.3")
    sign_in(elsewhere)
    assert greeting(elsewhere) == "halo ani"


def test_another_spelling_of_the_name_is_no_new_chance(client, ani, settings):
    spellings = ["ani", "ANI", "Ani", " ani", "aNi"][: settings.AXES_FAILURE_LIMIT]
    assert [sign_in(client, name, "salah").status_code for name in spellings][-1] == 429


@pytest.mark.parametrize("address", ["/akun/signup/", "/akun/email/", "/akun/password/reset/"])
def test_nobody_registers_or_resets_by_mail(client, site, address):
    assert client.get(address).status_code == 404
    assert (
        client.post(address, {"username": "x", "password1": PASSWORD, "password2": PASSWORD}).status_code
        == 404
    )
    assert not get_adapter().is_open_for_signup(None)


def test_the_administration_uses_the_same_door(client, site):
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_administrators_can_not_delete_people(client, ani):
    User.objects.filter(pk=ani.pk).update(is_staff=True, is_superuser=True)
    client.force_login(User.objects.get(pk=ani.pk))
    assert client.get(f"/admin/organization/user/{ani.pk}/change/").status_code == 200
    assert client.post(f"/admin/organization/user/{ani.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_desk_left_alone_locks_itself(client, ani, clock):
    sign_in(client)
    assert greeting(client) == "halo ani"
    clock(9)
    assert greeting(client) == "halo ani"
    clock(9)
    assert greeting(client) == "halo ani"
    clock(11)
    answer = client.get("/?x=1")
    assert (answer.status_code, answer["Location"]) == (302, "/akun/login/?next=%2F%3Fx%3D1")
    assert greeting(client) == "halo "


def test_news_fetched_by_the_page_itself_keeps_no_desk_open(client, ani, clock):
    sign_in(client)
    greeting(client)
    clock(6)
    assert greeting(client, **{BACKGROUND_HEADER: "1"}) == "halo ani"
    clock(6)
    answer = client.get("/", headers={BACKGROUND_HEADER: "1", "HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/akun/login/")


def test_a_session_ends_with_the_shift_however_busy(client, ani, clock):
    sign_in(client)
    greeting(client)
    for _ in range(8 * 60 // 8):
        clock(8)
        assert greeting(client) == "halo ani"
    clock(8)
    assert client.get("/").status_code == 302


def test_reading_pages_writes_no_session_each_time(client, ani, clock, django_assert_num_queries):
    sign_in(client)
    greeting(client)
    with django_assert_num_queries(2):
        greeting(client)


def test_a_role_may_demand_a_second_factor(client, police, ani, settings):
    role = police.roles["pamapta"]
    role.mfa = True
    role.save()
    police.people["ani"] = ani
    police.post("ani", "pamapta", since=police.now - timedelta(days=3000))
    sign_in(client)
    assert greeting(client) == "halo ani"
    settings.MFA_ENFORCED = True
    answer = client.get("/")
    assert answer["Location"].startswith(reverse("mfa_activate_totp"))
    assert client.post(reverse("account_logout")).status_code == 302
    assert greeting(client) == "halo "


def test_without_such_a_role_no_second_factor_is_demanded(client, police, ani, settings):
    police.people["ani"] = ani
    police.post("ani", "pamapta", since=police.now - timedelta(days=3000))
    settings.MFA_ENFORCED = True
    sign_in(client)
    assert greeting(client) == "halo ani"


def test_a_stale_form_says_that_nothing_was_stored(site):
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "ani"})
    assert answer.status_code == 403
    assert "organization/form_expired.html" in [template.name for template in answer.templates]


def test_pages_carry_the_protections(client, site):
    answer = client.get(reverse("account_login"))
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert (
        policy["script-src"]
        == policy["style-src"]
        == policy["form-action"]
        == policy["connect-src"]
        == "'self'"
    )
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client, ani):
    sign_in(client)
    cookie = client.cookies["alur_session"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(("tls", "insecure"), [(True, False), (False, True)])
def test_pages_know_whether_to_warn(settings, tls, insecure):
    settings.TLS = tls
    assert installation(RequestFactory().get("/"))["installation"]["insecure"] is insecure


@pytest.mark.parametrize(("proxy", "address"), [(False, "10.0.0.9"), (True, "203.0.113.7")])
def test_a_forwarded_address_counts_only_behind_our_own_proxy(settings, proxy, address):
    settings.BEHIND_PROXY = proxy
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.7"
    )
    assert client_address(request) == address


def formatted(logger, *args, **options):
    lines = []
    handler = logging.Handler()
    handler.setFormatter(JsonFormatter())
    handler.emit = lambda record: lines.append(handler.format(record))
    logger.addHandler(handler)
    logger.error(*args, **options)
    logger.removeHandler(handler)
    return json.loads(lines[0])


def test_a_log_line_has_ids_and_no_text_of_exceptions():
    try:
        raise ValueError("NIK 6306014101900001 sudah ada")
    except ValueError:
        line = formatted(
            logging.getLogger("alur.uji"),
            "job failed",
            exc_info=True,
            extra={"case_id": 7, "person": "Siti Contoh"},
        )
    assert (line["message"], line["case_id"], line["exception"]) == ("job failed", 7, "ValueError")
    assert "6306014101900001" not in json.dumps(line)
    assert "Siti" not in json.dumps(line)
    assert "test_signing_in.py" in line["at"][0]


def test_a_log_line_names_the_route_and_not_the_address(client, site):
    request = RequestFactory().get("/cek/rahasia-128-bit")
    line = formatted(
        logging.getLogger("alur.uji"),
        "Not Found: %s",
        request.path,
        extra={"request": request, "status_code": 404},
    )
    assert line["message"] == "404 GET no route"


def test_signing_in_says_nothing_that_the_page_does_not_show_anyway(client, ani):
    from django.contrib.messages import get_messages

    assert [str(message) for message in get_messages(sign_in(client).wsgi_request)] == []
