"""How promises were kept: by service, unit and period. Each number is a list of cases that can be opened.

Figures count what the viewer may list and nothing else, so that a number never says more than the list behind it: a
sealed case, or one that is kept from the viewer, is in neither (security.md, "Visibility" 2). Published figures, which
are for everybody, have a threshold; these have none to need.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet, Sum

from cases.models import ClockRun, ClockStatus
from cases.selectors import Reach, visible_cases
from workflows.models import ProcedureVersion
from workflows.selectors import package_of


@dataclass(frozen=True, slots=True)
class Line:
    """One clock of one procedure in one unit. `paused` counts the runs with a pause, `paused_seconds` is their sum."""

    procedure: str
    clock: str
    unit: int
    service: str
    title: str
    unit_name: str
    within: int
    near: int
    breached: int
    paused: int
    paused_seconds: int

    @property
    def all(self) -> int:
        return self.within + self.near + self.breached


#: What a number of the report counts, by its name in an address.
KINDS = ("tepat", "mendekati", "lewat", "jeda", "semua")


def runs_of(reach: Reach, since: datetime, until: datetime) -> QuerySet[ClockRun]:
    """The measurings that began in the period (since <= t < until) in the units led; one that was reset doesn't count."""
    cases = visible_cases(reach).filter(unit__in=reach.leads)
    runs = ClockRun.objects.filter(case__in=cases, started_at__gte=since, started_at__lt=until)
    return runs.exclude(status=ClockStatus.NOT_APPLICABLE)


def conditions(at: datetime) -> Mapping[str, Q]:
    """What each number counts at a moment; the first three share out all runs."""
    running = Q(status=ClockStatus.RUNNING)
    late = Q(status=ClockStatus.BREACHED) | (running & Q(due_at__lt=at))
    near = running & Q(due_at__gte=at, near_at__lte=at)
    return {
        "tepat": ~late & ~near,
        "mendekati": near,
        "lewat": late,
        "jeda": Q(pauses__gt=0),
        "semua": Q(),
    }


def clock_report(reach: Reach, since: datetime, until: datetime, language: str) -> list[Line]:
    """The lines of a period, by service, clock and unit. Two queries."""
    counts = conditions(reach.at)
    rows = (
        runs_of(reach, since, until)
        .order_by()
        .values("case__procedure_key", "code", "case__unit", "case__unit__short_name")
        .annotate(
            version=Max("case__procedure_version"),
            near=Count("pk", filter=counts["mendekati"]),
            breached=Count("pk", filter=counts["lewat"]),
            every=Count("pk"),
            paused=Count("pk", filter=counts["jeda"]),
            seconds=Sum("paused_seconds"),
        )
    )
    found = list(rows)
    versions = ProcedureVersion.objects.defer("archive").in_bulk({row["version"] for row in found})
    lines = [
        Line(
            procedure=row["case__procedure_key"],
            clock=row["code"],
            unit=row["case__unit"],
            unit_name=row["case__unit__short_name"],
            service=(package := package_of(versions[row["version"]])).definition.title.in_(language),
            title=package.definition.clock(row["code"]).title.in_(language),
            within=row["every"] - row["near"] - row["breached"],
            near=row["near"],
            breached=row["breached"],
            paused=row["paused"],
            paused_seconds=row["seconds"] or 0,
        )
        for row in found
    ]
    return sorted(lines, key=lambda line: (line.service, line.title, line.unit_name))


def runs_behind(
    reach: Reach, since: datetime, until: datetime, *, kind: str, procedure: str, clock: str, unit: int
) -> QuerySet[ClockRun]:
    """The runs that one number counts, the latest limit first."""
    runs = runs_of(reach, since, until).filter(
        conditions(reach.at)[kind], case__procedure_key=procedure, code=clock, case__unit=unit
    )
    return (
        runs.select_related("case__procedure_version", "case__unit")
        .defer("case__procedure_version__archive")
        .order_by("-due_at", "pk")
    )
