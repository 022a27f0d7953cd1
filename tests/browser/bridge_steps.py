"""What happens at the station while a supervisor looks at the bridge; run by tests.harness.races with Django ready."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from django.db.models import F

from cases import services
from cases.engine.time import now
from cases.models import Case, ClockRun, Escalation, Task
from organization.models import Unit, User
from organization.services import record_absence
from tests.integration.cases.desk_of_test import REPORT, TERNAK
from tests.unit.bpmn.diagram import bpmn
from workflows.models import ProcedureVersion
from workflows.packages import read
from workflows.services import import_package

UNIT = "polda_kalsel/polres_hss"
CHOICE = bpmn(
    "s:start x:xor b:user e:end", "s>x>b>e", "x>e", conditions={"x_b": "=ya = true", "x_e": "=ya = false"}
)


def stuck(index: int) -> dict[str, str]:
    """Three cases that will not move, by reason: a step fails, the holder is absent, nobody took it in time."""
    version = _version(TERNAK)
    absent, late = _held(version, "banit3"), _open(version)
    record_absence(user=_person("banit3"), since=now(), until=now() + timedelta(days=2))
    _age(late, timedelta(minutes=38))
    return {"failing": _failing().file_number, "absent": absent.file_number, "unclaimed": late.file_number}


def many(index: int, by: str, count: int) -> list[int]:
    """Tasks that one officer holds."""
    version = _version(TERNAK)
    return [_held(version, by).tasks.get().pk for _ in range(count)]


def meanwhile(index: int, tasks: list[int], by: str, to: str) -> None:
    """Of five tasks one is done, one called off, one handed over already, and two cases become others' secrets."""
    done, over, moved, sealed, kept = tasks
    marks = {"ciri": "Cokelat dengan tanda putih di dahi"}
    services.complete_task(task_id=done, actor=_person(by), answers=marks)
    head = _person("kaspkt")
    services.cancel_case(case_id=_case_of(over).pk, actor=head, reason="laporan ganda")
    services.reassign_tasks(task_ids=[moved], actor=head, to=[_person(to)], reason="sudah disepakati")
    Case.objects.filter(pk=_case_of(sealed).pk).update(sealed=True)
    case = _case_of(kept)
    case.recusals.create(place=f"user:{_person(to).pk}", since=now())
    Case.objects.filter(pk=case.pk).update(recusing=True)


def holders(index: int, tasks: list[int]) -> dict[str, int]:
    """Who holds how many of the tasks."""
    names = list(Task.objects.filter(pk__in=tasks).values_list("owner__username", flat=True))
    return {str(name): names.count(name) for name in set(names)}


def _person(username: str) -> User:
    return User.objects.get(username=username)


def _version(folder: Path) -> ProcedureVersion:
    package = read(folder)
    known = ProcedureVersion.objects.filter(procedure__key=package.key).first()
    return known or import_package(package=package, findings=()).version


def _open(version: ProcedureVersion) -> Case:
    unit = Unit.objects.get(path=UNIT)
    return services.open_case(
        version=version, unit=unit, actor=_person("banit1"), channel="langsung", answers=REPORT
    )


def _held(version: ProcedureVersion, by: str) -> Case:
    case = _open(version)
    services.claim_task(task_id=case.tasks.get().pk, actor=_person(by))
    return case


def _failing() -> Case:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pilihan.bpmn"
        path.write_bytes(CHOICE)
        version = import_package(package=read(path), findings=()).version
    unit = Unit.objects.get(path=UNIT)
    return services.open_case(
        version=version, unit=unit, actor=_person("banit1"), channel="langsung", answers={}
    )


def _case_of(task: int) -> Case:
    return Case.objects.get(tasks=task)


def _age(case: Case, span: timedelta) -> None:
    """As if the case had been opened earlier."""
    ClockRun.objects.filter(case=case).update(started_at=F("started_at") - span, due_at=F("due_at") - span)
    Escalation.objects.filter(case=case).update(due_at=F("due_at") - span)
    Case.objects.filter(pk=case.pk).update(
        clock_started_at=F("clock_started_at") - span,
        clock_near_at=F("clock_near_at") - span,
        clock_due_at=F("clock_due_at") - span,
    )
