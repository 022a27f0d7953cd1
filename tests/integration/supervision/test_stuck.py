"""Stuck cases: each reason is found and named, a case that moves isn't there, and nothing leaks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from cases import services
from cases.models import Case, Incident, Recusal
from cases.selectors import reach_of
from cases.services.repairs import Retry, Skip
from cases.supervision.stuck import Reason, Stuck, stuck_cases
from organization.models import Post, User
from organization.services import deactivate, put_on_duty, record_absence
from tests.integration.cases.desk_of_test import Desk, fresh, kinds, open_incidents
from tests.unit.bpmn.diagram import bpmn

MESSAGE = "<messageEventDefinition messageRef='kabar'/>"
WAITS = bpmn(
    "s:start m:catch e:end", "s>m>e", inside={"m": MESSAGE}, roots='<message id="kabar" name="kabar"/>'
)
CHOICE = bpmn(
    "s:start x:xor b:user e:end", "s>x>b>e", "x>e", conditions={"x_b": "=ya = true", "x_e": "=ya = false"}
)


def found(desk: Desk, who: str = "ka1") -> list[Stuck]:
    return list(stuck_cases(reach_of(desk.people[who], desk.clock.at)).rows)


def reasons(desk: Desk, who: str = "ka1") -> dict[int, tuple[str, str]]:
    return {row.case.pk: (row.reason.value, row.detail) for row in found(desk, who)}


def held(desk: Desk, by: str = "banit1") -> Case:
    case = desk.ternak()
    services.claim_task(task_id=desk.task(case, "periksa_ternak").pk, actor=desk.people[by])
    desk.clock.at += timedelta(seconds=1)
    return case


def test_a_case_that_moves_is_not_stuck(desk: Desk) -> None:
    desk.ternak()
    held(desk)
    assert found(desk) == []


def test_overdue_and_unclaimed(desk: Desk) -> None:
    case = desk.ternak()
    desk.clock.at += timedelta(minutes=16)
    assert reasons(desk) == {case.pk: ("unclaimed", "")}


def test_overdue_and_held_by_somebody_present(desk: Desk) -> None:
    case = held(desk)
    desk.clock.at += timedelta(minutes=16)
    assert reasons(desk) == {case.pk: ("breached", "")}


def test_holder_is_absent_with_a_stand_in(desk: Desk) -> None:
    case = held(desk)
    now = desk.clock.at
    record_absence(
        user=desk.banit1, since=now, until=now + timedelta(days=2), substitute=desk.banit2, reason="sakit"
    )
    assert reasons(desk) == {case.pk: ("absent", "absent")}
    (row,) = found(desk)
    assert row.task is not None
    assert row.task.stand_in == "Pak Banit2"  # type: ignore[attr-defined]


def test_holder_was_deactivated_or_moved(desk: Desk) -> None:
    left, moved = held(desk), held(desk, "banit2")
    deactivate(user=desk.banit1, at=desk.clock.at)
    Post.objects.filter(user=desk.banit2).update(until=desk.clock.at)
    assert reasons(desk) == {left.pk: ("absent", "inactive"), moved.pk: ("absent", "moved")}


def test_shift_of_the_holder_is_over(desk: Desk) -> None:
    case = held(desk)
    now = desk.clock.at
    put_on_duty(
        user=desk.banit1, unit=desk.unit, starts=now - timedelta(hours=2), ends=now + timedelta(minutes=5)
    )
    assert reasons(desk) == {}
    desk.clock.at += timedelta(minutes=5)
    assert reasons(desk) == {case.pk: ("off_shift", "off_shift")}
    put_on_duty(
        user=desk.banit1, unit=desk.unit, starts=desk.clock.at, ends=desk.clock.at + timedelta(hours=8)
    )
    assert reasons(desk) == {}


def test_a_shift_that_ended_before_the_task_was_taken_says_nothing(desk: Desk) -> None:
    now = desk.clock.at
    put_on_duty(
        user=desk.banit1, unit=desk.unit, starts=now - timedelta(hours=9), ends=now - timedelta(hours=1)
    )
    held(desk)
    assert reasons(desk) == {}


def test_nobody_holds_the_role(desk: Desk) -> None:
    case = desk.ternak()
    Post.objects.filter(role__code="banit_spkt", unit=desk.unit).update(until=desk.clock.at)
    assert reasons(desk) == {case.pk: ("nobody", "")}


def test_all_of_the_role_are_absent_but_one_has_a_stand_in(desk: Desk) -> None:
    case = desk.ternak()
    for name in ("banit1", "banit2"):
        record_absence(user=desk.people[name], since=desk.clock.at, until=None)
    assert reasons(desk) == {case.pk: ("nobody", "")}
    record_absence(user=desk.banit1, since=desk.clock.at, until=None, substitute=desk.pamapta1)
    assert reasons(desk) == {}


def test_a_step_that_fails(desk: Desk) -> None:
    case = desk.open(desk.drawn(CHOICE))
    (row,) = found(desk)
    assert (row.case.pk, row.reason) == (case.pk, Reason.FAILING)
    (incident,) = open_incidents(case)
    services.repair_case(case_id=case.pk, actor=desk.ka1, repair=Retry(incident.pk), reason="")
    assert [row.reason for row in found(desk)] == [Reason.FAILING]


def test_a_message_that_does_not_come(desk: Desk) -> None:
    case = desk.open(desk.drawn(WAITS))
    desk.clock.at += timedelta(hours=23)
    assert reasons(desk) == {}
    desk.clock.at += timedelta(hours=2)
    (row,) = found(desk)
    assert (row.case.pk, row.reason) == (case.pk, Reason.WAITING)
    token = fresh(case).marking["tokens"][0][0]
    services.repair_case(case_id=case.pk, actor=desk.ka1, repair=Skip(token), reason="dijawab lewat telepon")
    assert found(desk) == []


def test_what_is_most_surely_stopped_stands_first(desk: Desk) -> None:
    waiting = desk.ternak()
    away = held(desk)
    failing = desk.open(desk.drawn(CHOICE))
    desk.clock.at += timedelta(minutes=16)
    record_absence(user=desk.banit1, since=desk.clock.at, until=None)
    assert [row.case.pk for row in found(desk)] == [failing.pk, away.pk, waiting.pk]


@pytest.mark.parametrize("who", ["banit1", "pamapta1", "banit9"])
def test_who_leads_nothing_sees_nothing(desk: Desk, browse: Callable[[str], Client], who: str) -> None:
    desk.ternak()
    desk.clock.at += timedelta(minutes=16)
    assert found(desk, who) == []
    assert browse(who).get("/macet/").status_code == 403


def test_sealed_and_recused_cases_leave_no_trace(desk: Desk, browse: Callable[[str], Client]) -> None:
    sealed, kept, open_case = desk.ternak(), desk.ternak(), desk.ternak()
    Case.objects.filter(pk=sealed.pk).update(sealed=True)
    Recusal.objects.create(case=kept, place=f"user:{desk.ka1.pk}", since=desk.clock.at)
    Case.objects.filter(pk=kept.pk).update(recusing=True)
    desk.clock.at += timedelta(minutes=16)
    assert list(reasons(desk)) == [open_case.pk]
    page = browse("ka1").get("/macet/").content.decode()
    assert sealed.file_number not in page
    assert kept.file_number not in page
    assert "1 perkara tidak akan bergerak sendiri" in page
    for hidden in (sealed, kept):
        assert browse("ka1").get(f"/perkara/{hidden.pk}/perbaikan/").status_code == 404


def test_a_failed_case_is_looked_after_and_leaves_the_list(
    desk: Desk, browse: Callable[[str], Client]
) -> None:
    case = desk.open(
        desk.drawn(bpmn("s:start a:user e:end", "s>a>e", inside={"e": "<errorEventDefinition/>"}))
    )
    desk.complete(case, "a")
    (incident,) = open_incidents(case)
    assert reasons(desk) == {case.pk: ("failing", "error_uncaught")}
    where = f"/kegagalan/{incident.pk}/tanggapi/"
    assert browse("ka1").post(where, {"alasan": " "}).status_code == 409
    assert browse("banit1").post(where, {"alasan": "x"}).status_code == 403
    assert browse("ka1").post(where, {"alasan": "dicatat manual"}).status_code == 302
    assert found(desk) == []
    assert kinds(fresh(case))[-2:] == ["incident.acknowledged", "incident.resolved"]
    assert Incident.objects.get(pk=incident.pk).resolved_by == desk.ka1


def test_five_queries_however_many_cases(desk: Desk, django_assert_num_queries: object) -> None:
    for _ in range(6):
        desk.ternak()
    held(desk)
    desk.open(desk.drawn(CHOICE))
    desk.clock.at += timedelta(minutes=16)
    reach = reach_of(User.objects.get(pk=desk.ka1.pk), desk.clock.at)
    with django_assert_num_queries(5):  # type: ignore[operator]
        assert len(stuck_cases(reach).rows) == 8


def test_repairs_name_the_step_and_ask_before_they_do(desk: Desk, browse: Callable[[str], Client]) -> None:
    case = desk.open(desk.drawn(CHOICE))
    (incident,) = open_incidents(case)
    page = browse("ka1")
    where = f"/perkara/{case.pk}/perbaikan/"
    listed = page.get(where).content.decode()
    assert "Langkah yang gagal" in listed
    assert "Langkah x" in listed
    token = incident.token_number
    told = page.get(f"{where}pratinjau/", {"jenis": "move", "token": token, "target": "b"}).content.decode()
    assert "Langkah b" in told
    assert fresh(case).version == case.version
    address = f"{where}pratinjau/?jenis=move&token={token}&target=b"
    assert page.post(address, {"alasan": " ", "versi": case.version}).status_code == 422
    stale = page.post(address, {"alasan": "diteruskan", "versi": case.version + 7})
    assert stale.status_code == 409
    assert "diteruskan" in stale.content.decode()
    assert page.post(address, {"alasan": "diteruskan", "versi": case.version}).status_code == 302
    assert desk.waits_at(case) == ["b"]
    assert page.get(f"{where}pratinjau/", {"jenis": "move"}).status_code == 302
