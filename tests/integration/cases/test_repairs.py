"""Repairs of a running case: told before they are done, done by a head with a reason, and on the record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cases import services
from cases.errors import (
    CannotRepair,
    CaseIsOver,
    CaseNotFound,
    Conflict,
    NotPermitted,
    ReasonRequired,
    TaskAlreadyDone,
)
from cases.models import Case, Life
from cases.services.repairs import Cancel, ChangeClock, ChangeTimer, Move, Repair, Retry, Skip
from tests.integration.cases.desk_of_test import Desk, fresh, kinds, open_incidents, sound
from tests.unit.bpmn.diagram import bpmn, part

TIMED = bpmn(
    "s:start a:user b:user e:end late:boundary l:user e2:end",
    "s>a>b>e",
    "late>l>e2",
    extra={"late": 'attachedToRef="a" cancelActivity="true"'},
    inside={"late": "<timerEventDefinition><timeDuration>PT10M</timeDuration></timerEventDefinition>"},
)
CHOICE = bpmn(
    "s:start a:user x:xor b:user e:end",
    "s>a>x>b>e",
    "x>e",
    conditions={"x_b": "=ya = true", "x_e": "=ya = false"},
)
NESTED = bpmn(
    "s:start m:sub b:user e:end",
    "s>m>b>e",
    inside={"m": part("s2:start c:user d:user e3:end", "s2>c>d>e3")},
)
JOINED = bpmn("s:start p:and a:user b:user j:and c:user e:end", "s>p>a>j>c>e", "p>b>j")


def token_at(case: Case, element: str) -> int:
    return next(number for number, node, *_ in fresh(case).marking["tokens"] if node == element)


def repair(
    desk: Desk, case: Case, what: Repair, *, by: str = "ka1", reason: str = "salah langkah", **more: Any
) -> Case:
    return services.repair_case(case_id=case.pk, actor=desk.people[by], repair=what, reason=reason, **more)


def preview(desk: Desk, case: Case, what: Repair, *, by: str = "ka1") -> Any:
    return services.preview_repair(case_id=case.pk, actor=desk.people[by], repair=what)


def elements(things: Any) -> list[tuple[str, str]]:
    return [(thing.kind, thing.element) for thing in things]


# Skip and move -------------------------------------------------------------------------------------------------


def test_skip_goes_on_behind_the_step_and_disarms_it(sound_desk: Desk) -> None:
    case = sound_desk.open(sound_desk.drawn(TIMED))
    what = Skip(token_at(case, "a"))
    told = preview(sound_desk, case, what)
    assert elements(told.called_off) == [("task", "a"), ("timer", "late")]
    assert elements(told.begun) == [("task", "b")]
    assert (told.outcome, told.stops) == ("", ())
    assert sound_desk.waits_at(case) == ["a"], "a preview changes nothing"

    repair(sound_desk, case, what, version=told.version)

    assert sound_desk.waits_at(case) == ["b"]
    assert case.timers.get().status == "disarmed"
    event = case.events.get(kind="repair.skipped")
    assert (event.actor, event.element, event.data["reason"]) == (sound_desk.ka1, "a", "salah langkah")


def test_preview_is_what_happens(sound_desk: Desk) -> None:
    """For every place of a case and every destination: the foreseen tasks, timers and end are those that come."""
    for diagram in (TIMED, NESTED, JOINED):
        version = sound_desk.drawn(diagram)
        first = sound_desk.open(version)
        for place in services.repairable(case_id=first.pk, actor=sound_desk.ka1).places:
            wanted: list[Any] = [Move(place.token, target) for target, _ in place.destinations]
            for what in [*wanted, Skip(place.token)]:
                case = sound_desk.open(version)
                before = set(case.tasks.values_list("pk", flat=True))
                told = preview(sound_desk, case, what)
                repair(sound_desk, case, what)
                begun = case.tasks.exclude(pk__in=before).values_list("element", flat=True)
                assert [element for kind, element in elements(told.begun) if kind == "task"] == list(begun)
                ended = "" if fresh(case).is_running else str(fresh(case).life)
                assert told.outcome == ended, what


def test_move_inside_a_sub_process_stays_inside(sound_desk: Desk) -> None:
    case = sound_desk.open(sound_desk.drawn(NESTED))
    inner = token_at(case, "c")
    with pytest.raises(CannotRepair):
        repair(sound_desk, case, Move(inner, "b"))
    repair(sound_desk, case, Move(inner, "d"))
    assert sound_desk.waits_at(case) == ["d"]
    repair(sound_desk, case, Move(token_at(case, "m"), "b"))
    assert sound_desk.waits_at(case) == ["b"], "with the sub-process all that is in it is gone"


@pytest.mark.parametrize("target", ["s", "j", "tidak_ada", "a"])
def test_move_refuses_what_a_token_cannot_begin_at(sound_desk: Desk, target: str) -> None:
    case = sound_desk.open(sound_desk.drawn(JOINED))
    for act in (repair, preview):
        with pytest.raises(CannotRepair):
            act(sound_desk, case, Move(token_at(case, "a"), target))
    assert sound_desk.waits_at(case) == ["a", "b"]


def test_token_that_waits_in_a_join_can_be_moved(sound_desk: Desk) -> None:
    case = sound_desk.open(sound_desk.drawn(JOINED))
    sound_desk.complete(case, "a")
    with pytest.raises(CannotRepair):
        repair(sound_desk, case, Skip(token_at(case, "j")))
    repair(sound_desk, case, Move(token_at(case, "j"), "a"))
    assert sound_desk.waits_at(case) == ["a", "b"]
    sound_desk.complete(case, "a")
    sound_desk.complete(case, "b")
    assert sound_desk.waits_at(case) == ["c"]


def test_skip_that_leads_nowhere_stops_with_an_incident(sound_desk: Desk) -> None:
    """An incident at a gateway without a way on is mended by setting the token down elsewhere."""
    case = sound_desk.open(sound_desk.drawn(CHOICE))
    what = Skip(token_at(case, "a"))
    assert [(thing.element, thing.code) for thing in preview(sound_desk, case, what).stops] == [
        ("x", "no_path")
    ]
    repair(sound_desk, case, what)
    assert [incident.element for incident in open_incidents(case)] == ["x"]
    move = Move(token_at(case, "x"), "b")
    assert elements(preview(sound_desk, case, move).called_off) == [("incident", "x")]
    repair(sound_desk, case, move)
    assert (open_incidents(case), sound_desk.waits_at(case)) == ([], ["b"])


def test_skipped_end_ends_the_case(sound_desk: Desk) -> None:
    case = sound_desk.open(sound_desk.drawn(bpmn("s:start a:user e:end", "s>a>e")))
    what = Skip(token_at(case, "a"))
    assert preview(sound_desk, case, what).outcome == "completed"
    assert repair(sound_desk, case, what).life == Life.COMPLETED
    with pytest.raises(CaseIsOver):
        repair(sound_desk, case, Cancel())


def test_machine_step_can_be_skipped(sound_desk: Desk) -> None:
    case = sound_desk.signed()
    job = case.jobs.get()
    what = Skip(job.token_number)
    assert elements(preview(sound_desk, case, what).called_off) == [("job", job.element)]
    repair(sound_desk, case, what)
    job.refresh_from_db()
    assert job.status == "canceled"
    services.run_job(job.pk)
    assert not case.documents.exists()


# Times ---------------------------------------------------------------------------------------------------------


def test_due_date_of_a_timer(sound_desk: Desk) -> None:
    case = sound_desk.open(sound_desk.drawn(TIMED))
    timer = case.timers.get()
    what = ChangeTimer(timer.pk, sound_desk.clock.at + timedelta(hours=2))
    (changed,) = preview(sound_desk, case, what).changed
    assert (changed.element, changed.due_at) == ("late", what.due_at)
    repair(sound_desk, case, what)
    assert sound_desk.later(hours=1) == 0
    assert sound_desk.later(hours=1) == 1
    assert sound_desk.waits_at(case) == ["l"]
    event = case.events.get(kind="repair.timer_changed")
    assert event.data["before"] == timer.due_at.isoformat()
    with pytest.raises(Conflict):
        repair(sound_desk, case, what)


def test_limit_of_a_clock_moves_its_ladder_along(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    run = case.clocks.get()
    what = ChangeClock(run.pk, run.due_at + timedelta(hours=1))
    assert elements(preview(sound_desk, case, what).changed) == [("clock", "pelayanan")]
    repair(sound_desk, case, what)
    assert fresh(case).clock_due_at == what.due_at
    assert sound_desk.later(minutes=16) == 0, "the first limit counts no more"
    assert sound_desk.later(hours=1) == 1
    assert case.escalations.get().status == "sent"
    assert case.events.get(kind="repair.clock_changed").data["clock"] == "pelayanan"


# Who, and on what ground -----------------------------------------------------------------------------------------


def all_repairs(case: Case) -> list[Repair]:
    token = case.marking["tokens"][0][0]
    due = case.opened_at + timedelta(days=1)
    return [Skip(token), Move(token, "tanda_tangan"), ChangeClock(case.clocks.get().pk, due), Cancel()]


def test_repairs_are_for_heads_and_ask_for_a_reason(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    for what in all_repairs(case):
        for act in (repair, preview):
            with pytest.raises(NotPermitted):
                act(sound_desk, case, what, by="pamapta1")
            with pytest.raises(CaseNotFound):
                act(sound_desk, case, what, by="banit9")
        with pytest.raises(ReasonRequired):
            repair(sound_desk, case, what, reason=" ")
    assert kinds(case) == kinds(sound_desk.ternak())


def test_sealed_case_is_not_there_for_a_head_who_has_no_part_in_it(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    Case.objects.filter(pk=case.pk).update(sealed=True)
    with pytest.raises(CaseNotFound):
        repair(sound_desk, case, Cancel())


def test_case_that_moved_since_the_preview_is_a_conflict(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    what = Skip(token_at(case, "periksa_ternak"))
    told = preview(sound_desk, case, what)
    services.claim_task(task_id=case.tasks.get().pk, actor=sound_desk.banit1)
    with pytest.raises(Conflict):
        repair(sound_desk, case, what, version=told.version)
    repair(sound_desk, case, what)


def test_token_is_skipped_once_and_its_task_is_over(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    task, what = case.tasks.get(), Skip(token_at(case, "periksa_ternak"))
    repair(sound_desk, case, what)
    for act in (repair, preview):
        with pytest.raises(Conflict):
            act(sound_desk, case, what)
    with pytest.raises(TaskAlreadyDone):
        services.complete_task(task_id=task.pk, actor=sound_desk.banit1, answers={})


def test_retry_is_foreseen(sound_desk: Desk) -> None:
    case = sound_desk.open(sound_desk.drawn(CHOICE))
    sound_desk.complete(case, "a")
    (incident,) = open_incidents(case)
    told = preview(sound_desk, case, Retry(incident.pk))
    assert [thing.element for thing in told.stops] == ["x"]
    repair(sound_desk, case, Retry(incident.pk), reason="")
    assert len(open_incidents(case)) == 1
    with pytest.raises(Conflict):
        repair(sound_desk, case, Retry(incident.pk))


def test_every_repair_keeps_the_invariants(desk: Desk) -> None:
    for number in range(len(all_repairs(desk.ternak()))):
        case = desk.ternak()
        repair(desk, case, all_repairs(case)[number])
        sound()
