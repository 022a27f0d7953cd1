"""Machine steps and timers: attempts, waits, incidents, recovery; cancelling disarms everything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases import services
from cases.errors import CaseBusy, CaseIsOver, NotPermitted, ReasonRequired
from cases.jobs.catalogue import CATALOGUE, JobKind
from cases.jobs.errors import JobFailed
from cases.models import Case, Document, Job, NumberEntry, TimerStatus, WorkerBeat
from tests.integration.cases.desk_of_test import Desk, fresh, kinds, open_incidents
from tests.unit.bpmn.diagram import bpmn, extensions

NOTIFY = extensions('<zeebe:taskDefinition type="notify" retries="2"/>')
SERVICE = bpmn("s:start a:user w:service b:user e:end", "s>a>w>b>e", inside={"w": NOTIFY})


@pytest.fixture
def step(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[int]]:
    """step(fault, ...) makes the kind "notify" raise these, one a try, then succeed; gives the tries."""

    def make(*faults: Exception) -> list[int]:
        left, tries = list(faults), []

        def prepare(job: Job) -> None:
            tries.append(job.pk)
            if left:
                raise left.pop(0)

        kind = JobKind(prepare, lambda work, job, prepared: {"hasil": "baik"})
        monkeypatch.setitem(CATALOGUE, "notify", kind)  # type: ignore[arg-type]
        return tries

    return make


def waiting(desk: Desk) -> tuple[Case, Job]:
    """A case that waits for its machine step."""
    case = desk.open(desk.drawn(SERVICE))
    desk.complete(case, "a")
    return case, case.jobs.get()


def test_done_step_brings_its_results_and_moves_on(sound_desk: Desk, step: Any) -> None:
    step()
    case, job = waiting(sound_desk)
    sound_desk.run_jobs()
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("done", 1)
    assert fresh(case).data["hasil"] == "baik"
    assert sound_desk.waits_at(case) == ["b"]


def test_failed_step_is_tried_again_after_a_wait(sound_desk: Desk, step: Any) -> None:
    tries = step(JobFailed("gateway_away"))
    case, job = waiting(sound_desk)
    sound_desk.run_jobs()
    job.refresh_from_db()
    assert (job.status, job.attempts, job.last_error) == ("queued", 1, "gateway_away ")
    assert job.run_after == sound_desk.clock.at + timedelta(seconds=5)
    assert sound_desk.run_jobs() == 0
    sound_desk.later(seconds=5)
    assert sound_desk.run_jobs() == 1
    assert len(tries) == 2
    assert sound_desk.waits_at(case) == ["b"]
    assert not open_incidents(case)


@pytest.mark.parametrize("fault", [JobFailed("gateway_away"), ZeroDivisionError("nama Rusli")])
def test_after_the_last_attempt_a_person_is_asked(sound_desk: Desk, step: Any, fault: Exception) -> None:
    step(fault, fault)
    case, job = waiting(sound_desk)
    for _ in range(4):
        sound_desk.run_jobs()
        sound_desk.later(minutes=1)
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("failed", 2)
    (incident,) = open_incidents(case)
    assert incident.element == "w"
    assert "Rusli" not in incident.message + incident.code + job.last_error


def test_retry_by_a_head_gives_the_attempts_back(sound_desk: Desk, step: Any) -> None:
    step(*[JobFailed("gateway_away")] * 2)
    case, _ = waiting(sound_desk)
    for _ in range(3):
        sound_desk.run_jobs()
        sound_desk.later(minutes=1)
    services.retry_incident(incident_id=open_incidents(case)[0].pk, actor=sound_desk.ka1)
    assert not open_incidents(case)
    sound_desk.run_jobs()
    assert sound_desk.waits_at(case) == ["b"]


def test_retry_and_cancel_are_for_heads(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    with pytest.raises(NotPermitted):
        services.cancel_case(case_id=case.pk, actor=sound_desk.banit1, reason="salah")
    with pytest.raises(ReasonRequired):
        services.cancel_case(case_id=case.pk, actor=sound_desk.ka1, reason=" ")


def test_failing_step_never_loses_the_form(sound_desk: Desk, step: Any) -> None:
    """The officer's completion is committed by itself; what the machine does afterwards can't undo it."""
    step(*[RuntimeError()] * 9)
    case = sound_desk.open(sound_desk.drawn(SERVICE))
    sound_desk.complete(case, "a", isi="yang diketik")
    for _ in range(4):
        sound_desk.run_jobs()
        sound_desk.later(minutes=1)
    assert fresh(case).data["isi"] == "yang diketik"
    assert case.tasks.get(element="a").status == "DONE"


def test_step_of_a_lost_worker_is_taken_over(sound_desk: Desk, step: Any) -> None:
    step()
    case, job = waiting(sound_desk)
    Job.objects.filter(pk=job.pk).update(
        status="running", attempts=1, lease_until=sound_desk.clock.at + timedelta(seconds=60)
    )
    services.run_job(job.pk)
    assert services.recover_stalled() == 0
    assert sound_desk.waits_at(case) == []
    sound_desk.later(seconds=61)
    assert services.recover_stalled() == 1
    assert sound_desk.run_jobs() == 1
    assert sound_desk.waits_at(case) == ["b"]


def test_step_that_takes_its_worker_along_each_time_reaches_a_person(sound_desk: Desk, step: Any) -> None:
    """After ten of them no further worker is sent in, until a head says so."""
    tries = step()
    case, job = waiting(sound_desk)
    Job.objects.filter(pk=job.pk).update(
        status="running", attempts=10, lease_until=sound_desk.clock.at + timedelta(seconds=60)
    )
    sound_desk.later(seconds=61)
    services.run_job(job.pk)
    assert tries == []
    assert (services.recover_stalled(), services.recover_stalled()) == (1, 0)
    job.refresh_from_db()
    assert (job.status, job.attempts, tries) == ("failed", 10, [])
    (incident,) = open_incidents(case)
    assert (incident.element, incident.code) == ("w", "worker_lost")
    services.retry_incident(incident_id=incident.pk, actor=sound_desk.ka1)
    sound_desk.run_jobs()
    assert sound_desk.waits_at(case) == ["b"]


def test_busy_case_costs_a_step_no_attempt(
    sound_desk: Desk, step: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    step(CaseBusy("held"))
    _case, job = waiting(sound_desk)
    sound_desk.run_jobs()
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("queued", 0)


def test_step_that_is_tried_after_it_was_given_keeps_its_number(
    sound_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between number and paper: the second try uses the same number, and one letter comes out."""
    from cases.jobs import paper

    render = paper.Paper.render
    faults = [RuntimeError()]

    def once(self: paper.Paper) -> bytes:
        if faults:
            raise faults.pop()
        return render(self)

    monkeypatch.setattr(paper.Paper, "render", once)
    case = sound_desk.signed()
    sound_desk.run_jobs()
    assert NumberEntry.objects.get().status == "reserved"
    sound_desk.later(seconds=5)
    sound_desk.run_jobs()
    assert Document.objects.get().number == NumberEntry.objects.get().text
    assert fresh(case).life == "completed"


def test_canceled_case_waits_for_nobody(sound_desk: Desk, step: Any) -> None:
    content = bpmn(
        "s:start p:and a:user w:service c:catch late:boundary j:and e:end e2:end",
        "s>p>a>j>e",
        "p>w>j",
        "p>c>j",
        "late>e2",
        extra={"late": 'attachedToRef="a" cancelActivity="false"'},
        inside={
            "w": NOTIFY,
            "c": "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>",
            "late": "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>",
        },
    )
    tries = step()
    case = sound_desk.open(sound_desk.drawn(content))
    assert case.timers.filter(status=TimerStatus.ARMED).count() == 2
    services.cancel_case(case_id=case.pk, actor=sound_desk.ka1, reason="dicabut pelapor")
    assert (fresh(case).life, fresh(case).marking["tokens"]) == ("canceled", [])
    assert {timer.status for timer in case.timers.all()} == {"disarmed"}
    assert case.jobs.get().status == "canceled"
    assert case.tasks.get().status == "CANCELED"
    services.run_job(case.jobs.get().pk)
    assert sound_desk.later(hours=2) == 0
    assert tries == []
    with pytest.raises(CaseIsOver):
        services.cancel_case(case_id=case.pk, actor=sound_desk.ka1, reason="sekali lagi")


def test_each_round_is_a_sign_of_life(sound_desk: Desk) -> None:
    from cases.selectors import workers_are_silent

    assert workers_are_silent(sound_desk.clock.at)
    services.round_of("pekerja")
    assert not workers_are_silent(sound_desk.clock.at)
    sound_desk.clock.at += timedelta(seconds=61)
    assert workers_are_silent(sound_desk.clock.at)
    services.round_of("pekerja")
    assert WorkerBeat.objects.count() == 1


def test_story_says_what_the_machine_did(sound_desk: Desk, step: Any) -> None:
    step()
    case, _ = waiting(sound_desk)
    sound_desk.run_jobs()
    assert [kind for kind in kinds(case) if kind.startswith("job.")] == ["job.requested", "job.done"]
