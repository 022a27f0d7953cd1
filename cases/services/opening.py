"""Opening a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from cases.engine.lifting import lift
from cases.engine.opening import new_case, number
from cases.engine.time import now
from cases.engine.unit_of_work import finish, one_step
from cases.engine.work import Work
from cases.errors import CannotStart, SwitchedOff
from cases.models import Case
from organization.models import Unit, User
from organization.selectors import queue_key, queue_keys
from workflows import addresses
from workflows.models import ProcedureVersion
from workflows.packages import Package
from workflows.packages.definition import StartDefinition
from workflows.selectors import is_offered, package_of

from .answers import accept
from .idempotency import already_done, remember


def open_case(
    *,
    version: ProcedureVersion,
    unit: Unit,
    actor: User | None,
    channel: str,
    answers: Mapping[str, Any],
    event: str = "",
    process: str = "",
    draft_id: int | None = None,
    idempotency_key: str = "",
) -> Case:
    """Open a case with the start form's answers (nested, as the form names them) and let it run to where it waits.

    Raises CannotStart (no such way in for this person), SwitchedOff (not in this unit), InvalidAnswers, RunawayCase.
    With a key that was used before by the same person, nothing happens and the case of then is given back; of two at
    once, one opens it.
    """
    done = already_done(idempotency_key, actor, "open_case")
    if done is not None:
        return done
    try:
        with one_step():
            package = package_of(version)
            entry = _entry(package, channel, event, process, actor=actor, unit=unit)
            if not is_offered(version.procedure, unit):
                raise SwitchedOff(procedure=package.key, channel=channel, unit=unit.path)
            case = new_case(
                version,
                package,
                unit=unit,
                actor=actor,
                channel=channel,
                event=entry.event,
                at=now(),
                process=process,
            )
            work = Work(case, package, actor=actor, at=case.opened_at)
            work.record("case.opened", entry.event, channel=channel, version=version.pk)
            work.case.data.update(accept(work, form_id=entry.form, answers=answers, draft_id=draft_id))
            lift(work)
            number(case, at=work.at)
            work.start(entry.event)
            finish(work)
            remember(idempotency_key, actor, "open_case", case, at=work.at)
    except IntegrityError:
        done = already_done(idempotency_key, actor, "open_case")
        if done is None:
            raise
        return done
    return case


def open_by_event(
    *,
    version: ProcedureVersion,
    process: str,
    event: str,
    channel: str,
    unit: Unit | None,
    data: Mapping[str, Any],
    **remark: Any,
) -> Case:
    """Open a case at a start event that a message, a signal or the time has set off; nobody hands in a form.

    Without a unit it belongs to the highest one. Belongs to the surrounding transaction.
    """
    package = package_of(version)
    unit = unit or Unit.objects.filter(parent=None).order_by("pk").first()
    if unit is None:
        raise CannotStart(procedure=package.key, channel=channel)
    case = new_case(
        version, package, unit=unit, actor=None, channel=channel, event=event, at=now(), process=process
    )
    work = Work(case, package, actor=None, at=case.opened_at)
    work.record("case.opened", event, channel=channel, version=version.pk, **remark)
    work.start(event, data=data)
    lift(work)
    number(case, at=work.at)
    finish(work)
    return case


def ways_in(package: Package, *, actor: User | None, unit: Unit) -> list[StartDefinition]:
    """The starts that a person may use in a unit."""
    held = queue_keys(actor, now()) if actor is not None else frozenset()
    return [start for start in package.definition.start if _reached(start.by, held, unit)]


def admits(by: Sequence[str], *, actor: User | None, unit: Unit, at: datetime) -> bool:
    """Whether a person with their posts in the unit is among those that addresses name; nobody (None) is `public`."""
    held = queue_keys(actor, at) if actor is not None else frozenset()
    return any(actor is None if address.public else _holds(address, held, unit) for address in _addresses(by))


def _entry(
    package: Package, channel: str, event: str, process: str, *, actor: User | None, unit: Unit
) -> StartDefinition:
    if package.bare:
        drawn = package.process_named(process) if process else package.process
        starts = sorted(drawn.start_events(), key=lambda start: bool(start.definitions))
        return StartDefinition(channels=(), event=event or (starts[0].id if starts else ""), by=())
    for start in ways_in(package, actor=actor, unit=unit):
        if channel in start.channels and event in ("", start.event):
            return start
    raise CannotStart(procedure=package.key, channel=channel)


def _reached(by: Sequence[str], held: frozenset[str], unit: Unit) -> bool:
    return any(address.public or _holds(address, held, unit) for address in _addresses(by))


def _holds(address: addresses.Address, held: frozenset[str], unit: Unit) -> bool:
    return queue_key(unit.pk, address.role, address.function) in held


def _addresses(by: Sequence[str]) -> Iterator[addresses.Address]:
    return (address for text in by for address in addresses.parse(text))
