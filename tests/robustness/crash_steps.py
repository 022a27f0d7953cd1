"""Every write of the services, killed at each of its commits in turn; then tried again and brought to its end.

Run by tests.harness.races with Django ready, in one process that forks a child for every kill.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from cases import services
from cases.engine.time import clock, now
from cases.errors import CaseError
from cases.jobs.catalogue import CATALOGUE, JobKind
from cases.jobs.errors import JobFailed
from cases.models import Case, Escalation, IdempotencyKey, Job, JobStatus, Timer, TimerStatus
from cases.models.process import OPEN_STATUSES
from cases.services.repairs import Cancel, ChangeClock, ChangeTimer, Move, Retry, Skip
from cases.services.timers import fire_timer, tell_escalation
from organization.models import Unit, User
from workflows.selectors import published_version

from .crashing import AFTER, BEFORE, die_at, in_child

UNIT = "polda_kalsel/polres_hss"
ANSWERS = {"periksa": {"hasil": "baik"}, "lengkapi": {"catatan": "lengkap"}}
#: More commits than any operation has.
MOST = 12

Act = Callable[[], Any]


@dataclass(frozen=True)
class Step:
    """`prepare` brings a new case to where `act(case)` can happen; `clears` says that the case ends by it."""

    prepare: Callable[[], Case]
    act: Callable[[Case], Any]
    life: str = "completed"


def officer() -> User:
    return User.objects.get(username="banit1")


def head() -> User:
    return User.objects.get(username="kapolres")


# Cases -----------------------------------------------------------------------------------------------------------


def opened(*, paper: bool = False, key: str = "") -> Case:
    return services.open_case(
        version=published_version("tahan"),
        unit=Unit.objects.get(path=UNIT),
        actor=officer(),
        channel="langsung",
        answers={"perihal": "Uji", "minta_surat": paper},
        idempotency_key=key,
    )


def claimed() -> Case:
    case = opened()
    services.claim_task(task_id=_task(case).pk, actor=officer())
    return case


def numbered(*, paper: bool = False) -> Case:
    """Its number is given, the first task is open."""
    case = opened(paper=paper)
    services.run_job(case.jobs.get().pk)
    return case


def waiting() -> Case:
    """Both branches have joined; the wait of a second runs."""
    case = numbered()
    _complete(case)
    return case


def asking_for_paper() -> Case:
    case = numbered(paper=True)
    _complete(case)
    _fire(case, "tunggu")
    _complete(case)
    return case


def stopped() -> Case:
    """An incident: its number could not be given."""
    case = opened()
    case.jobs.update(max_attempts=1)
    _failing_job(case)
    return case


def lost() -> Case:
    """Its worker is gone for longer than the lease."""
    case = opened()
    case.jobs.update(status=JobStatus.RUNNING, attempts=1, lease_until=now() - timedelta(seconds=1))
    return case


# Steps -----------------------------------------------------------------------------------------------------------


def _task(case: Case) -> Any:
    return case.tasks.get(status__in=OPEN_STATUSES)


def _complete(case: Case, key: str = "") -> None:
    task = _task(case)
    services.complete_task(
        task_id=task.pk, actor=officer(), answers=ANSWERS[task.element], idempotency_key=key
    )


def _complete_with_key(case: Case) -> None:
    """The task by its number: tried again it is over, and the key answers."""
    task = case.tasks.get(element="periksa")
    services.complete_task(
        task_id=task.pk, actor=officer(), answers=ANSWERS["periksa"], idempotency_key=f"selesai-{task.pk}"
    )


def _open_again(case: Case) -> None:
    opened(key=f"buka-{case.pk}")


def _fire(case: Case, element: str) -> None:
    timer = case.timers.get(element=element)
    fire_timer(timer.pk, case.pk)


def _run_job(case: Case) -> None:
    services.run_job(case.jobs.latest("pk").pk)


def _failing_job(case: Case) -> None:
    def fail(job: Job) -> None:
        raise JobFailed("gateway_away")

    kind = CATALOGUE["reserve_number"]
    CATALOGUE["reserve_number"] = JobKind(fail, kind.apply)
    try:
        _run_job(case)
    finally:
        CATALOGUE["reserve_number"] = kind


def _repair(case: Case, make: Callable[[Case], Any]) -> None:
    services.repair_case(case_id=case.pk, actor=head(), repair=make(case), reason="uji")


def _token(case: Case, element: str) -> int:
    case = Case.objects.get(pk=case.pk)
    return next((number for number, node, *_ in case.marking["tokens"] if node == element), 0)


def _attach(case: Case) -> None:
    draft = services.save_task_draft(task_id=_task(case).pk, actor=officer(), answers={})
    services.store_attachment(name="uji.pdf", content=b"%PDF-1.4\n%%EOF\n", actor=officer(), draft=draft)


STEPS: dict[str, Step] = {
    "open_case": Step(opened, _open_again),
    "claim_task": Step(opened, lambda case: services.claim_task(task_id=_task(case).pk, actor=officer())),
    "release_task": Step(
        claimed, lambda case: services.release_task(task_id=_task(case).pk, actor=officer())
    ),
    "assign_task": Step(
        opened,
        lambda case: services.assign_task(
            task_id=_task(case).pk, actor=officer(), to=officer(), reason="uji"
        ),
    ),
    "save_task_draft": Step(
        opened,
        lambda case: services.save_task_draft(
            task_id=_task(case).pk, actor=officer(), answers={"hasil": "b"}
        ),
    ),
    "store_attachment": Step(opened, _attach),
    "complete_task": Step(opened, _complete_with_key),
    "complete_task into a join": Step(numbered, _complete_with_key),
    "run_job reserve_number": Step(opened, _run_job),
    "run_job issue_document": Step(asking_for_paper, _run_job),
    "run_job that fails": Step(opened, _failing_job),
    "recover_stalled": Step(lost, lambda case: services.recover_stalled()),
    "fire_timer, not interrupting": Step(opened, partial(_fire, element="ingatkan")),
    "fire_timer": Step(waiting, partial(_fire, element="tunggu")),
    "tell_escalation": Step(
        opened, lambda case: tell_escalation(Escalation.objects.get(case=case).pk, case.pk)
    ),
    "retry": Step(stopped, partial(_repair, make=lambda case: Retry(case.incidents.latest("pk").pk))),
    "skip": Step(opened, partial(_repair, make=lambda case: Skip(_token(case, "periksa")))),
    "move": Step(waiting, partial(_repair, make=lambda case: Move(_token(case, "tunggu"), "lengkapi"))),
    "change_timer": Step(
        waiting,
        partial(
            _repair,
            make=lambda case: ChangeTimer(case.timers.get(element="tunggu").pk, now() + timedelta(minutes=1)),
        ),
    ),
    "change_clock": Step(
        opened,
        partial(_repair, make=lambda case: ChangeClock(case.clocks.get().pk, now() + timedelta(hours=1))),
    ),
    "cancel_case": Step(opened, partial(_repair, make=lambda case: Cancel()), life="canceled"),
    "beat": Step(opened, lambda case: services.round_of("uji")),
}


# The survey ------------------------------------------------------------------------------------------------------


def survey(index: int, rounds: int) -> dict[str, Any]:
    """Kill at every commit of every step. Gives the points as "step, commit 1, before" and what went wrong at which."""
    points: Counter[str] = Counter()
    faults: list[str] = []
    for name, step in STEPS.items():
        for _ in range(rounds):
            for number in range(1, MOST):
                before = _kill(name, step, number, BEFORE, points, faults)
                after = _kill(name, step, number, AFTER, points, faults)
                if not before and not after:
                    break
    return {"points": dict(points), "faults": faults}


def _kill(name: str, step: Step, number: int, when: str, points: Counter[str], faults: list[str]) -> bool:
    """Whether the step has such a commit, and died there."""
    case = step.prepare()

    def struck() -> None:
        die_at(number, when)
        step.act(case)

    status = in_child(struck)
    point = f"{name}, commit {number}, {when}"
    if status == -9:
        points[point] += 1
    elif status:
        faults.append(f"{point}: exit status {status}")
    try:
        _again(step, case)
        _bring_to_end(case)
        _look_at(case, step)
    except Exception as fault:  # noqa: BLE001 - the test shows it with the point
        faults.append(f"{point}: {type(fault).__name__} {fault}")
    return status == -9


def _again(step: Step, case: Case) -> None:
    """Whoever asked asks again; that it was done already is a refusal of the known kinds."""
    try:
        step.act(case)
    except (CaseError, Job.DoesNotExist, Timer.DoesNotExist):
        return


def _bring_to_end(case: Case) -> None:
    """Workers and people go on, hours later, until nothing is left to do."""
    at = now()
    for hours in range(1, 8):
        with clock(lambda at=at, hours=hours: at + timedelta(hours=hours)):
            case = Case.objects.get(pk=case.pk)
            if not case.is_running:
                return
            services.recover_stalled()
            for incident in case.incidents.filter(resolved_at=None):
                services.retry_incident(incident_id=incident.pk, actor=head())
            for job in case.jobs.filter(status__in=(JobStatus.QUEUED, JobStatus.RUNNING)):
                services.run_job(job.pk)
            for timer in case.timers.filter(status=TimerStatus.ARMED):
                fire_timer(timer.pk, case.pk)
            for task in case.tasks.filter(status__in=OPEN_STATUSES):
                services.complete_task(
                    task_id=task.pk, actor=task.owner or officer(), answers=ANSWERS[task.element]
                )
    raise AssertionError(f"case {case.pk} does not come to its end: {case.marking}")


def _look_at(case: Case, step: Step) -> None:
    """One effect of everything, whatever was killed."""
    case = Case.objects.get(pk=case.pk)
    assert case.life == step.life, case.life
    done = Counter(case.events.filter(kind="task.completed").values_list("element", flat=True))
    assert not done or max(done.values()) == 1, done
    assert case.numbers.count() <= 1 + case.documents.count(), "a number was given twice"
    assert case.documents.count() == (1 if case.data.get("minta_surat") and case.life == "completed" else 0)
    again = IdempotencyKey.objects.filter(key=f"buka-{case.pk}")
    assert again.count() <= 1
    for twin in again:
        _bring_to_end(twin.case)
