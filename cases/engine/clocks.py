"""The ledger of service promises: what a change of state does to each clock (procedure package, "Clocks")."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from cases.models import Case, ClockRun, ClockStatus, Escalation, EscalationStatus
from organization import worktime
from organization.selectors import CLOCK, calendar_of
from workflows import feel
from workflows.packages.definition import ClockDefinition, EscalationDefinition

from .due import after, moment
from .variables import value_of

#: A clock counts as near its limit from its first escalation step, or from this share where it has none.
NEAR = 0.75


def enter_state(
    case: Case,
    definitions: tuple[ClockDefinition, ...],
    state: str,
    *,
    context: Mapping[str, Any],
    at: datetime,
) -> list[tuple[str, ClockRun]]:
    """Move every clock that looks at `state`. Gives (what happened, run) for the story of the case."""
    concerned = [definition for definition in definitions if _looks_at(definition, state)]
    if not concerned:
        return []
    runs = list(case.clocks.order_by("pk"))
    happened: list[tuple[str, ClockRun]] = []
    for definition in concerned:
        happened += _move(case, definition, runs, state, context, at)
    lift(case)
    return happened


def end_all(case: Case, *, at: datetime) -> list[tuple[str, ClockRun]]:
    """The case is over: what still runs is breached if its limit has passed, and not applicable otherwise."""
    happened = []
    for run in case.clocks.filter(ended_at=None):
        late = run.status == ClockStatus.RUNNING and at > run.due_at
        happened.append(
            ("clock.ended", _end(run, ClockStatus.BREACHED if late else ClockStatus.NOT_APPLICABLE, at))
        )
    lift(case)
    return happened


def change_limit(case: Case, definition: ClockDefinition, run: ClockRun, due_at: datetime) -> None:
    """Give a running clock another limit. Steps that were told stay told; those that lie ahead are planned anew."""
    run.due_at = due_at
    run.save(update_fields=["due_at"])
    run.escalations.filter(status=EscalationStatus.PENDING).delete()
    _plan(case, definition, run)
    lift(case)


def stop(case: Case, code: str, *, at: datetime) -> list[tuple[str, ClockRun]]:
    """End a clock at a moment that somebody reports; an earlier moment takes the place of a later one."""
    run = case.clocks.filter(code=code).order_by("-pk").first()
    if run is None or run.status == ClockStatus.NOT_APPLICABLE or (run.ended_at and run.ended_at <= at):
        return []
    kind = "clock.recounted" if run.ended_at else "clock.stopped"
    met = run.status == ClockStatus.PAUSED or at <= run.due_at
    happened = [(kind, _end(run, ClockStatus.MET if met else ClockStatus.BREACHED, at))]
    lift(case)
    return happened


def recount(
    case: Case,
    definitions: tuple[ClockDefinition, ...],
    given: Collection[str],
    *,
    context: Mapping[str, Any],
) -> list[tuple[str, ClockRun]]:
    """Judge by what is known now the clocks that follow one of the answers `given`.

    An arrival that is reported late counts when it happened, and a limit that depends on an answer changes with it.
    Steps of the ladder that were told stay told. A clock that was paused keeps its limit: its start is no longer one
    moment.
    """
    happened = []
    for definition in definitions:
        if not set(definition.follows).intersection(given):
            continue
        run = case.clocks.filter(code=definition.code).order_by("-pk").first()
        if run is None or run.status == ClockStatus.NOT_APPLICABLE or run.pauses:
            continue
        if _judge_again(case, definition, run, context):
            happened.append(("clock.recounted", run))
    lift(case)
    return happened


def _judge_again(case: Case, definition: ClockDefinition, run: ClockRun, context: Mapping[str, Any]) -> bool:
    """Whether anything about the run changed. What can't be read leaves it as it was."""
    try:
        started = _moment(definition.starts_at, context, case, run.started_at)
        target = value_of(definition.target, context)
        due = after(started, target, unit=case.unit, calendar=definition.calendar)
        ended = _moment(definition.stops_at, context, case, run.ended_at) if run.ended_at else None
    except (ValueError, feel.FeelError):
        return False
    if (started, due, ended) == (run.started_at, run.due_at, run.ended_at):
        return False
    run.started_at = started
    if ended is None:
        run.save(update_fields=["started_at"])
        change_limit(case, definition, run, due)
        return True
    run.due_at, run.ended_at = due, ended
    run.status = ClockStatus.MET if ended <= due else ClockStatus.BREACHED
    run.save(update_fields=["started_at", "due_at", "ended_at", "status"])
    return True


def lift(case: Case) -> None:
    """Put the most urgent clock on the case row, where lists read it."""
    run = case.clocks.filter(ended_at=None).order_by("due_at").first()
    case.clock_code = run.code if run else ""
    case.clock_status = run.status if run else ""
    case.clock_started_at = run.started_at if run else None
    case.clock_near_at = run.near_at if run else None
    case.clock_due_at = run.due_at if run else None


def status_of(run: ClockRun, at: datetime) -> ClockStatus:
    """How a clock stands: one that runs past its limit is breached already, whatever comes."""
    if run.status == ClockStatus.RUNNING and at > run.due_at:
        return ClockStatus.BREACHED
    return ClockStatus(run.status)


def _looks_at(definition: ClockDefinition, state: str) -> bool:
    return any(
        state in states
        for states in (definition.starts, definition.stops, definition.resets, definition.pauses)
    )


def _move(
    case: Case,
    definition: ClockDefinition,
    runs: list[ClockRun],
    state: str,
    context: Mapping[str, Any],
    at: datetime,
) -> list[tuple[str, ClockRun]]:
    run = next((run for run in runs if run.code == definition.code and run.ended_at is None), None)
    if run is not None and state in definition.stops:
        stopped = _moment(definition.stops_at, context, case, at)
        met = run.status == ClockStatus.PAUSED or stopped <= run.due_at
        return [("clock.stopped", _end(run, ClockStatus.MET if met else ClockStatus.BREACHED, stopped))]
    if run is not None and state in definition.resets:
        return [("clock.reset", _end(run, ClockStatus.NOT_APPLICABLE, at))]
    if run is not None and state in definition.pauses and run.status == ClockStatus.RUNNING:
        return [("clock.paused", _pause(run, at))]
    if run is not None and state in definition.starts and run.status == ClockStatus.PAUSED:
        return [("clock.resumed", _resume(case, definition, run, at))]
    if run is None and state in definition.starts and not _decided(case, runs, definition):
        return _start(case, definition, context, at)
    return []


def _decided(case: Case, runs: list[ClockRun], definition: ClockDefinition) -> bool:
    """A promise that was kept or broken once isn't made again in the case, unless it repeats or the case was reopened."""
    return not definition.repeats and any(
        run.code == definition.code
        and run.reopening == case.reopenings
        and run.status in (ClockStatus.MET, ClockStatus.BREACHED)
        for run in runs
    )


def _start(
    case: Case, definition: ClockDefinition, context: Mapping[str, Any], at: datetime
) -> list[tuple[str, ClockRun]]:
    if definition.when and value_of(definition.when, context) is not True:
        return []
    started = _moment(definition.starts_at, context, case, at)
    target = value_of(definition.target, context)
    due = after(started, target, unit=case.unit, calendar=definition.calendar)
    run = ClockRun.objects.create(
        case=case,
        code=definition.code,
        calendar=definition.calendar,
        started_at=started,
        due_at=due,
        reopening=case.reopenings,
    )
    _plan(case, definition, run)
    return [("clock.started", run)]


def _plan(case: Case, definition: ClockDefinition, run: ClockRun) -> None:
    """Write the ladder's steps that lie ahead, and the moment from which the clock counts as near."""
    steps = [(step, _step_due(case, step, run)) for step in definition.escalate]
    before_limit = [due for _, due in steps if due < run.due_at]
    run.near_at = min(before_limit, default=run.started_at + (run.due_at - run.started_at) * NEAR)
    run.save(update_fields=["near_at"])
    sent = set(run.escalations.filter(status=EscalationStatus.SENT).values_list("at", "to"))
    Escalation.objects.bulk_create(
        Escalation(
            case=case, clock=run, at=step.at, to=step.to, by=list(step.by), due_at=due, next_attempt_at=due
        )
        for step, due in steps
        if (step.at, step.to) not in sent
    )


def _step_due(case: Case, step: EscalationDefinition, run: ClockRun) -> datetime:
    if step.at.endswith("%"):
        share = float(step.at[:-1]) / 100
        return run.started_at + (run.due_at - run.started_at) * share
    return after(run.started_at, step.at, unit=case.unit, calendar=run.calendar)


def _end(run: ClockRun, status: ClockStatus, at: datetime) -> ClockRun:
    run.status, run.ended_at = status, at
    run.save(update_fields=["status", "ended_at"])
    run.escalations.filter(status=EscalationStatus.PENDING).update(status=EscalationStatus.VOID, ended_at=at)
    return run


def _pause(run: ClockRun, at: datetime) -> ClockRun:
    run.left_seconds = int(_left(run, at).total_seconds())
    run.status, run.paused_at, run.pauses = ClockStatus.PAUSED, at, run.pauses + 1
    run.save(update_fields=["left_seconds", "status", "paused_at", "pauses"])
    run.escalations.filter(status=EscalationStatus.PENDING).delete()
    return run


def _left(run: ClockRun, at: datetime) -> timedelta:
    if run.calendar == CLOCK:
        return run.due_at - at
    return worktime.elapsed(at, run.due_at, calendar_of(run.case.unit, run.calendar))


def _resume(case: Case, definition: ClockDefinition, run: ClockRun, at: datetime) -> ClockRun:
    assert run.paused_at is not None
    assert run.left_seconds is not None
    left = timedelta(seconds=run.left_seconds)
    shift = at - run.paused_at
    run.due_at = (
        at + left if run.calendar == CLOCK else worktime.add(at, left, calendar_of(case.unit, run.calendar))
    )
    run.started_at += shift
    run.paused_seconds += int(shift.total_seconds())
    run.status, run.paused_at, run.left_seconds = ClockStatus.RUNNING, None, None
    run.save(update_fields=["due_at", "started_at", "paused_seconds", "status", "paused_at", "left_seconds"])
    _plan(case, definition, run)
    return run


def _moment(expression: str, context: Mapping[str, Any], case: Case, at: datetime) -> datetime:
    value = value_of(expression, context) if expression else None
    return at if value is None else moment(value, case.unit)
