"""What all steps of the hazards begin and end with: cases, rounds kept in step, and a look at how cases stand."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cases import services
from cases.models import Case, Task, Timer
from cases.models.process import OPEN_STATUSES
from organization.models import Unit, User
from tests.harness.races import meet
from tests.integration.cases.race_steps import UNIT
from workflows.packages import read
from workflows.services import import_package


def rounds(folder: str, index: int, n: int, ids: list[Any], act: Callable[[Any], Any]) -> list[str]:
    """The outcome of each round: "won" ("nothing" for False, a word for itself), or the class of the refusal."""
    outcomes = []
    for number, id in enumerate(ids):
        meet(folder, number, index, n)
        try:
            done = act(id)
            outcomes.append(done if isinstance(done, str) else "nothing" if done is False else "won")
        except Exception as refusal:  # noqa: BLE001 - the test asks which one it was
            outcomes.append(type(refusal).__name__)
    return outcomes


def by_index(folder: str, index: int, n: int, ids: list[Any], *acts: Callable[[Any], Any]) -> list[str]:
    """Each process does another thing to the same row."""
    return rounds(folder, index, n, ids, acts[index])


def person(index: int) -> User:
    return User.objects.get(username=f"banit{index + 1}")


def prepare(index: int, diagram: str, count: int, answers: dict[str, Any]) -> list[dict[str, Any]]:
    """Open cases of a bare diagram; their tasks by element, their timers, and incidents."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bahaya.bpmn"
        path.write_bytes(base64.b64decode(diagram))
        version = import_package(package=read(path), findings=()).version
    unit, actor = Unit.objects.get(path=UNIT), person(0)
    opened = [
        services.open_case(version=version, unit=unit, actor=actor, channel="langsung", answers=answers)
        for _ in range(count)
    ]
    return [_row(case) for case in opened]


def _row(case: Case) -> dict[str, Any]:
    return {
        "case": case.pk,
        "version": case.procedure_version_id,
        "tasks": {task.element: task.pk for task in case.tasks.all()},
        "timers": list(case.timers.order_by("pk").values_list("pk", flat=True)),
        "incidents": list(case.incidents.values_list("pk", flat=True)),
    }


def stand(index: int, ids: list[int]) -> list[dict[str, Any]]:
    """How cases stand, for the test's last look."""
    return [_stand(Case.objects.get(pk=case)) for case in ids]


def _stand(case: Case) -> dict[str, Any]:
    waits = Task.objects.filter(case=case, status__in=OPEN_STATUSES).values_list("element", flat=True)
    story = list(case.events.order_by("seq").values_list("kind", flat=True))
    return {
        "life": str(case.life),
        "waits": sorted(waits),
        "timers": sorted(Timer.objects.filter(case=case).values_list("status", flat=True)),
        "data": case.data,
        "story": story,
        "incidents": case.incidents.filter(resolved_at=None).count(),
        "jobs": list(case.jobs.values_list("status", "attempts")),
        "completed": story.count("task.completed"),
        "fired": story.count("timer.fired"),
        "received": sum(kind.endswith(".received") for kind in story),
        "claimed": story.count("task.claimed"),
    }
