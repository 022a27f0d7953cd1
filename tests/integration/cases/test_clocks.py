"""Service promises: when a clock starts, pauses, stops, is reset or broken, and whom its ladder tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cases import services
from cases.engine import clocks
from cases.models import Case, ClockRun, Escalation, Notice
from tests.integration.cases.desk_of_test import MARKS, NOW, Desk, fresh, kinds
from workflows.packages.definition import ClockDefinition
from workflows.selectors import package_of


def definition(desk: Desk, **changes: Any) -> ClockDefinition:
    """The package's clock (15 minutes, whole ladder at its end) with other states."""
    (own,) = package_of(desk.procedure()).definition.clocks
    return replace(own, **{"code": "uji", "starts": ("A",), "stops": ("Z",), **changes})


class Ledger:
    """One clock of one case, moved by states."""

    def __init__(self, desk: Desk, **changes: Any) -> None:
        self.desk, self.case = desk, desk.ternak()
        self.definition = definition(desk, **changes)

    def enter(self, state: str, *, after: timedelta = timedelta(0)) -> list[str]:
        self.desk.clock.at += after
        happened = clocks.enter_state(self.case, (self.definition,), state, context={}, at=self.desk.clock.at)
        return [kind for kind, _ in happened]

    def run(self) -> ClockRun:
        return self.case.clocks.filter(code="uji").latest("pk")


MINUTES = timedelta(minutes=1)


def test_starts_at_its_state_and_is_due_after_its_target(desk: Desk) -> None:
    ledger = Ledger(desk)
    assert ledger.enter("B") == []
    assert ledger.enter("A") == ["clock.started"]
    run = ledger.run()
    assert (run.started_at, run.due_at, run.status) == (NOW, NOW + 15 * MINUTES, "running")
    assert run.escalations.get().due_at == run.due_at


@pytest.mark.parametrize(("minutes", "status"), [(14, "met"), (15, "met"), (16, "breached")])
def test_stopping_in_time_keeps_the_promise(desk: Desk, minutes: int, status: str) -> None:
    ledger = Ledger(desk)
    ledger.enter("A")
    assert ledger.enter("Z", after=minutes * MINUTES) == ["clock.stopped"]
    assert ledger.run().status == status
    assert ledger.run().escalations.get().status == "void"
    assert ledger.enter("A") == []


def test_reset_ends_one_measuring_and_starts_another(desk: Desk) -> None:
    ledger = Ledger(desk, resets=("K",))
    ledger.enter("A")
    assert ledger.enter("K", after=14 * MINUTES) == ["clock.reset"]
    assert ledger.run().status == "not_applicable"
    assert ledger.enter("A", after=60 * MINUTES) == ["clock.started"]
    assert ledger.run().due_at == desk.clock.at + 15 * MINUTES
    assert ledger.case.clocks.filter(code="uji").count() == 2


def test_pause_keeps_what_is_left(desk: Desk) -> None:
    ledger = Ledger(desk, pauses=("P",))
    ledger.enter("A")
    assert ledger.enter("P", after=5 * MINUTES) == ["clock.paused"]
    assert ledger.run().left_seconds == 600
    assert not ledger.run().escalations.exists()
    assert ledger.enter("A", after=100 * MINUTES) == ["clock.resumed"]
    run = ledger.run()
    assert (run.due_at, run.pauses, run.paused_seconds) == (desk.clock.at + 10 * MINUTES, 1, 6000)
    assert run.escalations.get().due_at == run.due_at


def test_paused_clock_that_stops_was_kept(desk: Desk) -> None:
    ledger = Ledger(desk, pauses=("P",))
    ledger.enter("A")
    ledger.enter("P", after=5 * MINUTES)
    ledger.enter("Z", after=500 * MINUTES)
    assert ledger.run().status == "met"


def test_case_that_ends_leaves_no_clock_running(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    services.cancel_case(case_id=case.pk, actor=sound_desk.ka1, reason="dicabut")
    assert list(case.clocks.values_list("status", flat=True)) == ["not_applicable"]
    assert fresh(case).clock_code == ""
    assert sound_desk.later(hours=1) == 0


def test_the_case_row_carries_its_most_urgent_clock(sound_desk: Desk) -> None:
    case = fresh(sound_desk.ternak())
    assert (case.clock_code, case.clock_due_at) == ("pelayanan", NOW + 15 * MINUTES)
    assert case.clock_near_at == NOW + 15 * MINUTES * 0.75


# Ladders -------------------------------------------------------------------------------------------------------


def test_breach_is_told_once_to_whom_the_ladder_names(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    assert sound_desk.later(minutes=14) == 0
    assert sound_desk.later(minutes=1) == 1
    assert sound_desk.later(minutes=60) == 0
    assert [notice.user for notice in Notice.objects.filter(case=case)] == [sound_desk.pamapta1]
    assert kinds(case).count("escalation.sent") == 1
    sound_desk.complete(case, "periksa_ternak", **MARKS)
    sound_desk.complete(case, "tanda_tangan", by="pamapta1")
    sound_desk.run_jobs()
    assert case.clocks.get().status == "breached"


def test_what_is_done_in_time_escalates_nothing(sound_desk: Desk) -> None:
    case = sound_desk.signed()
    sound_desk.run_jobs()
    assert sound_desk.later(hours=2) == 0
    assert not Notice.objects.exists()
    assert Escalation.objects.get(case=case).status == "void"


def test_when_nobody_holds_the_role_it_goes_up_the_ladder(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    sound_desk.pamapta1.posts.all().delete()
    assert sound_desk.later(minutes=15) == 1
    assert [notice.user for notice in Notice.objects.filter(case=case)] == [sound_desk.ka1]


def test_when_nobody_holds_anything_it_is_tried_again_later_and_others_go_on(sound_desk: Desk) -> None:
    from organization.models import Post

    case = sound_desk.ternak()
    Post.objects.exclude(user=sound_desk.banit1).delete()
    assert sound_desk.later(minutes=15) == 0
    step = Escalation.objects.get(case=case)
    assert (step.status, step.attempts) == ("pending", 1)
    assert step.next_attempt_at > sound_desk.clock.at
    assert Case.objects.get().is_running
