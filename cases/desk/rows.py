"""Rows of a list of tasks, and the pill that says how much time is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from cases.models import Case, Task
from workflows.packages import Package
from workflows.selectors import package_of

from .pages import Desk


@dataclass(frozen=True)
class Pill:
    """A clock in a word and a number. `kind`: longgar, mendekati, lewat, dijeda, tanpa; `share` is the part left."""

    kind: str
    word: str
    number: str = ""
    due: datetime | None = None
    near: datetime | None = None
    share: int = 0


@dataclass(frozen=True)
class Row:
    """One task as a list shows it."""

    task: Task
    service: str
    state: str
    stage: str
    subject: str
    pill: Pill
    mine: bool
    free: bool


def rows_of(tasks: Iterable[Task], desk: Desk) -> list[Row]:
    return [_row(task, desk) for task in tasks]


def _row(task: Task, desk: Desk) -> Row:
    case = task.case
    package = package_of(case.procedure_version)
    return Row(
        task=task,
        service=package.definition.title.in_(desk.lang),
        state=state_title(case, package, desk.lang),
        stage=stage_of(case, package),
        subject=case.subject.replace("_", " ").title() if case.subject else "",
        pill=pill_of(case, desk.at),
        mine=task.owner_id == desk.user.pk,
        free=task.owner_id is None,
    )


def state_title(case: Case, package: Package, lang: str) -> str:
    try:
        return package.definition.state(case.state).title.in_(lang)
    except KeyError:
        return case.state


def stage_of(case: Case, package: Package) -> str:
    try:
        return str(package.definition.state(case.state).stage)
    except KeyError:
        return "open"


def pill_of(case: Case, at: datetime) -> Pill:
    """How the case's most urgent clock stands."""
    due = case.clock_due_at
    if due is None or case.clock_started_at is None:
        return Pill("tanpa", _("Tanpa batas"))
    if case.clock_status == "paused":
        return Pill("dijeda", _("Dijeda"), "", due)
    if at > due:
        return Pill("lewat", _("Lewat"), span(at - due), due)
    total = (due - case.clock_started_at).total_seconds() or 1
    share = round(100 * (due - at).total_seconds() / total)
    near = case.clock_near_at is not None and at >= case.clock_near_at
    return Pill("mendekati" if near else "longgar", _("Sisa"), span(due - at), due, case.clock_near_at, share)


def span(length: timedelta) -> str:
    """mm:ss below an hour, then hours and minutes, then days."""
    seconds = int(length.total_seconds())
    if seconds < 3600:
        return f"{seconds // 60:02d}:{seconds % 60:02d}"
    if seconds < 86400:
        return _("%(h)s j %(m)s mnt") % {"h": seconds // 3600, "m": seconds % 3600 // 60}
    return _("%(d)s hari") % {"d": seconds // 86400}
