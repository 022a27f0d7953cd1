"""What officers report from a scene counts when it happened, and the first arrival stops the clock (C1, C2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from cases import services
from cases.engine.time import clock
from cases.errors import InvalidAnswers, LinkNotGood, NotPermitted, StepOutOfOrder, TimeImplausible
from cases.models import Case, ClockStatus, Dispatch, DispatchStep, Escalation, EscalationStatus
from cases.services import field_steps
from tests.integration.cases.desk_of_test import sound
from tests.integration.cases.scene import RESKRIM, SAMAPTA, Scene, at, make_scene

RESULT = {"hasil": "Perkelahian dilerai dan dua orang diamankan."}


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    made = make_scene()
    with clock(made.clock):
        yield made
    sound()


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def answer(case: Case, name: str) -> Any:
    return Case.objects.get(pk=case.pk).data.get(name)


def test_three_answers_send_at_once_and_the_rest_waits(scene: Scene) -> None:
    case = scene.called()
    assert state(case) == "PIKET_DIKUMPULKAN"
    assert scene.task(case, "kumpulkan_piket") is not None
    assert scene.task(case, "lengkapi") is not None
    assert "Siti" not in str(Case.objects.get(pk=case.pk).data)
    assert scene.arrival(case).due_at == at("02:20")


def test_each_officer_chosen_gets_a_link_of_his_own(scene: Scene) -> None:
    case = scene.sent(SAMAPTA, RESKRIM)
    links = Dispatch.objects.filter(case=case)
    assert {(link.officer.username, link.function) for link in links} == {
        (SAMAPTA, "satsamapta"),
        (RESKRIM, "satreskrim"),
    }
    assert len({link.token for link in links}) == 2
    assert {link.sent_by for link in links} == {scene.who("pamapta1")}


def test_who_holds_no_such_role_can_not_be_chosen(scene: Scene) -> None:
    case = scene.called()
    with pytest.raises(InvalidAnswers):
        scene.complete(case, "kumpulkan_piket", petugas=["operator1"], pimpinan_tahu=True)


def test_c1_arrival_after_thirteen_minutes(scene: Scene) -> None:
    case = scene.sent()
    for step, moment in (("terima", "02:08"), ("berangkat", "02:09"), ("tiba", "02:18")):
        scene.time(moment)
        scene.taps(case, step, moment)
    arrival = scene.arrival(case)
    assert (arrival.status, arrival.ended_at - arrival.started_at) == ("met", timedelta(minutes=13))
    assert answer(case, "waktu_tiba") == "2026-11-23T02:18:00+08:00"
    assert state(case) == "DI_TKP"
    scene.time("02:40")
    scene.taps(case, "hasil", "02:39", answers=RESULT)
    assert state(case) == "LAPOR_HASIL"
    done = case.tasks.filter(element__in=("catat_tiba", "tptkp"))
    assert {task.owner.username for task in done} == {SAMAPTA}


def test_c2_late_arrival_is_told_and_counted_as_breached(scene: Scene) -> None:
    case = scene.sent()
    for step, moment in (("terima", "02:08"), ("berangkat", "02:10")):
        scene.time(moment)
        scene.taps(case, step, moment)
    scene.time("02:21")
    services.fire_due()
    sent = Escalation.objects.filter(case=case, status=EscalationStatus.SENT)
    assert set(sent.values_list("to", flat=True)) == {"role:pamapta", "role:ka_spkt"}
    scene.time("02:24")
    scene.taps(case, "tiba", "02:24")
    assert scene.arrival(case).status == ClockStatus.BREACHED
    scene.taps(case, "hasil", answers=RESULT)
    with pytest.raises(InvalidAnswers):
        scene.complete(case, "lapor_hasil", laporan_pimpinan="Situasi aman saat tiba.")


def test_an_arrival_sent_when_the_line_is_back_counts_when_it_happened(scene: Scene) -> None:
    case = scene.sent()
    scene.time("02:45")
    for step, moment in (("terima", "02:08"), ("berangkat", "02:09"), ("tiba", "02:18")):
        scene.taps(case, step, moment)
    step = DispatchStep.objects.get(code="tiba")
    assert (step.occurred_at, step.received_at) == (at("02:18"), at("02:45"))
    assert (scene.arrival(case).status, scene.arrival(case).ended_at) == ("met", at("02:18"))


def test_the_earlier_of_two_arrivals_counts_though_it_comes_in_later(scene: Scene) -> None:
    case = scene.sent(SAMAPTA, RESKRIM)
    scene.time("02:23")
    for step, moment in (("terima", "02:08"), ("berangkat", "02:10"), ("tiba", "02:22")):
        scene.taps(case, step, moment)
    assert scene.arrival(case).status == ClockStatus.BREACHED
    scene.time("02:40")
    for step, moment in (("terima", "02:09"), ("berangkat", "02:09"), ("tiba", "02:17")):
        scene.taps(case, step, moment, RESKRIM)
    assert (scene.arrival(case).status, scene.arrival(case).ended_at) == ("met", at("02:17"))
    assert (answer(case, "waktu_berangkat"), answer(case, "waktu_tiba")) == (
        "2026-11-23T02:09:00+08:00",
        "2026-11-23T02:17:00+08:00",
    )
    assert "dispatch.corrected" in case.events.values_list("kind", flat=True)


def test_sent_again_a_step_changes_nothing(scene: Scene) -> None:
    case = scene.sent()
    first = scene.taps(case, "terima", "02:08", key="a")
    scene.time("02:12")
    again = [scene.taps(case, "terima", "02:08", key="a"), scene.taps(case, "terima", key="b")]
    assert [step.pk for step in again] == [first.pk, first.pk]
    assert DispatchStep.objects.get().occurred_at == at("02:08")
    assert list(case.events.values_list("kind", flat=True)).count("dispatch.step") == 1


def test_steps_come_in_order(scene: Scene) -> None:
    case = scene.sent()
    with pytest.raises(StepOutOfOrder) as refused:
        scene.taps(case, "tiba", "02:08")
    assert refused.value.first == "terima"


@pytest.mark.parametrize(
    ("stated", "counted"), [("02:30", "02:12"), ("01:00", "02:12"), ("02:10", "02:10"), ("02:06", "02:07")]
)
def test_a_phone_that_can_not_be_right_is_not_believed(scene: Scene, stated: str, counted: str) -> None:
    """Sent at 02:07, received at 02:12: the future and the time before count as received, a minute's drift as sent."""
    case = scene.sent()
    scene.time("02:12")
    step = scene.taps(case, "terima", stated)
    assert step.occurred_at == at(counted)
    assert step.stated_at == (None if stated == counted else at(stated))


@pytest.mark.parametrize("typed", ["02:30", "01:00"])
def test_a_typed_time_that_can_not_be_is_refused(scene: Scene, typed: str) -> None:
    case = scene.sent()
    scene.time("02:12")
    with pytest.raises(TimeImplausible):
        scene.taps(case, "terima", typed, typed=True)
    assert not DispatchStep.objects.exists()
    assert scene.taps(case, "terima", "02:11", typed=True).occurred_at == at("02:11")


def test_an_arrival_before_the_briefing_was_typed_is_caught_up(scene: Scene) -> None:
    case = scene.sent(briefed=False)
    scene.time("02:18")
    for step, moment in (("terima", "02:08"), ("berangkat", "02:09"), ("tiba", "02:18")):
        scene.taps(case, step, moment)
    assert state(case) == "APP"
    assert (scene.arrival(case).status, scene.arrival(case).ended_at) == ("met", at("02:18"))
    scene.time("02:25")
    services.fire_due()
    assert not Escalation.objects.filter(case=case, status=EscalationStatus.SENT, at="100%").exists()
    scene.complete(case, "app", arahan="Lerai dan amankan tempat kejadian.")
    assert state(case) == "DI_TKP"
    assert (scene.arrival(case).status, scene.arrival(case).ended_at) == ("met", at("02:18"))


def test_the_word_from_the_scene_goes_before_whoever_holds_the_task_at_a_desk(scene: Scene) -> None:
    case = scene.sent(SAMAPTA, RESKRIM)
    held = scene.task(case, "catat_tiba")
    assert held is not None
    services.claim_task(task_id=held.pk, actor=scene.who(RESKRIM))
    scene.time("02:18")
    for step in ("terima", "berangkat", "tiba"):
        scene.taps(case, step, "02:18")
    assert state(case) == "DI_TKP"


def test_a_result_that_says_nothing_is_refused(scene: Scene) -> None:
    case = scene.sent()
    scene.time("02:18")
    for step in ("terima", "berangkat", "tiba"):
        scene.taps(case, step)
    with pytest.raises(InvalidAnswers):
        scene.taps(case, "hasil", answers={"hasil": "aman"})
    assert state(case) == "DI_TKP"


def test_a_link_ends_by_itself_and_by_recall(scene: Scene) -> None:
    case = scene.sent(SAMAPTA, RESKRIM)
    lost = scene.dispatch(case, RESKRIM)
    with pytest.raises(NotPermitted):
        field_steps.recall(dispatch_id=lost.pk, actor=scene.who("banit1"))
    field_steps.recall(dispatch_id=lost.pk, actor=scene.who("pamapta1"))
    with pytest.raises(LinkNotGood):
        field_steps.report_step(dispatch=lost, code="terima", report=field_steps.Report())
    scene.clock.at = at("02:07") + timedelta(hours=12)
    with pytest.raises(LinkNotGood):
        scene.taps(case, "terima")


def test_an_officer_who_left_the_service_reports_nothing(scene: Scene) -> None:
    case = scene.sent()
    officer = scene.who(SAMAPTA)
    officer.is_active = False
    officer.save()
    with pytest.raises(LinkNotGood):
        scene.taps(case, "terima")


def test_out_of_town_the_limit_is_worked_out_anew(scene: Scene) -> None:
    case = scene.called()
    details = {
        "pelapor": {"nama_lengkap": "Siti Contoh"},
        "waktu_kejadian": "2026-11-23T02:00:00+08:00",
        "tempat_kejadian": "Desa Contoh Hulu",
        "dalam_kota": False,
        "uraian": "Rumah kosong terbakar di ujung desa dan api belum padam.",
    }
    scene.complete(case, "lengkapi", "operator1", **details)
    assert scene.arrival(case).due_at == at("02:30")
    assert Case.objects.get(pk=case.pk).clock_due_at == at("02:30")
    pending = Escalation.objects.filter(case=case, status=EscalationStatus.PENDING, at="100%")
    assert [step.due_at for step in pending] == [at("02:30")]
