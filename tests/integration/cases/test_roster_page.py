"""The page of the duty roster: seen by everybody at the unit, changed by those who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organization.models import Duty
from tests.integration.cases.desk_of_test import Desk

PAGE = "/jaga/"


@pytest.fixture(autouse=True)
def plain(settings: Any) -> None:
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def as_(desk: Desk, name: str) -> Client:
    client = Client()
    client.force_login(desk.people[name])
    return client


def shift(desk: Desk, **changes: str) -> dict[str, str]:
    given = {"petugas": str(desk.banit1.pk), "fungsi": "", "tanggal": "2026-11-25"}
    return {**given, "mulai": "08:00", "selesai": "16:00", "regu": "B", **changes}


def test_a_head_plans_a_shift_and_it_stands_on_the_page(desk: Desk) -> None:
    assert as_(desk, "kapolres1").post(PAGE, shift(desk)).status_code == 302
    duty = Duty.objects.get()
    assert (duty.user, duty.unit, duty.planned_by) == (desk.banit1, desk.unit, desk.kapolres1)
    assert (duty.starts.isoformat(), duty.ends.isoformat()) == (
        "2026-11-25T00:00:00+00:00",
        "2026-11-25T08:00:00+00:00",
    )
    page = as_(desk, "banit2").get(PAGE).content.decode()
    assert desk.banit1.display_name in page
    assert "Tambah jadwal" not in page


def test_a_night_shift_ends_on_the_next_day(desk: Desk) -> None:
    as_(desk, "kapolres1").post(PAGE, shift(desk, mulai="16:00", selesai="08:00"))
    assert (Duty.objects.get().ends - Duty.objects.get().starts).total_seconds() == 16 * 3600


def test_a_refusal_says_why_and_keeps_what_was_typed(desk: Desk) -> None:
    answer = as_(desk, "banit2").post(PAGE, shift(desk, regu="Kilat"))
    assert answer.status_code == 422
    assert Duty.objects.count() == 0
    head = as_(desk, "kapolres1")
    head.post(PAGE, shift(desk))
    again = head.post(PAGE, shift(desk, mulai="10:00", regu="Kilat"))
    assert "sudah dijadwalkan jaga pada jam itu" in again.content.decode()
    assert 'value="Kilat"' in again.content.decode()


def test_people_of_other_units_can_not_be_chosen(desk: Desk) -> None:
    answer = as_(desk, "kapolres1").post(PAGE, shift(desk, petugas=str(desk.banit9.pk)))
    assert answer.status_code == 422
    assert Duty.objects.count() == 0


def test_a_running_shift_is_ended_by_its_button(desk: Desk) -> None:
    head = as_(desk, "kapolres1")
    head.post(PAGE, shift(desk))
    head.post(reverse("desk:cancel_shift", args=[Duty.objects.get().pk]))
    assert Duty.objects.get().ends == desk.clock.at
