"""`reserve_number`: gives the case a number of the package. Input or header `number`: its code. Result: `number`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.engine import numbers
from cases.engine.variables import context_of, value_of
from cases.engine.work import Work
from cases.models import Job, NumberEntry

from .settings import setting


def prepare(job: Job) -> None:
    """Nothing is slow here."""


def apply(work: Work, job: Job, prepared: None) -> Mapping[str, Any]:
    entry = number_for(work, job, setting(job, "number"))
    return {"number": entry.text}


def number_for(work: Work, job: Job, code: str) -> NumberEntry:
    """The number `code` for this step, counted in the case's unit; the first becomes the number of the case."""
    definition = work.package.definition.numbers[code]
    series = value_of(definition.series, context_of(work.case, work.package)) if definition.series else ""
    entry = numbers.give(
        case=work.case,
        unit=work.case.unit,
        kind=code,
        pattern=definition.pattern,
        series=str(series),
        token_number=job.token_number,
        at=work.at,
    )
    work.case.number = work.case.number or entry.text
    work.record("number.given", job.element, number=entry.text, code=code)
    return entry
