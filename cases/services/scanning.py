"""Bringing old paper in: many files at once, each a new case or an addition to one, the day of receipt kept.

Source: SOP-SPKT-01, III.2.c.2 (hardcopy becomes softcopy); domain book, R-028 and scenario E5.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from cases.engine.time import now
from cases.engine.unit_of_work import unit_of_work
from cases.errors import CannotStart, CaseError, CaseNotFound, FileRefused
from cases.models import Case, ScanBatch, ScanItem, ScanStatus
from cases.selectors import reach_of, visible_cases
from organization.models import Unit, User
from workflows.models import ProcedureVersion
from workflows.packages import Package
from workflows.packages.definition import StartDefinition
from workflows.selectors import package_of, published_version, versions_in_force

from .attachments import store_attachment
from .opening import open_case, ways_in
from .papers import put_in

#: Statuses of a paper that is in some case.
_IN_A_CASE = (ScanStatus.OPENED, ScanStatus.ADDED)


@dataclass(frozen=True, slots=True)
class Scan:
    """A way in for scanned paper: the version in force with the start that names it."""

    version: ProcedureVersion
    package: Package
    start: StartDefinition


@dataclass(frozen=True, slots=True)
class Destination:
    """Where one paper goes: the day it came in, what it is about, and the number of a case (empty: a new one)."""

    received_on: date
    subject: str = ""
    number: str = ""


def scans_for(*, actor: User, unit: Unit) -> Iterator[Scan]:
    """The ways in for scanned paper that a person may use in a unit."""
    for version in versions_in_force(unit=unit):
        package = package_of(version)
        for start in ways_in(package, actor=actor, unit=unit):
            if start.scan is not None:
                yield Scan(version, package, start)


@transaction.atomic
def bring_in(
    *,
    unit: Unit,
    actor: User,
    procedure_key: str,
    channel: str,
    files: Iterable[tuple[str, bytes]],
    key: str,
) -> ScanBatch:
    """Keep files (name, content) until it is said where each goes; what isn't PDF, JPEG or PNG is refused by content.

    The same key of the same person again changes nothing. A paper that is in a case of the unit already is pointed out
    instead of being taken twice. Raises CannotStart.
    """
    if not any(_is(scan, procedure_key, channel) for scan in scans_for(actor=actor, unit=unit)):
        raise CannotStart(procedure=procedure_key, channel=channel)
    batch, fresh = ScanBatch.objects.get_or_create(
        created_by=actor,
        key=key,
        defaults={
            "unit": unit,
            "procedure_key": procedure_key,
            "channel": channel,
            "created_at": now(),
        },
    )
    if fresh:
        for name, content in files:
            _take_in(batch, name, content, actor)
    return batch


def file_paper(*, item_id: int, actor: User, destination: Destination) -> ScanItem:
    """Make one paper a case, or put it into one; done once it stays as it is. Its own transaction.

    Raises CaseNotFound (nobody else's batch, no such case in the own unit), CannotStart, InvalidAnswers.
    """
    with transaction.atomic():
        found = ScanItem.objects.select_for_update(of=("self",)).select_related("batch__unit", "attachment")
        item = found.filter(pk=item_id, batch__created_by=actor).first()
        if item is None:
            raise CaseNotFound
        if item.status != ScanStatus.WAITING:
            return item
        if destination.number.strip():
            item.case, item.status = _added(item, actor, destination), ScanStatus.ADDED
        else:
            item.case, item.status = _opened(item, actor, destination), ScanStatus.OPENED
        item.received_on = destination.received_on
        item.save(update_fields=["case", "status", "received_on"])
    return item


def file_papers(*, actor: User, destinations: Mapping[int, Destination]) -> dict[int, CaseError]:
    """`file_paper` for each; gives the refusals by paper. One that is refused stays, and the others go on."""
    refused: dict[int, CaseError] = {}
    for item_id, destination in destinations.items():
        try:
            file_paper(item_id=item_id, actor=actor, destination=destination)
        except CaseError as fault:
            refused[item_id] = fault
    return refused


def _is(scan: Scan, procedure_key: str, channel: str) -> bool:
    return scan.package.key == procedure_key and channel in scan.start.channels


def _take_in(batch: ScanBatch, name: str, content: bytes, actor: User) -> None:
    digest = hashlib.sha256(content).hexdigest()
    item = ScanItem(batch=batch, name=name[-200:], sha256=digest)
    before = ScanItem.objects.filter(sha256=digest, batch__unit=batch.unit, status__in=_IN_A_CASE)
    twin = before.filter(case__in=visible_cases(reach_of(actor, now()))).order_by("pk").first()
    if twin is not None:
        item.status, item.case, item.received_on = ScanStatus.REPEATED, twin.case, twin.received_on
    elif batch.items.filter(sha256=digest).exists():
        item.status, item.why = ScanStatus.REFUSED, "twice"
    else:
        try:
            item.attachment = store_attachment(name=name, content=content, actor=actor, draft=None)
        except FileRefused as fault:
            item.status, item.why = ScanStatus.REFUSED, fault.why
    item.save()


def _opened(item: ScanItem, actor: User, destination: Destination) -> Case:
    batch = item.batch
    version = published_version(batch.procedure_key)
    starts = (scan.start for scan in scans_for(actor=actor, unit=batch.unit) if scan.version == version)
    start = next((start for start in starts if batch.channel in start.channels), None)
    if start is None or start.scan is None:
        raise CannotStart(procedure=batch.procedure_key, channel=batch.channel)
    answers: dict[str, Any] = {
        start.scan.received: _moment(destination.received_on, batch.unit).isoformat(),
        start.scan.file: [str(item.attachment_id)],
    }
    if start.scan.subject:
        answers[start.scan.subject] = destination.subject.strip()
    return open_case(
        version=version,
        unit=batch.unit,
        actor=actor,
        channel=batch.channel,
        event=start.event,
        answers=answers,
        idempotency_key=f"scan:{item.pk}",
    )


def _added(item: ScanItem, actor: User, destination: Destination) -> Case:
    number = destination.number.strip()
    own = visible_cases(reach_of(actor, now())).filter(unit=item.batch.unit)
    case = own.filter(Q(number__iexact=number) | Q(file_number__iexact=number)).order_by("pk").first()
    if case is None or item.attachment is None:
        raise CaseNotFound
    with unit_of_work(case_id=case.pk, actor=actor) as work:
        received = _moment(destination.received_on, item.batch.unit)
        put_in(work, item.attachment, received_at=received, note=destination.subject)
    return work.case


def _moment(day: date, unit: Unit) -> datetime:
    """The beginning of the day in the unit's zone: paper knows no hour, and working days count from the day."""
    return datetime.combine(day, time.min, ZoneInfo(unit.zone))
