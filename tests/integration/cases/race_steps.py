"""What each racing process does, round after round; run by tests.harness.races with Django ready.

Rounds are kept in step by files: nobody begins a round before all have come to it.
"""

from __future__ import annotations

import base64
import os
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cases import services
from cases.engine import numbers
from cases.engine.time import now
from cases.engine.unit_of_work import unit_of_work
from cases.models import Case, Task, Timer
from cases.models.process import OPEN_STATUSES
from cases.services.repairs import Cancel, Move, Skip
from organization.models import Unit, User
from tests.harness.races import meet
from workflows.packages import read
from workflows.selectors import published_version
from workflows.services import import_package

UNIT = "polda_kalsel/polres_hss"


#: What came of one round for one process ("won", "nothing", or the class of the refusal) and how many seconds it took.
Result = tuple[str, float]


def _rounds(folder: str, index: int, n: int, ids: list[Any], act: Callable[[Any], Any]) -> list[Result]:
    outcomes = []
    for number, id in enumerate(ids):
        meet(folder, number, index, n)
        began = time.monotonic()
        try:
            outcome = "won" if act(id) is not False else "nothing"
        except Exception as refusal:  # noqa: BLE001 - the test asks which one it was
            outcome = type(refusal).__name__
        outcomes.append((outcome, time.monotonic() - began))
    return outcomes


def _person(index: int) -> User:
    """Another one for each of four processes."""
    return User.objects.get(username=("banit1", "banit2", "banit3", "pamapta1")[index])


def prepare(index: int, diagram: str, cases: int) -> list[dict[str, Any]]:
    """Open cases of a bare diagram; their tasks by element, and their timers."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "balapan.bpmn"
        path.write_bytes(base64.b64decode(diagram))
        version = import_package(package=read(path), findings=()).version
    unit, actor = Unit.objects.get(path=UNIT), _person(0)
    made = []
    for _ in range(cases):
        case = services.open_case(version=version, unit=unit, actor=actor, channel="langsung", answers={})
        made.append(
            {
                "case": case.pk,
                "version": case.version,
                "tasks": {task.element: task.pk for task in case.tasks.all()},
                "tokens": {task.element: task.token_number for task in case.tasks.all()},
                "timers": [timer.pk for timer in case.timers.all()],
            }
        )
    return made


def claim(index: int, folder: str, n: int, ids: list[int]) -> list[Result]:
    actor = _person(index)
    return _rounds(folder, index, n, ids, lambda task: services.claim_task(task_id=task, actor=actor))


def complete(index: int, folder: str, n: int, ids: list[int]) -> list[Result]:
    actor = _person(index)
    return _rounds(
        folder, index, n, ids, lambda task: services.complete_task(task_id=task, actor=actor, answers={})
    )


def twice(index: int, folder: str, n: int, ids: list[int]) -> list[Result]:
    """A double click: the same person, the same key, two processes."""
    actor = _person(0)

    def act(task: int) -> Any:
        return services.complete_task(task_id=task, actor=actor, answers={}, idempotency_key=f"klik-{task}")

    return _rounds(folder, index, n, ids, act)


def complete_or_fire(index: int, folder: str, n: int, ids: list[dict[str, Any]]) -> list[Result]:
    """The first process completes the task, the second fires its interrupting timer."""
    actor = _person(0)

    def act(row: dict[str, Any]) -> Any:
        if index == 0:
            return services.complete_task(task_id=row["tasks"]["a"], actor=actor, answers={})
        return _fire(row)

    return _rounds(folder, index, n, ids, act)


def cancel_or_fire(
    index: int, folder: str, n: int, ids: list[dict[str, Any]], previewed: bool
) -> list[Result]:
    """The first process cancels the case, as it stood in its preview or however it stands; the second fires."""
    actor = _person(0)

    def act(row: dict[str, Any]) -> Any:
        if index == 0:
            version = row["version"] if previewed else None
            return services.repair_case(
                case_id=row["case"], actor=actor, repair=Cancel(), reason="dicabut", version=version
            )
        return _fire(row)

    return _rounds(folder, index, n, ids, act)


def complete_or_repair(index: int, folder: str, n: int, ids: list[dict[str, Any]], kind: str) -> list[Result]:
    """The first process completes the task, the second skips it, moves its token or cancels the case."""
    actor = _person(index)

    def act(row: dict[str, Any]) -> Any:
        if index == 0:
            return services.complete_task(task_id=row["tasks"]["a"], actor=actor, answers={})
        token = row["tokens"]["a"]
        repair = {"skip": Skip(token), "move": Move(token, "b")}.get(kind, Cancel())
        version = row["version"] if kind == "previewed cancel" else None
        return services.repair_case(
            case_id=row["case"], actor=actor, repair=repair, reason="balapan", version=version
        )

    return _rounds(folder, index, n, ids, act)


def _fire(row: dict[str, Any]) -> bool:
    return services.timers.fire_timer(row["timers"][0], row["case"])


def join(index: int, folder: str, n: int, ids: list[dict[str, Any]]) -> list[Result]:
    """Each process completes another branch."""
    actor = _person(index)

    def act(row: dict[str, Any]) -> Any:
        return services.complete_task(task_id=row["tasks"]["ab"[index]], actor=actor, answers={})

    return _rounds(folder, index, n, ids, act)


def number(index: int, folder: str, n: int, ids: list[int]) -> list[Result]:
    """Numbers of one new series for different cases, at once."""

    def act(case_id: int) -> Any:
        with unit_of_work(case_id=case_id + index) as work:
            return numbers.give(
                case=work.case,
                unit=work.case.unit,
                kind="balapan",
                pattern="{n}",
                series="",
                token_number=900 + index,
                at=now(),
            )

    return _rounds(folder, index, n, ids, act)


def open_twice(index: int, folder: str, n: int, ids: list[str], answers: dict[str, Any]) -> list[Result]:
    """A counter form handed in twice with one key, in two processes."""
    version, unit, actor = published_version("ternak"), Unit.objects.get(path=UNIT), _person(0)

    def act(key: str) -> Any:
        return services.open_case(
            version=version, unit=unit, actor=actor, channel="langsung", answers=answers, idempotency_key=key
        )

    return _rounds(folder, index, n, ids, act)


def add_one(index: int, folder: str, n: int, ids: list[int]) -> list[Result]:
    def act(case_id: int) -> None:
        with unit_of_work(case_id=case_id) as work:
            work.case.data["jumlah"] = work.case.data.get("jumlah", 0) + 1

    return _rounds(folder, index, n, ids, act)


def stand(index: int, ids: list[int]) -> list[dict[str, Any]]:
    """How cases stand, for the test's last look."""
    return [_stand(Case.objects.get(pk=case)) for case in ids]


def _stand(case: Case) -> dict[str, Any]:
    waits = Task.objects.filter(case=case, status__in=OPEN_STATUSES).values_list("element", flat=True)
    return {
        "life": str(case.life),
        "waits": sorted(waits),
        "timers": sorted(Timer.objects.filter(case=case).values_list("status", flat=True)),
        "data": case.data,
        "completed": case.events.filter(kind="task.completed").count(),
        "repaired": case.events.filter(kind__startswith="repair.").count(),
        "fired": case.events.filter(kind="timer.fired").count(),
        "claimed": case.events.filter(kind="task.claimed").count(),
    }


def counts(index: int) -> dict[str, Any]:
    from cases.models import NumberEntry

    found = NumberEntry.objects.filter(counter__kind="balapan").order_by("n").values_list("n", flat=True)
    return {"cases": Case.objects.count(), "numbers": list(found)}


# A worker that is lost ------------------------------------------------------------------------------------------


def ask_for_letter(index: int, answers: dict[str, Any], marks: dict[str, Any], worker: int) -> dict[str, Any]:
    """Bring a case to its letter, and kill the worker as soon as it has begun with it."""
    unit = Unit.objects.get(path=UNIT)
    case = services.open_case(
        version=published_version("ternak"), unit=unit, actor=_person(0), channel="langsung", answers=answers
    )
    _complete_open(case, _person(0), marks)
    _complete_open(case, User.objects.get(username="pamapta1"), {})
    job = case.jobs.get()
    limit = time.monotonic() + 60
    while worker and time.monotonic() < limit:
        job.refresh_from_db()
        if job.status != "queued":
            os.kill(worker, signal.SIGKILL)
            break
        time.sleep(0.002)
    job.refresh_from_db()
    return {"case": case.pk, "job": str(job.status)}


def _complete_open(case: Case, actor: User, answers: dict[str, Any]) -> None:
    task = case.tasks.get(status__in=OPEN_STATUSES)
    services.complete_task(task_id=task.pk, actor=actor, answers=answers)


def let_lease_run_out(index: int, case: int) -> None:
    """As if a minute had passed since the worker's last word."""
    Case.objects.get(pk=case).jobs.update(lease_until=now())


def outcome(index: int, case: int, seconds: float) -> dict[str, Any]:
    """What came of a case, at the latest after so long."""
    limit = time.monotonic() + seconds
    found = Case.objects.get(pk=case)
    while found.is_running and time.monotonic() < limit:
        time.sleep(0.1)
        found = Case.objects.get(pk=case)
    return {
        "life": str(found.life),
        "documents": list(found.documents.values_list("number", flat=True)),
        "numbers": list(found.numbers.values_list("text", flat=True)),
        "attempts": found.jobs.get().attempts,
    }
