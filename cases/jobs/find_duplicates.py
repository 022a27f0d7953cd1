"""`find_duplicates`: looks for cases that are likely about the same matter, by the package's `duplicates`. No settings.

Results: `count`, and `duplicates`: the latest ten as {number, unit, opened, state}, in whichever unit they are. Sealed
cases, and those that are kept from somebody, are never among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.engine.similar import fingerprints
from cases.engine.variables import context_of
from cases.engine.work import Work
from cases.models import Job
from cases.selectors import similar_cases


def prepare(job: Job) -> None:
    """Nothing is slow here."""


def apply(work: Work, job: Job, prepared: None) -> Mapping[str, Any]:
    wanted = fingerprints(work.package, context_of(work.case, work.package), at=work.at)
    found = similar_cases([(each.index, each.since) for each in wanted], but=work.case.pk)
    rows = [
        {
            "number": case.number or case.file_number,
            "unit": case.unit.name,
            "opened": case.opened_at.isoformat(),
            "state": case.state,
        }
        for case in found
    ]
    if rows:
        work.record("duplicates.found", job.element, count=len(rows))
    return {"count": len(rows), "duplicates": rows}
