"""The completions that the growth benchmark measures; run by tests.harness.races with Django ready."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.copies import analyze, copy_case
from cases import services
from cases.models import Case, Life
from cases.models.process import OPEN_STATUSES
from organization.models import Unit, User
from tests.unit.bpmn.diagram import bpmn
from workflows.models import ProcedureVersion
from workflows.packages import read
from workflows.services import import_package

MANY = 100
TURNS = 200
#: Completions at the beginning and the end of a case that are compared.
EDGE = 10
TIMER = "<timerEventDefinition><timeDuration>PT24H</timeDuration></timerEventDefinition>"

PLAIN = bpmn("s:start a:user b:user e:end", "s>a>b>e")
LOOP = bpmn(
    "s:start x:xor a:user y:xor e:end",
    "s>x>a>y>x",
    "y>e",
    conditions={"y_x": "=selesai != true", "y_e": "=selesai = true"},
)


def branches(count: int) -> bytes:
    names = [f"a{number}" for number in range(count)]
    nodes = " ".join(f"{name}:user" for name in names)
    return bpmn(f"s:start p:and {nodes} j:and e:end", "s>p", "j>e", *(f"p>{name}>j" for name in names))


def boundaries(count: int) -> bytes:
    names = [f"t{number}" for number in range(count)]
    nodes = " ".join(f"{name}:boundary {name}e:end" for name in names)
    return bpmn(
        f"s:start a:user b:user e:end {nodes}",
        "s>a>b>e",
        *(f"{name}>{name}e" for name in names),
        extra=dict.fromkeys(names, 'attachedToRef="a" cancelActivity="false"'),
        inside=dict.fromkeys(names, TIMER),
    )


def measure(index: int, finished: list[int], completions: int) -> list[dict[str, Any]]:
    rows = list(_finished_cases(finished, completions))
    rows += _turns()
    for of, make, counts in (("branches", branches, (2, MANY)), ("boundary events", boundaries, (1, MANY))):
        for count in counts:
            version = _stored(make(count), f"{of.split()[0]}{count}")
            spent = (_first_completion(_open(version)) for _ in range(EDGE))
            rows.append(_row(of, f"first of {count} {of}" if of == "branches" else f"{count} {of}", spent))
    return rows


def _finished_cases(sizes: list[int], completions: int) -> Iterator[dict[str, Any]]:
    version = _stored(PLAIN, "polos")
    model = _open(version)
    while model.is_running:
        _first_completion(model)
        model = Case.objects.get(pk=model.pk)
    there = 1
    for size in sizes:
        copy_case(model, size - there)
        there = Case.objects.exclude(life=Life.RUNNING).count()
        analyze()
        _first_completion(_open(version))
        yield _row(
            "finished cases",
            f"{size:,} finished cases",
            (_first_completion(_open(version)) for _ in range(completions)),
        )


def _turns() -> Iterator[dict[str, Any]]:
    case = _open(_stored(LOOP, "putaran"))
    spent = [_first_completion(case) for _ in range(TURNS)]
    yield _row("turns", f"turns 2 to {EDGE + 1} of a loop", spent[1 : EDGE + 1])
    yield _row("turns", f"turns {TURNS - EDGE + 1} to {TURNS}", spent[-EDGE:])


def _row(of: str, what: str, spent: Iterable[tuple[float, int]]) -> dict[str, Any]:
    pairs = list(spent)
    return {
        "of": of,
        "what": what,
        "ms": statistics.median(seconds for seconds, _ in pairs) * 1000,
        "statements": max(count for _, count in pairs),
    }


def _first_completion(case: Case) -> tuple[float, int]:
    """Seconds and statements of completing the oldest open task."""
    task = case.tasks.filter(status__in=OPEN_STATUSES).earliest("pk")
    actor = User.objects.get(username="banit1")
    with CaptureQueriesContext(connection) as captured:
        began = time.perf_counter()
        services.complete_task(task_id=task.pk, actor=actor, answers={})
        seconds = time.perf_counter() - began
    return seconds, len(captured)


def _open(version: ProcedureVersion) -> Case:
    unit, actor = Unit.objects.get(path="polda_kalsel/polres_hss"), User.objects.get(username="banit1")
    return services.open_case(version=version, unit=unit, actor=actor, channel="langsung", answers={})


def _stored(diagram: bytes, name: str) -> ProcedureVersion:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.bpmn"
        path.write_bytes(diagram)
        return import_package(package=read(path), findings=()).version
