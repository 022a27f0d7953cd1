"""How an installation fares, for those who keep it running. Totals only: nothing tells one unit or case apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet

from .models import (
    Case,
    ClockRun,
    ClockStatus,
    Delivery,
    DeliveryStatus,
    Incident,
    Job,
    JobStatus,
    Life,
    Message,
    MessageStatus,
    Task,
    Timer,
    TimerStatus,
    WorkerBeat,
)
from .models.process import OPEN_STATUSES

Waiting = QuerySet[Timer] | QuerySet[Job] | QuerySet[Delivery] | QuerySet[Message]

_FREE, _HELD = OPEN_STATUSES
#: A worker that was silent for longer counts as lost (design: engine, "Timers").
SILENT = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure by the name that monitoring knows it by, with its unit at the end; `labels` name what is told apart."""

    name: str
    help: str
    label: str
    values: Mapping[str, float]


def figures(at: datetime) -> list[Figure]:
    """What stands at the moment: one short query each, over open work only. Ages are seconds, 0 where nothing waits."""
    return [
        _only(
            "alur_cases_running",
            "Cases that are not finished.",
            Case.objects.filter(life=Life.RUNNING).count(),
        ),
        Figure("alur_tasks_open", "Tasks for people.", "status", _tasks()),
        _only("alur_clocks_breached", "Promises of running cases that are past their limit.", _breached(at)),
        _only("alur_incidents_open", "Steps that stopped for good.", _incidents()),
        Figure("alur_waiting", "What waits for a worker, due already.", "kind", _each(at, _count)),
        Figure(
            "alur_waiting_oldest_seconds",
            "How long the oldest of it has been due.",
            "kind",
            _each(at, _oldest),
        ),
        _only("alur_workers_alive", "Workers that gave a sign of life within a minute.", _workers(at)),
        _only("alur_worker_silent_seconds", "Since the last sign of life of any worker.", _silence(at)),
    ]


def _only(name: str, help: str, value: float) -> Figure:
    return Figure(name, help, "", {"": value})


def _tasks() -> dict[str, float]:
    rows = Task.objects.filter(status__in=OPEN_STATUSES).values_list("status").annotate(Count("pk"))
    found = dict(rows.order_by())
    return {"free": found.get(_FREE, 0), "held": found.get(_HELD, 0)}


def _breached(at: datetime) -> int:
    return ClockRun.objects.filter(status=ClockStatus.RUNNING, ended_at=None, due_at__lte=at).count()


def _incidents() -> int:
    return Incident.objects.filter(resolved_at=None).count()


def _due(at: datetime) -> dict[str, tuple[Waiting, str]]:
    """By kind: what a worker should have taken by now, and since when each is due."""
    return {
        "timer": (Timer.objects.filter(status=TimerStatus.ARMED, next_attempt_at__lte=at), "next_attempt_at"),
        "job": (Job.objects.filter(status=JobStatus.QUEUED, run_after__lte=at), "run_after"),
        "event": (
            Delivery.objects.filter(status=DeliveryStatus.PENDING, next_attempt_at__lte=at),
            "next_attempt_at",
        ),
        "message": (
            Message.objects.filter(status=MessageStatus.PENDING, next_attempt_at__lte=at),
            "next_attempt_at",
        ),
    }


def _each(at: datetime, of: Callable[[Waiting, str, datetime], float]) -> dict[str, float]:
    return {kind: of(rows, since, at) for kind, (rows, since) in _due(at).items()}


def _count(rows: Waiting, since: str, at: datetime) -> float:
    return rows.count()


def _oldest(rows: Waiting, since: str, at: datetime) -> float:
    first = rows.aggregate(first=Min(since))["first"]
    return max(0.0, (at - first).total_seconds()) if first else 0.0


def _workers(at: datetime) -> int:
    return WorkerBeat.objects.filter(beat_at__gt=at - SILENT).count()


def _silence(at: datetime) -> float:
    last = WorkerBeat.objects.order_by("-beat_at").values_list("beat_at", flat=True).first()
    return max(0.0, (at - last).total_seconds()) if last else 0.0
