"""`publish`: gives out an announcement of the package, for anybody to read. Header or input `announcement`: its code.

Result: `announcement` (its id). It ends with the BPMN error `identity_named` where the text names a person of the case,
and with `consent_missing` where the announcement's `when` isn't true: catch both and lead back to where the text is
written. A breakdown is left out where fewer people than `at_least` are behind it. A sealed case tells nobody anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cases.engine.identity import is_named_in
from cases.engine.variables import context_of, value_of
from cases.engine.work import Work
from cases.models import Announcement, Job
from workflows import feel
from workflows.packages.definition import AnnouncementDefinition, AnnouncementField
from workflows.packages.placeholders import fill, shown

from .errors import BpmnError, JobFailed
from .settings import setting

NAMES_SOMEBODY, WITHOUT_CONSENT = "identity_named", "consent_missing"


def prepare(job: Job) -> None:
    """Nothing is slow here."""


def apply(work: Work, job: Job, prepared: None) -> Mapping[str, Any]:
    given = work.case.announcements.filter(token_number=job.token_number).first()
    announcement = given or _given_out(work, job)
    return {"announcement": announcement.pk}


def _given_out(work: Work, job: Job) -> Announcement:
    code = str(setting(job, "announcement"))
    definition = work.package.definition.announcement(code)
    if work.case.sealed:
        raise JobFailed("case_sealed", code)
    context = _of_nobody(work)
    if definition.when and value_of(definition.when, context) is not True:
        raise BpmnError(WITHOUT_CONSENT)
    title = {lang: fill(definition.title.in_(lang), context) for lang in ("id", "en")}
    lines = list(_lines(definition, context))
    if is_named_in([*title.values(), *(shown(line["value"]) for line in lines)], work.case):
        raise BpmnError(NAMES_SOMEBODY)
    announcement = Announcement.objects.create(
        case=work.case,
        token_number=job.token_number,
        unit=work.case.unit,
        procedure_key=work.case.procedure_key,
        code=code,
        kind=definition.kind,
        title=title,
        lines=lines,
        published_at=work.at,
    )
    work.record("announcement.published", job.element, announcement=announcement.pk, code=code)
    return announcement


def _of_nobody(work: Work) -> dict[str, Any]:
    """What the case knows, without its people."""
    people = {party.path.partition(".")[0] for party in work.package.definition.parties if party.identity}
    context = context_of(work.case, work.package)
    return {name: value for name, value in context.items() if name not in people}


def _lines(definition: AnnouncementDefinition, context: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    few = _are_few(definition, context)
    for line in definition.fields:
        value = None if few and line.breakdown else value_of(line.value, context)
        if value not in (None, "", []):
            yield {"label": _both(line), "value": feel.to_json(value)}


def _are_few(definition: AnnouncementDefinition, context: Mapping[str, Any]) -> bool:
    """Without a number, the figures count as being about nobody in particular."""
    if not definition.counts:
        return False
    people = value_of(definition.counts, context)
    return people is None or people < definition.at_least


def _both(line: AnnouncementField) -> dict[str, str]:
    return {lang: line.label.in_(lang) for lang in ("id", "en")}
