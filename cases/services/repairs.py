"""What a person does for a case that doesn't move by itself. Every repair can be looked at before it is done.

A repair is an object that says what is to be done; `preview_repair` tells what would come of it, `repair_case` does it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet

from cases.engine import clocks
from cases.engine.queue import enqueue
from cases.engine.unit_of_work import unit_of_work
from cases.engine.work import Work
from cases.errors import (
    CannotRepair,
    CaseIsOver,
    CaseNotFound,
    Conflict,
    NotPermitted,
    ReasonRequired,
)
from cases.models import (
    Case,
    ClockRun,
    ClockStatus,
    Delivery,
    DeliveryStatus,
    Incident,
    Job,
    JobStatus,
    SubscriptionStatus,
    Timer,
    TimerStatus,
)
from cases.selectors import reach_of, visible_cases
from organization.models import User
from organization.selectors import effective_posts
from workflows.bpmn.semantics import Machine, NotRepairable, UnknownToken

from .outbox import UNDELIVERED, resend_messages


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again what stopped: the job gets its attempts back, the timer is armed again, the token enters anew."""

    incident: int


@dataclass(frozen=True, slots=True)
class Skip:
    """Count the step at which the token rests as done, without a result."""

    token: int


@dataclass(frozen=True, slots=True)
class Move:
    """Set the token down at another element of its scope."""

    token: int
    target: str


@dataclass(frozen=True, slots=True)
class ChangeTimer:
    """Let an armed timer be due at another time."""

    timer: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ChangeClock:
    """Let a running clock have another limit; the steps of its ladder that lie ahead move along."""

    clock: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Cancel:
    """End the case: nothing waits for anybody any more."""


Repair = Retry | Skip | Move | ChangeTimer | ChangeClock | Cancel

#: A kind of repair by its name at the edges: what it needs to be told, and the repair that it makes of it.
KINDS: Mapping[str, tuple[tuple[str, ...], Callable[..., Repair]]] = {
    "retry": (("incident",), Retry),
    "skip": (("token",), Skip),
    "move": (("token", "target"), Move),
    "change_timer": (("timer", "due_at"), ChangeTimer),
    "change_clock": (("clock", "due_at"), ChangeClock),
    "cancel": ((), Cancel),
}


def repair_case(
    *, case_id: int, actor: User, repair: Repair, reason: str, version: int | None = None
) -> Case:
    """Do a repair. On any CaseError nothing is written.

    `version` is that of the preview it was decided on: if the case has moved since, Conflict. Trying again needs no
    reason, all else does (ReasonRequired). Raises CaseIsOver, NotPermitted, CannotRepair. Concurrency: one case lock;
    whoever comes second to a token gets Conflict, or TaskAlreadyDone when completing.
    """
    if not reason.strip() and not isinstance(repair, Retry):
        raise ReasonRequired
    with unit_of_work(case_id=case_id, actor=actor) as work:
        require_may_repair(work.case, actor, at=work.at, bare=work.package.bare)
        if version is not None and version != work.case.version:
            raise Conflict(what=str(work.case))
        try:
            _DOING[type(repair)](work, repair, reason)
        except UnknownToken as moved:
            raise Conflict(what=moved.node) from moved
        except NotRepairable as impossible:
            raise CannotRepair(element=impossible.node, target=impossible.target) from impossible
    return work.case


def retry_incident(*, incident_id: int, actor: User, reason: str = "") -> Case:
    """Try again what stopped, wherever it is. Raises CaseNotFound for an incident that is over."""
    incident = Incident.objects.filter(pk=incident_id, resolved_at=None).first()
    if incident is None:
        raise CaseNotFound
    if incident.code == UNDELIVERED:
        return resend_messages(case_id=incident.case_id, actor=actor)
    return repair_case(
        case_id=incident.case_id, actor=actor, repair=Retry(incident=incident.pk), reason=reason
    )


def cancel_case(*, case_id: int, actor: User, reason: str) -> Case:
    """End a case: nothing waits for anybody any more. Asks for a reason. Raises CaseIsOver, NotPermitted."""
    return repair_case(case_id=case_id, actor=actor, repair=Cancel(), reason=reason)


def require_may_repair(case: Case, actor: User, *, at: datetime, bare: bool) -> None:
    """For whoever leads the case's unit or a function of it. Raises CaseNotFound, NotPermitted, CaseIsOver."""
    require_leads(case, actor, at=at, bare=bare)
    if not case.is_running:
        raise CaseIsOver(life=case.life)


def require_leads(case: Case, actor: User, *, at: datetime, bare: bool) -> None:
    """Anybody where a bare diagram names no roles. Raises CaseNotFound, NotPermitted."""
    if not bare:
        if not visible_cases(reach_of(actor, at)).filter(pk=case.pk).exists():
            raise CaseNotFound
        posts = effective_posts(actor, at)
        if not any(post.unit_id == case.unit_id and post.role.leads for post in posts):
            raise NotPermitted(action="repair", needs="a leading role in the unit")


def stopped_by(case: Case, repair: Retry) -> tuple[Incident, Job | None, Timer | None]:
    """The open incident with the job or timer that it is about. Raises Conflict when somebody resolved it."""
    incident = case.incidents.filter(pk=repair.incident, resolved_at=None).first()
    if incident is None:
        raise Conflict(what=str(repair.incident))
    job = case.jobs.filter(token_number=incident.token_number, status=JobStatus.FAILED).first()
    timer = case.timers.filter(token_number=incident.token_number, status=TimerStatus.FAILED).first()
    return incident, job, timer


def stopped_deliveries(case: Case, incident: Incident) -> QuerySet[Delivery]:
    """The messages and signals that could not be handed over to the incident's token."""
    return Delivery.objects.filter(
        subscription__case=case,
        subscription__token_number=incident.token_number,
        subscription__status=SubscriptionStatus.ARMED,
        status=DeliveryStatus.FAILED,
    )


def armed_timer(case: Case, repair: ChangeTimer) -> Timer:
    """Raises Conflict when it has its outcome."""
    timer = case.timers.filter(pk=repair.timer, status=TimerStatus.ARMED).first()
    if timer is None:
        raise Conflict(what=str(repair.timer))
    return timer


def running_clock(case: Case, repair: ChangeClock) -> ClockRun:
    """Raises Conflict when it is paused or over."""
    run = case.clocks.filter(pk=repair.clock, status=ClockStatus.RUNNING).first()
    if run is None:
        raise Conflict(what=str(repair.clock))
    return run


def on_token(case: Case, repair: Skip | Move) -> tuple[str, Callable[[Machine], None]]:
    """Where the token rests, and what the machine is to do. Raises Conflict when it rests no more."""
    rows = case.marking.get("tokens", ())
    element = next((str(element) for number, element, *_ in rows if number == repair.token), None)
    if element is None:
        raise Conflict(what=str(repair.token))
    if isinstance(repair, Skip):
        return element, partial(Machine.skip, token=repair.token, node=element)
    return element, partial(Machine.move, token=repair.token, node=element, target=repair.target)


def _retry(work: Work, repair: Retry, reason: str) -> None:
    incident, job, timer = stopped_by(work.case, repair)
    work.record("repair.retried", incident.element, reason=reason)
    work.resolve_incident(incident.token_number, "retry")
    if job is not None:
        work.case.jobs.filter(pk=job.pk).update(
            status=JobStatus.QUEUED, attempts=0, run_after=work.at, ended_at=None
        )
        enqueue(job.pk, run_after=work.at)
    elif timer is not None:
        work.case.timers.filter(pk=timer.pk).update(
            status=TimerStatus.ARMED, attempts=0, next_attempt_at=work.at, ended_at=None
        )
    elif not stopped_deliveries(work.case, incident).update(
        status=DeliveryStatus.PENDING, attempts=0, next_attempt_at=work.at, ended_at=None
    ):
        work.retry(incident.token_number, incident.element)


def _skip(work: Work, repair: Skip, reason: str) -> None:
    element, operation = on_token(work.case, repair)
    work.record("repair.skipped", element, reason=reason)
    work.repair(operation)


def _move(work: Work, repair: Move, reason: str) -> None:
    element, operation = on_token(work.case, repair)
    work.record("repair.moved", element, to=repair.target, reason=reason)
    work.repair(operation)


def _change_timer(work: Work, repair: ChangeTimer, reason: str) -> None:
    timer = armed_timer(work.case, repair)
    times = {"before": timer.due_at.isoformat(), "due": repair.due_at.isoformat()}
    work.record("repair.timer_changed", timer.element, reason=reason, **times)
    work.case.timers.filter(pk=timer.pk).update(
        due_at=repair.due_at, next_attempt_at=repair.due_at, attempts=0
    )


def _change_clock(work: Work, repair: ChangeClock, reason: str) -> None:
    run = running_clock(work.case, repair)
    times = {"before": run.due_at.isoformat(), "due": repair.due_at.isoformat()}
    work.record("repair.clock_changed", clock=run.code, reason=reason, **times)
    clocks.change_limit(work.case, work.package.definition.clock(run.code), run, repair.due_at)


def _cancel(work: Work, repair: Cancel, reason: str) -> None:
    work.cancel(reason=reason)


_DOING: Mapping[type, Callable[[Work, Any, str], None]] = {
    Retry: _retry,
    Skip: _skip,
    Move: _move,
    ChangeTimer: _change_timer,
    ChangeClock: _change_clock,
    Cancel: _cancel,
}
