"""Rows of a list of tasks, and the pill that says how much time is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Case, ClockRun, ClockStatus, Task
from workflows.packages import Package
from workflows.selectors import package_of

from .facts import Subjects
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
    started: datetime | None = None


@dataclass(frozen=True)
class Row:
    """One task as a list shows it."""

    task: Task
    number: str
    service: str
    state: str
    stage: str
    subject: str
    pill: Pill
    mine: bool
    free: bool
    alarm: bool = False


def rows_of(tasks: Iterable[Task], desk: Desk) -> list[Row]:
    subjects = Subjects(desk.lang)
    return [_row(task, desk, subjects) for task in tasks]


def _row(task: Task, desk: Desk, subjects: Subjects) -> Row:
    case = task.case
    package = package_of(case.procedure_version)
    return Row(
        task=task,
        number=number_parts(case)[0],
        service=package.definition.title.in_(desk.lang),
        state=state_title(case, package, desk.lang),
        stage=stage_of(case, package),
        subject=subjects.of(case, package),
        pill=pill_of(case, desk.at),
        mine=task.owner_id == desk.user.pk,
        free=task.owner_id is None,
        alarm=task.is_open and is_alarm(package, task.element),
    )


def is_alarm(package: Package, element: str) -> bool:
    """Whether the diagram says that a task is an emergency (`zeebe:property` "alarm")."""
    node = package.process.nodes.get(element)
    return node is not None and node.extensions.properties.get("alarm") == "true"


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


def number_parts(case: Case) -> tuple[str, str]:
    """The number of a case up to its year, and the rest that names the unit; the file number before there is one."""
    if not case.number:
        return _("Berkas %(number)s") % {"number": case.file_number}, ""
    steps = case.number.split("/")
    ends = [place for place, step in enumerate(steps) if step == str(case.opened_at.year)]
    cut = ends[0] + 1 if ends else len(steps)
    return "/".join(steps[:cut]), "".join(f"/{step}" for step in steps[cut:])


def pill_of(case: Case, at: datetime) -> Pill:
    """How the case's most urgent clock stands."""
    started, due = case.clock_started_at, case.clock_due_at
    if due is None or started is None:
        return Pill("tanpa", _("Tanpa batas"))
    if case.clock_status == "paused":
        return Pill("dijeda", _("Dijeda"), "", due)
    return _counting(started, due, case.clock_near_at, at)


def pill_of_run(run: ClockRun, at: datetime) -> Pill:
    """How one clock stands or ended."""
    if run.status == ClockStatus.PAUSED:
        return Pill("dijeda", _("Dijeda"), span(timedelta(seconds=run.left_seconds or 0)), run.due_at)
    if run.ended_at is None:
        return _counting(run.started_at, run.due_at, run.near_at, at)
    if run.status == ClockStatus.MET:
        return Pill("tepat", _("Tepat waktu"))
    if run.status == ClockStatus.BREACHED:
        return Pill("terlambat", _("Lewat"), span(max(run.ended_at - run.due_at, timedelta(0))))
    return Pill("tanpa", _("Tidak dihitung"))


def _counting(started: datetime, due: datetime, near_at: datetime | None, at: datetime) -> Pill:
    if at > due:
        return Pill("lewat", _("Lewat"), span(at - due), due, started=started)
    share = round(100 * (due - at).total_seconds() / ((due - started).total_seconds() or 1))
    kind = "mendekati" if near_at is not None and at >= near_at else "longgar"
    return Pill(kind, _("Sisa"), span(due - at), due, near_at, share, started)


def span(length: timedelta) -> str:
    """mm:ss below an hour, then hours and minutes, then days."""
    seconds = int(length.total_seconds())
    if seconds < 3600:
        return f"{seconds // 60:02d}:{seconds % 60:02d}"
    if seconds < 86400:
        return _("%(h)s j %(m)s mnt") % {"h": seconds // 3600, "m": seconds % 3600 // 60}
    days = seconds // 86400
    return ngettext("%(d)s hari", "%(d)s hari", days) % {"d": days}
