"""Who has how much to do, as far as the supervisor may know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from cases import services
from cases.models import Case
from cases.selectors import reach_of
from cases.supervision.workload import Load, workload
from organization.services import deactivate, put_on_duty, record_absence
from tests.integration.cases.desk_of_test import Desk, fresh


def held(desk: Desk, by: str) -> Case:
    case = desk.ternak()
    services.claim_task(task_id=desk.task(case, "periksa_ternak").pk, actor=desk.people[by])
    desk.clock.at += timedelta(seconds=1)
    return case


def test_loads_of_officers_and_queues(desk: Desk, browse: Callable[[str], Client]) -> None:
    held(desk, "banit1")
    desk.clock.at += timedelta(minutes=10)
    held(desk, "banit1")
    desk.ternak()
    secret = held(desk, "banit2")
    Case.objects.filter(pk=secret.pk).update(sealed=True)
    desk.clock.at += timedelta(minutes=6)
    put_on_duty(
        user=desk.banit2, unit=desk.unit, starts=desk.clock.at, ends=desk.clock.at + timedelta(hours=8)
    )
    deactivate(user=desk.banit1, at=desk.clock.at)
    record_absence(user=desk.pamapta1, since=desk.clock.at, until=None)
    found = workload(reach_of(desk.ka1, desk.clock.at), "id")
    officers = {row.user.username: (row.load, row.on_duty, row.missing) for row in found.officers}
    assert officers == {
        "banit1": (Load(fine=1, late=1), False, "inactive"),
        "banit2": (Load(), True, ""),
        "ka1": (Load(), False, ""),
        "kapolres1": (Load(), False, ""),
        "pamapta1": (Load(), False, "absent"),
    }
    assert [(row.key.split("/")[1], row.load) for row in found.queues] == [("banit_spkt", Load(fine=1))]
    page = browse("ka1").get("/beban/").content.decode()
    assert "1 lewat" in page
    assert "Pak Banit9" not in page
    assert browse("banit1").get("/beban/").status_code in (302, 403)


def test_near_is_counted_by_the_clock(desk: Desk) -> None:
    case = fresh(held(desk, "banit1"))
    assert case.clock_near_at is not None
    desk.clock.at = case.clock_near_at
    found = workload(reach_of(desk.ka1, desk.clock.at), "id")
    assert {row.load for row in found.officers if row.load.all} == {Load(near=1)}
