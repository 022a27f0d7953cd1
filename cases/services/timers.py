"""Letting time pass: due timers fire, due steps of a clock's ladder are told. One row, one transaction, one outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from django.db import OperationalError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases import messages
from cases.engine import access
from cases.engine.due import FOR_EVER, after
from cases.engine.time import now
from cases.engine.unit_of_work import unit_of_work
from cases.engine.variables import context_of, value_of
from cases.engine.waits import stays_armed
from cases.engine.work import Work
from cases.errors import CaseBusy
from cases.models import (
    ClockStatus,
    Escalation,
    EscalationStatus,
    Message,
    Notice,
    Timer,
    TimerStatus,
)
from organization.models import User
from organization.resolution import resolve
from workflows.models import ProcedureVersion

from .taking import take, unless_busy

#: After so many failed attempts a timer stops trying and a person is asked.
MAX_ATTEMPTS = 5
PAUSE = timedelta(seconds=10)
#: Doublings of the pause; a ladder's step that nobody can be told is tried about every three hours.
LONGEST = 10

Row = TypeVar("Row")


def fire_due(*, limit: int = 50, within: ProcedureVersion | None = None) -> int:
    """Fire what is due, oldest first and procedures in turn. A case that somebody holds delays nobody else.

    `within` looks at the cases of one version alone (a simulation). Gives how many timers and escalations had their
    outcome.
    """
    moment = now()
    timers = Timer.objects.filter(status=TimerStatus.ARMED, next_attempt_at__lte=moment, **_of(within))
    steps = Escalation.objects.filter(
        status=EscalationStatus.PENDING, next_attempt_at__lte=moment, **_of(within)
    )
    fired = each_due(
        take(timers, limit=limit, at=moment),
        lambda timer: unless_busy(timer, partial(fire_timer, timer.pk, timer.case_id)),
        _failed_again,
    )
    told = each_due(
        take(steps, limit=limit, at=moment),
        lambda step: unless_busy(step, partial(tell_escalation, step.pk, step.case_id)),
        _failed_again,
    )
    return fired + told


def fire_timer(timer_id: int, case_id: int) -> bool:
    """Fire one timer. False when it had its outcome already. Raises CaseBusy when somebody holds the case."""
    with unit_of_work(case_id=case_id, skip_locked=True) as work:
        timer = work.case.timers.filter(pk=timer_id, status=TimerStatus.ARMED).first()
        if timer is None or not work.case.is_running:
            return False
        work.record("timer.fired", timer.element, due=timer.due_at.isoformat())
        _spend(work, timer)
        work.trigger(timer)
    return True


def tell_escalation(escalation_id: int, case_id: int) -> bool:
    """Tell the addressed of one step of a ladder; it falls up the ladder of ranks when nobody holds the role."""
    with unit_of_work(case_id=case_id, skip_locked=True) as work:
        step = (
            Escalation.objects.select_related("clock")
            .filter(pk=escalation_id, case=work.case, status=EscalationStatus.PENDING)
            .filter(clock__status=ClockStatus.RUNNING)
            .first()
        )
        if step is None:
            return False
        people = _people(work, step)
        Notice.objects.bulk_create(
            Notice(
                user=user,
                case=work.case,
                escalation=step,
                kind="escalation",
                data={"clock": step.clock.code, "at": step.at, "due": step.clock.due_at.isoformat()},
                created_at=work.at,
            )
            for user in people
        )
        Escalation.objects.filter(pk=step.pk).update(status=EscalationStatus.SENT, ended_at=work.at)
        work.record(
            "escalation.sent", clock=step.clock.code, at=step.at, to=step.to, people=[u.pk for u in people]
        )
        if "message" in step.by:
            work.post(_alerts(work, step, people))
        if step.at == "100%":
            work.tell(f"clock:{step.clock.code}", told=frozenset(user.pk for user in people))
    return True


def each_due(rows: Iterable[Row], outcome: Callable[[Row], bool], failed: Callable[[Row, str], None]) -> int:
    """Give each row its outcome; a case that somebody holds is left for the next round. Gives how many had one."""
    done = 0
    for row in list(rows):
        try:
            done += outcome(row)
        except CaseBusy:
            continue
        except OperationalError:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever one case raises must delay no other and reach a person
            with suppress(CaseBusy):
                failed(row, type(fault).__name__)
    return done


def _spend(work: Work, timer: Timer) -> None:
    """Give the timer its outcome, and arm the next round of a cycle."""
    Timer.objects.filter(pk=timer.pk).update(status=TimerStatus.FIRED, ended_at=work.at)
    event = work.event_of(timer)
    if not stays_armed(event) or not timer.interval or timer.repeats_left == 0:
        return
    assert timer.repeats_left is not None
    calendar = event.extensions.properties.get("calendar", "clock")
    due = after(timer.due_at, timer.interval, unit=work.case.unit, calendar=calendar)
    left = timer.repeats_left if timer.repeats_left == FOR_EVER else timer.repeats_left - 1
    Timer.objects.create(
        case=work.case,
        element=timer.element,
        token_number=timer.token_number,
        scope_number=timer.scope_number,
        definition_index=timer.definition_index,
        due_at=due,
        next_attempt_at=due,
        interval=timer.interval,
        repeats_left=left,
    )


def _people(work: Work, step: Escalation) -> Iterable[User]:
    """Whom a step of the ladder reaches; what it is addressed to may depend on the case's data."""
    barred = access.barred_people(work)
    address = str(value_of(step.to, context_of(work.case, work.package)))
    return resolve(address, unit=work.case.unit, at=work.at, excluding=barred).users


def _alerts(work: Work, step: Escalation, people: Iterable[User]) -> list[Message]:
    """The step of a ladder for those who asked to hear by telephone or mail: which promise, which file, how far."""
    title = work.package.definition.clock(step.clock.code).title
    body = {}
    for lang in messages.LANGUAGES:
        with override(lang):
            said = {"clock": title.in_(lang), "file": work.case.number or work.case.file_number}
            late = _("Batas waktu “%(clock)s” pada berkas %(file)s sudah lewat.") % said
            near = _("Batas waktu “%(clock)s” pada berkas %(file)s perlu perhatian Anda.") % said
            body[lang] = {"subject": _("Kabar batas waktu"), "text": late if step.at == "100%" else near}
    return messages.alert(
        work.case, people, event=f"clock:{step.clock.code}", to=step.to, body=body, at=work.at
    )


def _failed_again(row: Timer | Escalation, code: str) -> None:
    """Count the attempt and wait longer each time; after the last one a person is asked.

    A case that somebody took meanwhile is left for the next round, as it is.
    """
    with unit_of_work(case_id=row.case_id, skip_locked=True) as work:
        row.attempts += 1
        row.next_attempt_at = work.at + PAUSE * 2 ** min(row.attempts, LONGEST)
        type(row).objects.filter(pk=row.pk).update(attempts=row.attempts, next_attempt_at=row.next_attempt_at)
        if isinstance(row, Timer):
            Timer.objects.filter(pk=row.pk).update(last_error=code)
            if row.attempts >= MAX_ATTEMPTS:
                Timer.objects.filter(pk=row.pk).update(status=TimerStatus.FAILED, ended_at=work.at)
                work.open_incident(row.token_number, row.element, code)


def next_due(within: ProcedureVersion) -> datetime | None:
    """When the next timer or ladder step of a version's cases is due, None when nothing waits."""
    timers = Timer.objects.filter(status=TimerStatus.ARMED, **_of(within)).order_by("next_attempt_at")
    pending = Q(status=EscalationStatus.PENDING, clock__status=ClockStatus.RUNNING)
    steps = Escalation.objects.filter(pending, **_of(within)).order_by("next_attempt_at")
    return min(
        (row.next_attempt_at for row in (timers.first(), steps.first()) if row is not None), default=None
    )


def _of(version: ProcedureVersion | None) -> dict[str, Any]:
    return {} if version is None else {"case__procedure_version": version}
