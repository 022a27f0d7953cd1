"""What breaks in stock viewflow 2.4.0 under load or at unlucky moments, and must not break here.

Each test carries the name of the experiment that showed the fault. The same in several
processes, round after round: tests/integration/hazards.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction

from cases import services
from cases.engine.time import clock
from cases.engine.unit_of_work import unit_of_work
from cases.engine.work import Work
from cases.errors import CaseBusy, CaseIsOver, CaseNotFound, RunawayCase, TaskAlreadyDone, TaskNotFound
from cases.models import Case, Timer, TimerStatus
from organization.models import User
from tests.integration.cases.desk_of_test import (
    MARKS,
    Desk,
    change,
    fresh,
    kinds,
    make_desk,
    open_incidents,
    sound,
)
from tests.unit.bpmn.diagram import bpmn, extensions


def timer(duration: str) -> str:
    return f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition>"


def on(host: str, *, interrupting: bool) -> str:
    return f'attachedToRef="{host}" cancelActivity="{str(interrupting).lower()}"'


TWO_TIMERS = bpmn(
    "s:start a:user e:end remind:boundary r:user e2:end late:boundary l:user e3:end",
    "s>a>e",
    "remind>r>e2",
    "late>l>e3",
    extra={"remind": on("a", interrupting=False), "late": on("a", interrupting=True)},
    inside={"remind": timer("PT10M"), "late": timer("PT20M")},
)


def armed(case: Case) -> list[str]:
    return sorted(case.timers.filter(status=TimerStatus.ARMED).values_list("element", flat=True))


# Boundary events -----------------------------------------------------------------------------------------------


def test_boundary_survives_host_cancel(sound_desk: Desk) -> None:
    case = sound_desk.open(sound_desk.drawn(TWO_TIMERS))
    assert armed(case) == ["late", "remind"]
    services.cancel_case(case_id=case.pk, actor=sound_desk.ka1, reason="dicabut")
    assert armed(case) == []
    assert sound_desk.later(hours=1) == 0
    assert "timer.fired" not in kinds(case)


def test_sibling_boundary_survives_interrupt(sound_desk: Desk) -> None:
    content = bpmn(
        "s:start a:user e:end one:boundary x:user e2:end two:boundary y:user e3:end",
        "s>a>e",
        "one>x>e2",
        "two>y>e3",
        extra={"one": on("a", interrupting=True), "two": on("a", interrupting=True)},
        inside={"one": timer("PT10M"), "two": timer("PT10M")},
    )
    case = sound_desk.open(sound_desk.drawn(content))
    assert sound_desk.later(minutes=10) == 1
    assert len(sound_desk.waits_at(case)) == 1
    assert sound_desk.waits_at(case) in (["x"], ["y"])
    assert case.tasks.get(element="a").status == "CANCELED"
    assert sound_desk.later(hours=1) == 0


@pytest.mark.parametrize("at", [0, 10, 15])
def test_unused_boundary_keeps_process_open(sound_desk: Desk, at: int) -> None:
    """Reminder and escalation on one task: done before, at or after the reminder, the case ends."""
    case = sound_desk.open(sound_desk.drawn(TWO_TIMERS))
    sound_desk.later(minutes=at)
    sound_desk.complete(case, "a")
    if at:
        assert sound_desk.waits_at(case) == ["r"]
        sound_desk.complete(case, "r")
    assert fresh(case).life == "completed"
    assert sound_desk.later(hours=1) == 0


def test_reminder_then_escalation(sound_desk: Desk) -> None:
    case = sound_desk.open(sound_desk.drawn(TWO_TIMERS))
    sound_desk.later(minutes=10)
    assert sound_desk.waits_at(case) == ["a", "r"]
    sound_desk.later(minutes=10)
    assert sound_desk.waits_at(case) == ["l", "r"]
    with pytest.raises(TaskAlreadyDone):
        services.complete_task(task_id=case.tasks.get(element="a").pk, actor=sound_desk.banit1, answers={})


def test_repeating_reminder_counts_and_stops_with_its_host(sound_desk: Desk) -> None:
    content = bpmn(
        "s:start a:user e:end remind:boundary r:manual e2:end",
        "s>a>e",
        "remind>r>e2",
        extra={"remind": on("a", interrupting=False)},
        inside={"remind": "<timerEventDefinition><timeCycle>R3/PT10M</timeCycle></timerEventDefinition>"},
    )
    case = sound_desk.open(sound_desk.drawn(content))
    assert [sound_desk.later(minutes=10) for _ in range(4)] == [1, 1, 1, 0]
    other = sound_desk.open(case.procedure_version)
    sound_desk.later(minutes=10)
    sound_desk.complete(other, "a")
    assert sound_desk.later(hours=5) == 0
    assert fresh(other).life == "completed"


# Ends ----------------------------------------------------------------------------------------------------------


def test_error_branch_then_end(sound_desk: Desk) -> None:
    """A branch that stands still with an incident is not overlooked when the other one ends."""
    content = bpmn(
        "s:start p:and a:user e:end x:xor b:user c:user e2:end",
        "s>p>a>e",
        "p>x>b>e2",
        "x>c>e2",
        conditions={"x_b": "=boleh = true", "x_c": "=boleh = null"},
    )
    case = sound_desk.open(sound_desk.drawn(content), boleh=False)
    assert sound_desk.waits_at(case) == ["a"]
    assert [incident.element for incident in open_incidents(case)] == ["x"]
    sound_desk.complete(case, "a")
    assert fresh(case).is_running
    change(case, boleh=True)
    services.retry_incident(incident_id=open_incidents(case)[0].pk, actor=sound_desk.ka1)
    assert sound_desk.waits_at(case) == ["b"]
    sound_desk.complete(case, "b")
    assert fresh(case).life == "completed"


@pytest.mark.parametrize("chains", [("s>p>stop", "p>a>e"), ("s>p>a>e", "p>stop")], ids=["first", "last"])
def test_terminate_same_pass(sound_desk: Desk, chains: tuple[str, ...]) -> None:
    """A branch that terminates in the pass in which its sibling opens a task leaves no live task."""
    content = bpmn(
        "s:start q:user p:and a:user e:end stop:end",
        chains[0].replace("s>p", "s>q>p"),
        *chains[1:],
        inside={"stop": "<terminateEventDefinition/>"},
    )
    case = sound_desk.open(sound_desk.drawn(content))
    sound_desk.complete(case, "q")
    assert fresh(case).life == "terminated"
    assert sound_desk.waits_at(case) == []
    assert fresh(case).marking["tokens"] == []


def test_terminate_calls_off_what_waited_before(sound_desk: Desk) -> None:
    content = bpmn(
        "s:start p:and a:user e:end b:user stop:end c:catch e2:end w:service e3:end",
        "s>p>a>e",
        "p>b>stop",
        "p>c>e2",
        "p>w>e3",
        inside={
            "stop": "<terminateEventDefinition/>",
            "c": timer("PT1H"),
            "w": extensions('<zeebe:taskDefinition type="notify"/>'),
        },
    )
    case = sound_desk.open(sound_desk.drawn(content))
    sound_desk.complete(case, "b")
    assert fresh(case).life == "terminated"
    assert (sound_desk.waits_at(case), armed(case)) == ([], [])
    assert case.jobs.get().status == "canceled"
    assert case.tasks.get(element="a").status == "CANCELED"


def test_cancel_overwrites_finished_process(sound_desk: Desk) -> None:
    case = sound_desk.signed()
    sound_desk.run_jobs()
    data = fresh(case).data
    with pytest.raises(CaseIsOver):
        services.cancel_case(case_id=case.pk, actor=sound_desk.ka1, reason="terlambat")
    assert (fresh(case).life, fresh(case).data) == ("completed", data)


# Gateways, scripts, rules --------------------------------------------------------------------------------------


def test_no_path_keeps_the_form_and_asks_a_person(sound_desk: Desk) -> None:
    content = bpmn(
        "s:start a:user x:xor b:user c:user e:end",
        "s>a>x>b>e",
        "x>c>e",
        conditions={"x_b": '=pilih = "b"', "x_c": '=pilih = "c"'},
    )
    case = sound_desk.open(sound_desk.drawn(content))
    sound_desk.complete(case, "a", pilih="d", isi="panjang")
    assert fresh(case).data == {"pilih": "d", "isi": "panjang"}
    (incident,) = open_incidents(case)
    assert (incident.element, incident.code) == ("x", "no_path")
    change(case, pilih="c")
    services.retry_incident(incident_id=incident.pk, actor=sound_desk.ka1)
    assert sound_desk.waits_at(case) == ["c"]


def test_what_is_done_stays_done_when_the_way_out_is_tried_again(sound_desk: Desk) -> None:
    """A task whose flows all say no: the answers are kept, and trying again asks nobody a second time."""
    content = bpmn(
        "s:start a:user b:user c:user e:end",
        "s>a>b>e",
        "a>c>e",
        conditions={"a_b": '=pilih = "b"', "a_c": '=pilih = "c"'},
    )
    case = sound_desk.open(sound_desk.drawn(content))
    sound_desk.complete(case, "a", pilih="d")
    (incident,) = open_incidents(case)
    change(case, pilih="b")
    services.retry_incident(incident_id=incident.pk, actor=sound_desk.ka1)
    assert sound_desk.waits_at(case) == ["b"]
    assert case.tasks.filter(element="a").count() == 1


def test_task_that_can_not_be_armed_is_not_half_open(sound_desk: Desk) -> None:
    """Its timer can't be read: no task without its reminder; mended and tried again, both are there."""
    content = bpmn(
        "s:start q:user a:user e:end remind:boundary r:user e2:end",
        "s>q>a>e",
        "remind>r>e2",
        extra={"remind": on("a", interrupting=False)},
        inside={"remind": timer("=tenggat")},
    )
    case = sound_desk.open(sound_desk.drawn(content))
    sound_desk.complete(case, "q", tenggat="besok")
    assert sound_desk.waits_at(case) == []
    (incident,) = open_incidents(case)
    assert (incident.element, incident.code) == ("a", "timer_unreadable")
    change(case, tenggat="PT10M")
    services.retry_incident(incident_id=incident.pk, actor=sound_desk.ka1)
    assert (sound_desk.waits_at(case), armed(case)) == (["a"], ["remind"])


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_join_waits_for_all_and_goes_on_once(sound_desk: Desk, order: str) -> None:
    content = bpmn("s:start p:and a:user b:user j:and c:user e:end", "s>p>a>j>c>e", "p>b>j")
    case = sound_desk.open(sound_desk.drawn(content))
    sound_desk.complete(case, order[0])
    assert sound_desk.waits_at(case) == [order[1]]
    sound_desk.complete(case, order[1])
    assert sound_desk.waits_at(case) == ["c"]
    sound_desk.complete(case, "c")
    assert fresh(case).life == "completed"


def test_loop_that_never_waits_is_refused(sound_desk: Desk) -> None:
    """Nothing is written: the task is open as before, the case that would begin with it never was."""
    content = bpmn(
        "s:start a:user x:xor m:manual e:end",
        "s>a>x>e",
        "x>m>x",
        conditions={"x_e": "=cukup = true"},
        extra={"x": 'default="x_m"'},
    )
    case = sound_desk.open(sound_desk.drawn(content))
    with pytest.raises(RunawayCase):
        sound_desk.complete(case, "a", cukup=False)
    assert (sound_desk.waits_at(case), fresh(case).data) == (["a"], {})
    sound_desk.complete(case, "a", cukup=True)
    assert fresh(case).life == "completed"
    begins = sound_desk.drawn(bpmn("s:start m:manual n:manual", "s>m>n>m"))
    with pytest.raises(RunawayCase):
        sound_desk.open(begins)
    assert Case.objects.filter(procedure_version=begins).count() == 0


def test_two_automatic_branches(sound_desk: Desk) -> None:
    content = bpmn(
        "s:start p:and m:manual r:script j:and e:end",
        "s>p>m>j>e",
        "p>r>j",
        inside={"r": extensions('<zeebe:script expression="=1 + 1" resultVariable="dua"/>')},
    )
    case = sound_desk.open(sound_desk.drawn(content))
    assert (fresh(case).life, fresh(case).data) == ("completed", {"dua": 2})


# Timers --------------------------------------------------------------------------------------------------------


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Cases whose timers can't take their step, whatever the reason."""
    cases: set[int] = set()
    trigger = Work.trigger

    def fail_for_some(self: Work, *happened: Any) -> None:
        if self.case.pk in cases:
            raise TypeError("nama Rusli")
        trigger(self, *happened)

    monkeypatch.setattr(Work, "trigger", fail_for_some)
    return cases


WAIT = bpmn("s:start c:catch a:user e:end", "s>c>a>e", inside={"c": timer("PT10M")})


def test_poison_timer(sound_desk: Desk, poisoned: set[int]) -> None:
    """It stops trying after its attempts, a person is asked, and it delays nobody."""
    version = sound_desk.drawn(WAIT)
    bad, good = sound_desk.open(version), sound_desk.open(version)
    poisoned.add(bad.pk)
    assert sound_desk.later(minutes=10) == 1
    assert sound_desk.waits_at(good) == ["a"]
    failing = bad.timers.get()
    assert (failing.status, failing.attempts, failing.last_error) == ("armed", 1, "TypeError")
    assert failing.next_attempt_at > sound_desk.clock.at
    for _ in range(8):
        sound_desk.later(minutes=10)
    failing.refresh_from_db()
    assert (failing.status, failing.attempts) == ("failed", 5)
    (incident,) = open_incidents(bad)
    assert "Rusli" not in incident.message
    poisoned.clear()
    services.retry_incident(incident_id=incident.pk, actor=sound_desk.ka1)
    assert sound_desk.later(seconds=1) == 1
    assert sound_desk.waits_at(bad) == ["a"]


def test_timer_fires_once_and_not_before_its_time(sound_desk: Desk) -> None:
    case = sound_desk.open(sound_desk.drawn(WAIT))
    assert sound_desk.later(seconds=599) == 0
    assert sound_desk.later(seconds=1) == 1
    assert services.fire_due() == 0
    row = case.timers.get()
    assert services.timers.fire_timer(row.pk, case.pk) is False
    assert kinds(case).count("timer.fired") == 1


def test_timer_of_another_case_moves_nothing(sound_desk: Desk) -> None:
    version = sound_desk.drawn(WAIT)
    one, two = sound_desk.open(version), sound_desk.open(version)
    sound_desk.clock.at += timedelta(minutes=10)
    assert services.timers.fire_timer(one.timers.get().pk, two.pk) is False
    assert (sound_desk.waits_at(one), sound_desk.waits_at(two)) == ([], [])
    assert kinds(two).count("timer.fired") == 0


# Locks ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def shared_desk(transactional_db: None, tmp_path: Any) -> Iterator[Desk]:
    """A desk whose rows other connections see."""
    made = make_desk(tmp_path)
    with clock(made.clock):
        yield made
    sound()


@contextmanager
def held(case: Case) -> Iterator[None]:
    """Another connection holds the case's row while the block runs."""
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Case.objects.select_for_update(no_key=True).get(pk=case.pk)
                taken.set()
                done.wait(20)
        finally:
            connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(10)
    try:
        yield
    finally:
        done.set()
        thread.join()


@pytest.mark.postgresql_only
def test_url_pk_bypasses_lock(shared_desk: Desk) -> None:
    """The lock is that of the task's own case; nobody says which row is locked, and no row locks nothing."""
    one, two = shared_desk.ternak(), shared_desk.ternak()
    mine, free = shared_desk.task(one, "periksa_ternak"), shared_desk.task(two, "periksa_ternak")
    with held(one):
        services.claim_task(task_id=free.pk, actor=shared_desk.banit1)
        with pytest.raises(CaseBusy):
            services.claim_task(task_id=mine.pk, actor=shared_desk.banit1)
    services.claim_task(task_id=mine.pk, actor=shared_desk.banit1)


def test_a_row_that_is_not_there_locks_nothing_and_opens_nothing(sound_desk: Desk) -> None:
    with pytest.raises(TaskNotFound), unit_of_work(task_id=999_999_991):
        pytest.fail("went in")
    with pytest.raises(CaseNotFound), unit_of_work(case_id=999_999_991):
        pytest.fail("went in")


@pytest.mark.postgresql_only
def test_lock_retry_inside_atomic(shared_desk: Desk) -> None:
    """A conflict inside an outer transaction leaves that transaction usable, after at most the lock timeout."""
    case = shared_desk.ternak()
    task = shared_desk.task(case, "periksa_ternak")
    with held(case), transaction.atomic():
        started = time.monotonic()
        with pytest.raises(CaseBusy):
            services.claim_task(task_id=task.pk, actor=shared_desk.banit1)
        assert time.monotonic() - started < 4
        assert User.objects.filter(username="banit1").exists()


@pytest.mark.postgresql_only
def test_head_of_line(shared_desk: Desk) -> None:
    """Cases that somebody holds are passed over; the timers behind them are not late."""
    version = shared_desk.drawn(WAIT)
    busy, free = [shared_desk.open(version) for _ in range(3)], shared_desk.open(version)
    with held(busy[0]), held(busy[1]), held(busy[2]):
        started = time.monotonic()
        assert shared_desk.later(minutes=10) == 1
        assert time.monotonic() - started < 1
    assert shared_desk.waits_at(free) == ["a"]
    assert set(Timer.objects.filter(case__in=busy).values_list("status", "attempts")) == {("armed", 0)}
    assert shared_desk.later(seconds=1) == 3


def test_lost_update_outside_lock(sound_desk: Desk) -> None:
    """An operation works on the row as it is under the lock, not on the copy that its caller had read."""
    case = sound_desk.open(sound_desk.drawn(WAIT))
    stale = fresh(case)
    change(case, catatan="dari meja sebelah")
    sound_desk.later(minutes=10)
    assert stale.data == {}
    assert fresh(case).data == {"catatan": "dari meja sebelah"}
    assert fresh(case).version == stale.version + 2


def test_rolled_back_step_asks_for_no_job(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    sound_desk.complete(case, "periksa_ternak", **MARKS)
    with transaction.atomic():
        sound_desk.complete(case, "tanda_tangan", by="pamapta1")
        assert case.jobs.count() == 1
        transaction.set_rollback(True)
    assert case.jobs.count() == 0
    assert queued() == 0
    sound_desk.complete(case, "tanda_tangan", by="pamapta1")
    assert queued() == 1


def queued() -> int:
    table = (
        "procrastinate_jobs" if connection.vendor == "postgresql" else "django_tasks_database_dbtaskresult"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return int(cursor.fetchone()[0])
