"""Cases that will not move by themselves, each with the reason: five queries, however many there are.

What may be stuck is looked for along indexes (an open incident, a limit that has passed, a holder who isn't there, a
queue that nobody serves, a message that doesn't come); why it is, is decided in plain Python from the rows found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case as When_,
)
from django.db.models import (
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from cases.models import (
    STATUS,
    Case,
    Incident,
    Job,
    JobStatus,
    Life,
    Subscription,
    SubscriptionStatus,
    Task,
    Timer,
    TimerStatus,
)
from cases.models.process import OPEN_STATUSES
from cases.selectors import Reach, visible_cases
from organization.models import Absence
from organization.queues import is_away
from organization.staffing import Staffing, has_left, people_missing, shift_is_over, staffing

#: Rows looked at for each way of being stuck; a list longer than this is not read anyway.
MOST = 100
#: How long a message may be waited for before somebody should ask.
PATIENCE = timedelta(days=1)


class Reason(TextChoices):
    """Why a case stands still, the one that stops it most surely first."""

    FAILING = "failing", _("Langkah mesin gagal")
    NOBODY = "nobody", _("Tidak ada orang pada peran ini")
    ABSENT = "absent", _("Pemegang tidak ada di tempat")
    OFF_SHIFT = "off_shift", _("Jam jaga pemegang sudah selesai")
    UNCLAIMED = "unclaimed", _("Lewat waktu dan belum diambil")
    WAITING = "waiting", _("Menunggu pesan yang tak datang")
    BREACHED = "breached", _("Lewat waktu, sedang dikerjakan")


ORDER = {reason: place for place, reason in enumerate(Reason)}


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a case stands: an open incident (`word` is its code), or a message waited for (its name)."""

    kind: str
    case: int
    element: str
    word: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Stuck:
    """A case with its reason and the row it hangs on. `detail` says what of the reason: "absent", "inactive", "moved"."""

    case: Case
    reason: Reason
    task: Task | None = None
    stop: Stop | None = None
    detail: str = ""


@dataclass(frozen=True)
class StuckList:
    """What is stuck, by reason and urgency; `full` when there may be more than was looked at."""

    rows: tuple[Stuck, ...]
    staffing: Staffing
    full: bool


@dataclass
class _Facts:
    """All that was read of one case."""

    tasks: list[Task] = field(default_factory=list)
    incidents: list[Stop] = field(default_factory=list)
    awaited: list[Stop] = field(default_factory=list)


def stuck_cases(reach: Reach) -> StuckList:
    """What stands still in the units that this person leads, as far as the person may know of it."""
    staffed = staffing(reach.leads, reach.at)
    cases = list(_candidates(reach, staffed))
    facts = _facts_of([case.pk for case in cases], reach.at)
    found = [stuck for case in cases if (stuck := _judge(case, facts[case.pk], staffed, reach.at))]
    found.sort(key=lambda stuck: (ORDER[stuck.reason], _urgency(stuck.case), stuck.case.pk))
    return StuckList(tuple(found), staffed, full=len(cases) >= MOST)


def _urgency(case: Case) -> float:
    return case.clock_due_at.timestamp() if case.clock_due_at else float("inf")


def _candidates(reach: Reach, staffed: Staffing) -> QuerySet[Case]:
    """Cases that may be stuck, found along the indexes, at most MOST for each way."""
    led = visible_cases(reach).filter(unit__in=reach.leads)
    ways = [
        _failing(reach),
        _late(reach),
        _unattended(reach),
        _unserved(reach, staffed),
        _unanswered(reach),
    ]
    found = ways[0].union(*ways[1:], all=True)
    return (
        led.filter(pk__in=found)
        .select_related("unit", "procedure_version__procedure")
        .defer("procedure_version__archive")
    )


def _failing(reach: Reach) -> QuerySet[Any]:
    open_incidents = Incident.objects.filter(resolved_at=None, case__unit__in=reach.leads)
    return _few(open_incidents.order_by("opened_at").values("case"))


def _late(reach: Reach) -> QuerySet[Any]:
    late = Case.objects.filter(
        life=Life.RUNNING, unit__in=reach.leads, clock_due_at__lt=reach.at, clock_status="running"
    )
    return _few(late.order_by("clock_due_at").values("pk"))


def _unattended(reach: Reach) -> QuerySet[Any]:
    """Tasks held by somebody who isn't there."""
    held = Task.objects.filter(
        status=STATUS.ASSIGNED, unit__in=reach.leads, owner__in=people_missing(reach.leads, reach.at)
    )
    return _few(held.filter(_holder_missing(reach.at)).order_by("created").values("case"))


def _unserved(reach: Reach, staffed: Staffing) -> QuerySet[Any]:
    waiting = Task.objects.filter(status=STATUS.NEW, unit__in=reach.leads, queue__in=staffed.unheld)
    return _few(waiting.order_by("created").values("case"))


def _unanswered(reach: Reach) -> QuerySet[Any]:
    """Cases that nothing but a message or a signal can move, for too long."""
    armed = Subscription.objects.filter(
        status=SubscriptionStatus.ARMED,
        armed_at__lt=reach.at - PATIENCE,
        case__unit__in=reach.leads,
        case__life=Life.RUNNING,
    )
    return _few(armed.exclude(_moves("case")).order_by("armed_at").values("case"))


def _moves(case_field: str) -> Q:
    """Condition: a person, a machine step or the time will move the case."""
    case = OuterRef(case_field)
    return (
        Q(Exists(Task.objects.filter(case=case, status__in=OPEN_STATUSES)))
        | Q(Exists(Timer.objects.filter(case=case, status=TimerStatus.ARMED)))
        | Q(Exists(Job.objects.filter(case=case, status__in=(JobStatus.QUEUED, JobStatus.RUNNING))))
    )


def _few(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The first of them, in a shape that may be united with others on any database."""
    return Case.objects.order_by().filter(pk__in=rows[:MOST]).values("pk")


def _holder_missing(at: datetime) -> Q:
    return (
        Q(owner__is_active=False)
        | Q(is_away("owner", at))
        | has_left("owner", "unit", at)
        | shift_is_over("owner", "assigned", at)
    )


def _facts_of(cases: list[int], at: datetime) -> Mapping[int, _Facts]:
    facts: defaultdict[int, _Facts] = defaultdict(_Facts)
    for task in _open_tasks(cases, at):
        facts[task.case_id].tasks.append(task)
    for stop in sorted(_stops(cases), key=lambda stop: stop.since):
        of_case = facts[stop.case]
        (of_case.incidents if stop.kind == "incident" else of_case.awaited).append(stop)
    return facts


def _stops(cases: list[int]) -> Iterable[Stop]:
    """Open incidents, and what cases wait for that nothing else can move; one query."""
    incidents = Incident.objects.filter(case__in=cases, resolved_at=None)
    armed = Subscription.objects.filter(case__in=cases, status=SubscriptionStatus.ARMED)
    stopped = incidents.order_by().values_list(Value("incident"), "case", "element", "code", "opened_at")
    awaited = armed.exclude(_moves("case")).order_by()
    waits = awaited.values_list(Value("event"), "case", "element", "name", "armed_at")
    return [Stop(*row) for row in stopped.union(waits, all=True)]


def _open_tasks(cases: list[int], at: datetime) -> Iterable[Task]:
    """With what is missing of their holder, and until when, and who stands in."""
    absence = Absence.objects.current(at).filter(user=OuterRef("owner")).order_by("since")
    missing = When_(
        When(owner=None, then=Value("")),
        When(owner__is_active=False, then=Value("inactive")),
        When(is_away("owner", at), then=Value("absent")),
        When(has_left("owner", "unit", at), then=Value("moved")),
        When(shift_is_over("owner", "assigned", at), then=Value("off_shift")),
        default=Value(""),
    )
    tasks = Task.objects.filter(case__in=cases, status__in=OPEN_STATUSES).select_related("owner")
    return tasks.annotate(
        missing=missing,
        away_until=Subquery(absence.values("until")[:1]),
        stand_in=Subquery(absence.values("substitute__full_name")[:1]),
    ).order_by("created", "pk")


def _judge(case: Case, facts: _Facts, staffed: Staffing, at: datetime) -> Stuck | None:
    """The reason that stops the case most surely; None for a case that was only suspected."""
    if facts.incidents:
        return Stuck(case, Reason.FAILING, stop=facts.incidents[0], detail=facts.incidents[0].word)
    if not case.is_running:
        return None
    late = case.clock_status == "running" and case.clock_due_at is not None and case.clock_due_at < at
    of_tasks = [stuck for task in facts.tasks if (stuck := _judge_task(case, task, staffed, late=late))]
    if of_tasks:
        return min(of_tasks, key=lambda stuck: ORDER[stuck.reason])
    if facts.awaited and (late or facts.awaited[0].since < at - PATIENCE):
        return Stuck(case, Reason.WAITING, stop=facts.awaited[0])
    return Stuck(case, Reason.BREACHED) if late else None


_MISSING = {
    "inactive": Reason.ABSENT,
    "absent": Reason.ABSENT,
    "moved": Reason.ABSENT,
    "off_shift": Reason.OFF_SHIFT,
}


def _judge_task(case: Case, task: Task, staffed: Staffing, *, late: bool) -> Stuck | None:
    queues = task.queues()
    if task.owner_id is None and queues and staffed.unheld.issuperset(queues):
        return Stuck(case, Reason.NOBODY, task=task)
    missing: str = task.missing
    if missing:
        return Stuck(case, _MISSING[missing], task=task, detail=missing)
    if not late:
        return None
    return Stuck(case, Reason.UNCLAIMED if task.owner_id is None else Reason.BREACHED, task=task)
