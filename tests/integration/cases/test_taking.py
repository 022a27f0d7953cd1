"""Due timers are taken by one worker, procedures in turn, and a lost worker's come back."""

from __future__ import annotations

from datetime import timedelta

from cases import services
from cases.errors import CaseBusy
from cases.models import Case, Timer, TimerStatus
from cases.services.taking import BUSY_PAUSE, LEASE, take, unless_busy
from tests.integration.cases.desk_of_test import Desk
from tests.unit.bpmn.diagram import TIMER, bpmn

WAITING = bpmn("s:start t:catch a:user e:end", "s>t>a>e", inside={"t": TIMER})


def due(desk: Desk, limit: int) -> list[int]:
    """The cases whose timers somebody takes now."""
    at = desk.clock.at
    armed = Timer.objects.filter(status=TimerStatus.ARMED, next_attempt_at__lte=at)
    return [timer.case_id for timer in take(armed, limit=limit, at=at)]


def later(desk: Desk) -> None:
    desk.clock.at += timedelta(minutes=20)


def opened(desk: Desk, count: int) -> list[Case]:
    version = desk.drawn(WAITING)
    return [desk.open(version) for _ in range(count)]


def test_what_one_has_taken_no_other_takes_until_the_lease_is_over(sound_desk: Desk) -> None:
    cases = opened(sound_desk, 3)
    later(sound_desk)
    assert due(sound_desk, 2) == [cases[0].pk, cases[1].pk]
    assert due(sound_desk, 2) == [cases[2].pk]
    assert due(sound_desk, 2) == []
    sound_desk.clock.at += LEASE
    assert len(due(sound_desk, 5)) == 3
    sound_desk.clock.at += LEASE
    assert services.fire_due() == 3


def test_a_procedure_with_many_due_timers_does_not_keep_another_waiting(sound_desk: Desk) -> None:
    crowd = opened(sound_desk, 5)
    sound_desk.clock.at += timedelta(seconds=1)
    (single,) = opened(sound_desk, 1)
    later(sound_desk)
    assert due(sound_desk, 2) == [crowd[0].pk, single.pk]


def test_a_held_case_is_tried_again_in_a_moment(sound_desk: Desk) -> None:
    def held() -> bool:
        raise CaseBusy

    (case,) = opened(sound_desk, 1)
    later(sound_desk)
    assert due(sound_desk, 1) == [case.pk]
    assert not unless_busy(case.timers.get(), held)
    assert due(sound_desk, 1) == []
    sound_desk.clock.at += BUSY_PAUSE
    assert services.fire_due() == 1
