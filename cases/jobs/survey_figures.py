"""`survey_figures`: adds up what people answered to a questionnaire in the case's unit.

Inputs or headers: `from` and `until` (dates, both included); `questionnaire` (optional): the procedure whose questions
they are, the case's own otherwise; `at_least` (optional, 10): fewer answers are broken down by nothing, and smaller
groups are put together under "*". Results: `answers` (how many), `sums` (a context, one sum a score), `groups` (a list
of `{by, value, title, answers, sums}`; `by` is a field of the questionnaire or `layanan`), `remarks` (texts in no
order).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from typing import Any

from cases.engine.work import Work
from cases.models import Job
from cases.public_figures import OTHERS, SERVICE, SurveyTotals, survey_totals
from forms_config.schema import iter_fields
from workflows.errors import ProcedureNotFound
from workflows.packages import Package
from workflows.selectors import package_of, published_version

from .errors import JobFailed
from .settings import optional, setting


def prepare(job: Job) -> None:
    """Nothing is slow here."""


def apply(work: Work, job: Job, prepared: None) -> Mapping[str, Any]:
    package = _asking(work, str(optional(job, "questionnaire") or ""))
    questionnaire = package.definition.questionnaire
    if questionnaire is None:
        raise JobFailed("questionnaire_missing", package.key)
    totals = survey_totals(
        unit=work.case.unit,
        key=package.key,
        questionnaire=questionnaire,
        since=day(job, "from"),
        until=day(job, "until"),
        at_least=int(optional(job, "at_least") or 10),
    )
    titles = _titles(package, totals)
    return {
        **asdict(totals.total),
        "groups": [
            {"by": name, "value": value, "title": titles.get((name, value), value), **asdict(sums)}
            for name, values in totals.groups.items()
            for value, sums in values.items()
        ],
        "remarks": list(totals.remarks),
    }


def _titles(package: Package, totals: SurveyTotals) -> dict[tuple[str, str], str]:
    """How people call the groups: options by their labels, services by the titles of their procedures."""
    assert package.definition.questionnaire is not None
    titles = {(name, OTHERS): "Lainnya" for name in totals.groups}
    for component in iter_fields(package.form(package.definition.questionnaire.form)):
        titles |= {(component.key, option.code): option.label for option in component.choices.options}
    for key in totals.groups.get(SERVICE, {}):
        with suppress(ProcedureNotFound):
            titles[SERVICE, key] = package_of(published_version(key)).definition.title.id
    return titles


def day(job: Job, name: str) -> date:
    """A day that the step was told. Raises JobFailed."""
    text = str(setting(job, name))
    try:
        return date.fromisoformat(text[:10])
    except ValueError as fault:
        raise JobFailed("date_unreadable", f"{name}: {text[:40]}") from fault


def _asking(work: Work, key: str) -> Package:
    if not key:
        return work.package
    try:
        return package_of(published_version(key))
    except ProcedureNotFound as fault:
        raise JobFailed("procedure_unknown", key) from fault
