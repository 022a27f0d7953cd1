"""A night at a Polres of the fixtures: a call to 110 at 02:05, the officers who stand by, and a clock that is set."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command

from cases import services
from cases.models import Case, ClockRun, Dispatch, DispatchStep, Job, JobStatus, Task
from cases.models.process import OPEN_STATUSES
from cases.services import field_steps
from cases.simulation.world import RunClock
from organization.models import Function, Unit, User
from organization.services import put_on_duty
from tests.harness.processes import ROOT
from tests.integration.cases.desk_of_test import stored
from workflows.models import ProcedureVersion, Status
from workflows.packages import read

FOLDER = ROOT / "fixtures/procedures/pengaduan_tidak_langsung"
CALL = {
    "jenis_kejadian": "perkelahian",
    "tempat_kejadian": "Simpang Pasar Contoh",
    "pelapor": {"kontak": "Siti Contoh 081200000000"},
}
SAMAPTA, RESKRIM = "piketsamapta", "piketreskrim"


def at(clock: str) -> datetime:
    """A moment of that night in the unit's zone."""
    return datetime.fromisoformat(f"2026-11-23T{clock}:00+08:00")


@dataclass
class Scene:
    unit: Unit
    version: ProcedureVersion
    clock: RunClock
    people: dict[str, User] = field(default_factory=dict)

    def who(self, username: str) -> User:
        if username not in self.people:
            self.people[username] = User.objects.get(username=username)
        return self.people[username]

    def time(self, clock: str) -> None:
        self.clock.at = at(clock)

    def on_duty(self, username: str, function: str) -> None:
        put_on_duty(
            user=self.who(username),
            unit=self.unit,
            function=Function.objects.get(code=function),
            starts=at("00:00") - timedelta(hours=4),
            ends=at("08:00"),
        )

    def called(self, **changes: Any) -> Case:
        """The operator has sent the three answers, and the machine steps have run."""
        case = services.open_case(
            version=self.version,
            unit=self.unit,
            actor=self.who("operator1"),
            channel="telepon_110",
            event="mulai_110",
            answers={**CALL, **changes},
        )
        self.run_jobs()
        return case

    def sent(self, *officers: str, briefed: bool = True) -> Case:
        """Called at 02:05, gathered at 02:07, briefed at 02:08 (unless not)."""
        self.time("02:05")
        case = self.called()
        self.time("02:07")
        chosen = list(officers or (SAMAPTA,))
        self.complete(case, "kumpulkan_piket", petugas=chosen, kendaraan="Patroli 12", pimpinan_tahu=True)
        self.time("02:08")
        if briefed:
            self.complete(case, "app", arahan="Lerai dan amankan tempat kejadian.")
        return case

    def complete(self, case: Case, element: str, by: str = "pamapta1", **answers: Any) -> Case:
        task = self.task(case, element)
        assert task is not None, element
        return services.complete_task(task_id=task.pk, actor=self.who(by), answers=answers)

    def task(self, case: Case, element: str) -> Task | None:
        return case.tasks.filter(element=element, status__in=OPEN_STATUSES).first()

    def dispatch(self, case: Case, officer: str = SAMAPTA) -> Dispatch:
        return Dispatch.objects.get(case=case, officer__username=officer, recalled_at=None)

    def taps(
        self, case: Case, code: str, clock: str = "", officer: str = SAMAPTA, **report: Any
    ) -> DispatchStep:
        """A tap on the phone at `clock`, received now."""
        occurred = at(clock) if clock else None
        return field_steps.report_step(
            dispatch=self.dispatch(case, officer),
            code=code,
            report=field_steps.Report(occurred_at=occurred, **report),
        )

    def run_jobs(self) -> None:
        while numbers := list(
            Job.objects.filter(status=JobStatus.QUEUED, run_after__lte=self.clock.at).values_list(
                "pk", flat=True
            )
        ):
            for number in numbers:
                services.run_job(number)

    def arrival(self, case: Case) -> ClockRun:
        return ClockRun.objects.get(case=case, code="tiba")


def make_scene() -> Scene:
    call_command("load_organization", str(ROOT / "fixtures/organization"), verbosity=0)
    unit = Unit.objects.get(path="polda_kalsel/polres_hss")
    version = stored(read(Path(FOLDER)))
    moments = {"published_at": at("00:00"), "effective_from": at("00:00")}
    in_force = {"status": Status.PUBLISHED, "at_installation": True, **moments}
    ProcedureVersion.objects.filter(pk=version.pk).update(**in_force)
    return Scene(unit, version, RunClock(at("02:05")))
