"""`refer_case`: hands the case to another unit, which owns it from then on; the old one may still know of it.

Header or input `unit`: "level:polda" (the nearest above), a unit's path, or "origin" (back to where it came from).
Results: `unit` (the path of the unit that has it now) and `fileNumber` (its running number there).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.engine import access, opening
from cases.engine.places import unit_named
from cases.engine.work import Work
from cases.models import Case, Job
from organization.errors import UnknownCode

from .errors import JobFailed
from .settings import setting


def prepare(job: Job) -> None:
    """Nothing is slow here."""


def apply(work: Work, job: Job, prepared: None) -> Mapping[str, Any]:
    case, before = work.case, work.case.unit
    try:
        target = unit_named(str(setting(job, "unit")), case)
    except UnknownCode as fault:
        raise JobFailed(fault.code, str(setting(job, "unit"))) from fault
    if target.pk != before.pk:
        access.let_in(work, before)
        case.unit = target
        Case.objects.filter(pk=case.pk).update(unit=target)
        opening.number(case, at=work.at)
        work.record(
            "case.referred", job.element, unit=target.path, before=before.path, number=case.file_number
        )
    return {"unit": target.path, "fileNumber": case.file_number}
