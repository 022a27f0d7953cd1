"""What the processes of the timer benchmark do; run by tests.harness.races with Django ready."""

from __future__ import annotations

import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Count

from benchmarks.copies import analyze, copy_case
from cases import services
from cases.engine.time import now
from cases.models import Case, CaseEvent, Timer, TimerStatus
from organization.models import Unit, User
from tests.unit.bpmn.diagram import bpmn
from workflows.packages import read
from workflows.services import import_package

DIAGRAM = bpmn(
    "s:start a:user e:end late:boundary l:user e2:end",
    "s>a>e",
    "late>l>e2",
    extra={"late": 'attachedToRef="a" cancelActivity="true"'},
    inside={"late": "<timerEventDefinition><timeDuration>PT24H</timeDuration></timerEventDefinition>"},
)
PATIENCE = 60


def seed(index: int, count: int) -> int:
    """Cases with a timer that is due; those of earlier rounds are gone."""
    _forget()
    case = _open()
    copy_case(case, count - 1)
    Timer.objects.update(due_at=now(), next_attempt_at=now())
    analyze()
    return Timer.objects.count()


def drain(index: int, workers: int, locked: int, folder: str) -> float:
    """Fire until nothing is due; seconds it took. The process after the last worker holds the locks of `locked` cases."""
    ready, over = Path(folder) / "ready", Path(folder) / "over"
    if index == workers:
        with transaction.atomic():
            held = Timer.objects.order_by("next_attempt_at", "pk").values_list("case_id", flat=True)[:locked]
            list(Case.objects.select_for_update().filter(pk__in=list(held)))
            ready.touch()
            while not over.exists():
                # A transaction that says nothing for a minute is ended by the server.
                connection.cursor().execute("SELECT 1")
                time.sleep(0.2)
        return 0.0
    if locked:
        _wait_for(ready)
    began, due = time.perf_counter(), Timer.objects.filter(status=TimerStatus.ARMED)
    while True:
        if not services.fire_due() and due.count() <= locked:
            break
    seconds = time.perf_counter() - began
    if locked:
        over.touch()
    return seconds


def outcome(index: int) -> dict[str, Any]:
    fired = CaseEvent.objects.filter(kind="timer.fired")
    twice = fired.values("case").annotate(n=Count("pk")).filter(n__gt=1)
    return {"fired": fired.count(), "twice": twice.count()}


def singles(index: int, count: int) -> list[float]:
    """How late each of `count` timers fired that were due a tenth of a second apart."""
    _forget()
    case = _open()
    copy_case(case, count - 1)
    for number, timer in enumerate(Timer.objects.order_by("pk")):
        due = now() + timedelta(seconds=3 + number / 10)
        Timer.objects.filter(pk=timer.pk).update(due_at=due, next_attempt_at=due)
    limit = time.monotonic() + count / 10 + PATIENCE
    while Timer.objects.filter(status=TimerStatus.ARMED).exists() and time.monotonic() < limit:
        time.sleep(0.2)
    fired = Timer.objects.filter(status=TimerStatus.FIRED)
    return [(timer.ended_at - timer.due_at).total_seconds() for timer in fired if timer.ended_at]


def _forget() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE cases_case CASCADE")


def _open() -> Case:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "waktu.bpmn"
        path.write_bytes(DIAGRAM)
        version = import_package(package=read(path), findings=()).version
    unit, actor = Unit.objects.get(path="polda_kalsel/polres_hss"), User.objects.get(username="banit1")
    return services.open_case(version=version, unit=unit, actor=actor, channel="langsung", answers={})


def _wait_for(path: Path) -> None:
    limit = time.monotonic() + 3600
    while not path.exists():
        if time.monotonic() > limit:
            raise TimeoutError(path)
        time.sleep(0.02)
