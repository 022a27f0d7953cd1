"""Absences with a substitute: recorded by who leads the person, and the substitute takes from the person's queues."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from cases import services
from cases.errors import NotPermitted
from cases.selectors import queue_tasks, reach_of
from organization.absences import end_absence, plan_absence
from organization.errors import AbsenceImpossible
from organization.models import Absence
from tests.integration.cases.desk_of_test import Desk

DAY = timedelta(days=1)


def plan(desk: Desk, *, by: str = "ka1", who: str = "banit1", sub: str = "", days: int = 2) -> Absence:
    at = desk.clock.at
    return plan_absence(
        planner=desk.people[by],
        user=desk.people[who],
        since=at,
        until=at + days * DAY if days else None,
        at=at,
        substitute=desk.people[sub] if sub else None,
    )


def refusal(desk: Desk, **asked: object) -> str:
    with pytest.raises(AbsenceImpossible) as refused:
        plan(desk, **asked)  # type: ignore[arg-type]
    return refused.value.reason


def test_the_substitute_sees_and_takes_the_tasks(desk: Desk) -> None:
    case = desk.ternak()
    task = desk.task(case, "periksa_ternak")
    assert not queue_tasks(reach_of(desk.pamapta1, desk.clock.at)).exists()
    plan(desk, sub="pamapta1")
    assert list(queue_tasks(reach_of(desk.pamapta1, desk.clock.at))) == [task]
    with pytest.raises(NotPermitted):
        services.claim_task(task_id=task.pk, actor=desk.banit1)
    assert services.claim_task(task_id=task.pk, actor=desk.pamapta1).owner_id == desk.pamapta1.pk


def test_what_can_not_be_recorded(desk: Desk) -> None:
    assert refusal(desk, by="banit2") == "not_yours"
    assert refusal(desk, who="banit9") == "not_yours"
    assert refusal(desk, days=-1) == "ends_first"
    assert refusal(desk, sub="banit1") == "oneself"
    plan(desk)
    assert refusal(desk, days=0) == "overlaps"
    assert refusal(desk, who="banit2", sub="banit1") == "substitute_away"
    desk.pamapta1.is_active = False
    desk.pamapta1.save()
    assert refusal(desk, who="banit2", sub="pamapta1") == "inactive"


def test_an_absence_ends_early_or_is_taken_off(desk: Desk) -> None:
    running = plan(desk)
    desk.clock.at += timedelta(hours=1)
    with pytest.raises(AbsenceImpossible):
        end_absence(planner=desk.banit2, absence_id=running.pk, at=desk.clock.at)
    assert end_absence(planner=desk.ka1, absence_id=running.pk, at=desk.clock.at).until == desk.clock.at
    with pytest.raises(AbsenceImpossible):
        end_absence(planner=desk.ka1, absence_id=running.pk, at=desk.clock.at)


def test_pages(desk: Desk, browse: Callable[[str], Client]) -> None:
    page = browse("ka1")
    form = {
        "petugas": desk.banit1.pk,
        "dari": "2026-11-25",
        "sampai": "2026-11-26",
        "pengganti": desk.banit2.pk,
    }
    wrong = page.post("/ketidakhadiran/", {**form, "pengganti": desk.banit1.pk, "alasan": "cuti"})
    assert wrong.status_code == 422
    assert "Pengganti harus orang lain." in wrong.content.decode()
    assert 'value="cuti"' in wrong.content.decode()
    assert page.post("/ketidakhadiran/", form).status_code == 302
    absence = Absence.objects.get()
    assert (absence.since, absence.substitute) == (desk.clock.at, desk.banit2)
    assert "Pak Banit2" in page.get("/ketidakhadiran/").content.decode()
    desk.clock.at += timedelta(hours=1)
    page.post(f"/ketidakhadiran/{absence.pk}/akhiri/")
    assert Absence.objects.get().until == desk.clock.at
    assert browse("banit1").post("/ketidakhadiran/", form).status_code == 403
