"""`aggregate`: numbers of cases and of promises kept, in the case's unit and those below it. Sealed cases don't count.

Inputs or headers: `from` and `until` (dates, both included); `procedures` (optional): their keys, with commas, all
otherwise. Results: `procedures`, a list of `{procedure, title, opened, closed, states, promises}`, where `states` are
`{state, title, cases}` of the cases opened in that time as they stand now, and `promises` are `{clock, title, met,
breached}` of the clocks that ended in that time; `opened` and `closed`, all together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cases.engine.work import Work
from cases.models import Job
from cases.public_figures import procedure_figures

from .settings import optional
from .survey_figures import day


def prepare(job: Job) -> None:
    """Nothing is slow here."""


def apply(work: Work, job: Job, prepared: None) -> Mapping[str, Any]:
    zone = ZoneInfo(work.case.unit.zone)
    wanted = str(optional(job, "procedures") or "").split(",")
    figures = procedure_figures(
        unit=work.case.unit,
        since=datetime.combine(day(job, "from"), time.min, zone),
        until=datetime.combine(day(job, "until") + timedelta(days=1), time.min, zone),
        keys=[key.strip() for key in wanted if key.strip()],
    )
    return {
        "procedures": [_ready(asdict(each)) for each in figures],
        "opened": sum(each.opened for each in figures),
        "closed": sum(each.closed for each in figures),
    }


def _ready(figures: dict[str, Any]) -> dict[str, Any]:
    """As JSON keeps it."""
    return {**figures, "states": list(figures["states"]), "promises": list(figures["promises"])}
