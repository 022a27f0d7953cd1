"""`open_case`: opens a case of another procedure that stays linked with this one. `continue_as`: it takes all data along.

Headers or inputs: `procedure` (its key), `event` (a start event, where it has several), `unit` (as for
`refer_case`; without it the same unit), `with` (a FEEL context with the new case's data; persons keep their identity
sealed under the new case's own key). Results: `case` (its id), `caseNumber` (its running number).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.engine import opening
from cases.engine.identity import is_reference, resolved, without_identities
from cases.engine.lifting import lift
from cases.engine.places import unit_named
from cases.engine.unit_of_work import finish
from cases.engine.work import Work
from cases.models import Attachment, Case, CaseLink, Job, LinkKind
from organization.errors import UnknownCode
from organization.models import Unit
from workflows.errors import ProcedureNotFound
from workflows.models import ProcedureVersion
from workflows.packages import Package
from workflows.selectors import is_offered, package_of, published_version

from .errors import JobFailed
from .settings import optional, setting


def prepare(job: Job) -> None:
    """Nothing is slow here."""


def apply(work: Work, job: Job, prepared: None) -> Mapping[str, Any]:
    given = optional(job, "with") or {}
    return _result(_linked(work, job, LinkKind.OPENED, given))


def apply_continue(work: Work, job: Job, prepared: None) -> Mapping[str, Any]:
    given = {**work.case.data, **(optional(job, "with") or {})}
    target = _linked(work, job, LinkKind.CONTINUED, given)
    Attachment.objects.filter(case=work.case).update(case=target)
    return _result(target)


def _result(target: Case) -> Mapping[str, Any]:
    return {"case": target.pk, "caseNumber": target.file_number}


def _linked(work: Work, job: Job, kind: LinkKind, given: Mapping[str, Any]) -> Case:
    """The case that this step opened: now, or when it was tried before."""
    known = CaseLink.objects.filter(source=work.case, token_number=job.token_number).first()
    if known is not None:
        return known.target
    target = _opened(work, job, given)
    CaseLink.objects.create(source=work.case, target=target, kind=kind, token_number=job.token_number)
    work.record("case.led_to", job.element, how=kind.value, **_shown(target))
    return target


def _shown(target: Case) -> dict[str, Any]:
    """A sealed case is not named in the story of the case that it came from, nor is its procedure."""
    if target.sealed:
        return {"number": ""}
    return {"number": target.file_number, "case": target.pk, "procedure": target.procedure_key}


def _opened(work: Work, job: Job, given: Mapping[str, Any]) -> Case:
    version, unit = _version(str(setting(job, "procedure"))), _unit(work, str(optional(job, "unit") or ""))
    if not is_offered(version.procedure, unit):
        raise JobFailed("switched_off", f"{version.procedure.key} in {unit.path}")
    package = package_of(version)
    event = str(optional(job, "event") or "") or _start_of(package)
    case = opening.new_case(
        version, package, unit=unit, actor=work.actor, channel=work.case.channel, event=event, at=work.at
    )
    opened = Work(case, package, actor=work.actor, at=work.at)
    opened.record("case.opened", event, channel=case.channel, version=version.pk, source=work.case.pk)
    parties_of = frozenset(party.path for party in package.definition.parties if party.identity)
    carried = {name: _carried(value, name, parties_of, work) for name, value in given.items()}
    values, parties = without_identities(carried, package.definition.parties, case=case, at=work.at)
    case.data.update(values)
    if parties:
        case.party_label = parties[0].label
    lift(opened)
    opening.number(case, at=work.at)
    opened.start(event)
    finish(opened)
    return case


def _carried(value: Any, path: str, parties: frozenset[str], work: Work) -> Any:
    """The value for the other case. A person is read here and sealed there at once, so there has to be a party for it."""
    if is_reference(value):
        if path not in parties:
            raise JobFailed("party_unknown", path)
        return dict(resolved(value, bytes(work.case.data_key)))
    if isinstance(value, Mapping):
        return {name: _carried(item, f"{path}.{name}", parties, work) for name, item in value.items()}
    return [_carried(item, path, parties, work) for item in value] if isinstance(value, list) else value


def _version(key: str) -> ProcedureVersion:
    try:
        return published_version(key)
    except ProcedureNotFound as fault:
        raise JobFailed("procedure_unknown", key) from fault


def _unit(work: Work, text: str) -> Unit:
    try:
        return unit_named(text, work.case)
    except UnknownCode as fault:
        raise JobFailed(fault.code, text) from fault


def _start_of(package: Package) -> str:
    """Its only none start event that opens a case. Raises JobFailed when the step has to name one."""
    ways_back = {way.event for way in package.definition.reopening}
    starts = [
        event.id
        for event in package.process.start_events()
        if not event.definitions and event.id not in ways_back
    ]
    if len(starts) != 1:
        raise JobFailed("start_event_unclear", package.key)
    return starts[0]
