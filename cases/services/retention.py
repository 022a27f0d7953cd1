"""How long a case is kept, what keeps it longer, and how it is erased so that its story can still be proved.

The procedure says how long (`retention`, counted from the end of the case); a legal hold stops it. Erasure destroys
the case's own key: whatever was sealed under it, here and in every back-up, opens no more. What was not sealed (files,
answers, search values) is deleted. The number, the states with their times and the chain of events stay: they name
nobody, and the chain still verifies.

Source: security.md, "Always" (retention, erasure by destroying the data key); UU 27/2022 (PDP); domain book, section 9.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from cases.engine import files
from cases.engine.time import now
from cases.engine.unit_of_work import unit_of_work
from cases.errors import CaseErased, CaseIsRunning, Conflict, NotPermitted, ReasonRequired
from cases.models import Case, CaseLink, LegalHold, Life, PartyWord
from organization.guards import guards_access
from organization.models import User
from organization.worktime import WorkCalendar, add
from workflows.models import ProcedureVersion
from workflows.selectors import package_of

from .reopening import require_known


def due_for_erasure(*, at: datetime | None = None) -> Iterator[Case]:
    """Ended cases whose time is over, oldest first, that no hold and no running case out of them keeps."""
    moment = at or now()
    for version in ProcedureVersion.objects.filter(pk__in=_ended().values("procedure_version")).order_by(
        "pk"
    ):
        retention = package_of(version).definition.retention
        if retention:
            for case in (
                _kept_by_nothing().filter(procedure_version=version).order_by("closed_at", "pk").iterator()
            ):
                if kept_until(case, retention) <= moment:
                    yield case


def kept_until(case: Case, retention: str) -> datetime:
    """The end of the retention time (ISO 8601) of a case that has ended, in its unit's zone."""
    assert case.closed_at is not None
    zone = ZoneInfo(case.unit.zone)
    return add(case.closed_at.astimezone(zone), retention, WorkCalendar.around_the_clock(case.unit.zone))


def erase_case(*, case_id: int) -> Case:
    """Destroy the key of a case and what was not sealed under it. Whether it is due was asked before.

    Raises CaseIsRunning, CaseErased, and Conflict where a hold was placed meanwhile. Concurrency: one case lock.
    """
    with unit_of_work(case_id=case_id) as work:
        case = work.case
        if case.erased_at is not None:
            raise CaseErased
        if case.is_running:
            raise CaseIsRunning
        if case.holds.filter(lifted_at=None).exists():
            raise Conflict(what=str(case))
        work.record("case.erased", closed=case.closed_at.isoformat() if case.closed_at else "")
        names = _forget(case)
        case.data, case.subject, case.party_label = {}, "", ""
        Case.objects.filter(pk=case.pk).update(data_key=b"", erased_at=work.at)
    for name in names:
        files.path_of(name).unlink(missing_ok=True)
    return case


def hold_case(*, case_id: int, actor: User, reason: str) -> LegalHold:
    """Keep a case beyond its time: a trial, an inspection, a request of its own. For those who guard access.

    Raises ReasonRequired, CaseNotFound, NotPermitted, CaseErased; Conflict where one holds it already.
    """
    if not reason.strip():
        raise ReasonRequired
    with unit_of_work(case_id=case_id, actor=actor) as work:
        _require_may_hold(work.case, actor, work.at)
        if work.case.holds.filter(lifted_at=None).exists():
            raise Conflict(what=str(work.case))
        hold = LegalHold.objects.create(
            case=work.case, placed_by=actor, placed_at=work.at, reason=reason.strip()[:300]
        )
        work.record("hold.placed", reason=hold.reason)
    return hold


def release_hold(*, case_id: int, actor: User, reason: str) -> Case:
    """The case is no longer held; its retention time counts again. Raises as hold_case, Conflict where none holds it."""
    if not reason.strip():
        raise ReasonRequired
    with unit_of_work(case_id=case_id, actor=actor) as work:
        _require_may_hold(work.case, actor, work.at)
        lifted = work.case.holds.filter(lifted_at=None).update(lifted_at=work.at, lifted_by=actor)
        if not lifted:
            raise Conflict(what=str(work.case))
        work.record("hold.lifted", reason=reason.strip()[:300])
    return work.case


def _ended() -> QuerySet[Case]:
    return Case.objects.exclude(life=Life.RUNNING).filter(erased_at=None)


def _kept_by_nothing() -> QuerySet[Case]:
    held = LegalHold.objects.filter(case=OuterRef("pk"), lifted_at=None)
    running = CaseLink.objects.filter(source=OuterRef("pk"), target__life=Life.RUNNING)
    return _ended().exclude(Exists(held)).exclude(Exists(running)).select_related("unit")


def _forget(case: Case) -> list[str]:
    """Everything of the case that was not sealed. Gives the names of the files, to be deleted once this is written."""
    names = [*case.attachments.values_list("storage_name", flat=True)]
    names += case.documents.values_list("storage_name", flat=True)
    PartyWord.objects.filter(party__case=case).delete()
    case.parties.update(sealed=b"", label="", id_number_index="")
    for rows in (case.attachments, case.messages, case.search_entries, case.duplicate_keys):
        rows.all().delete()
    case.tasks.update(inputs={})
    case.jobs.update(inputs={})
    case.publications.update(data={})
    return names


def _require_may_hold(case: Case, actor: User, at: datetime) -> None:
    require_known(case, actor)
    if case.erased_at is not None:
        raise CaseErased
    if not guards_access(actor, case.unit, at):
        raise NotPermitted(action="hold", needs="a role that guards access, or the head of the unit")
