"""A desk for tests: a unit with its people, procedures made of a few words, and a clock that stands still."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cases import services
from cases.engine.unit_of_work import unit_of_work
from cases.invariants import violations
from cases.models import Case, Incident, Job, JobStatus, Task
from cases.models.process import OPEN_STATUSES
from cases.simulation.world import RunClock
from organization.models import Calendar, Function, Post, Role, Unit, User
from organization.services import place_unit
from tests.harness.processes import ROOT
from workflows.models import ProcedureVersion
from workflows.packages import Package, read
from workflows.services import import_package

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
TERNAK = ROOT / "tests/packages/ternak"
SKTLK = ROOT / "fixtures/procedures/sktlk"

#: Code to step on the ladder and whose head it is.
ROLES = {
    "banit_spkt": (10, ""),
    "pamapta": (30, ""),
    "ka_spkt": (50, "function"),
    "kapolres": (80, "unit"),
}
#: Who holds what; banit9 sits in another unit.
PEOPLE = {
    "banit1": "banit_spkt",
    "banit2": "banit_spkt",
    "pamapta1": "pamapta",
    "ka1": "ka_spkt",
    "kapolres1": "kapolres",
    "banit9": "banit_spkt",
}
REPORT = {
    "pelapor": {"nama_lengkap": "Rusli Contohwan", "alamat_lengkap": "Desa Contoh RT 001"},
    "jenis_ternak": "sapi",
    "jumlah": 2,
    "waktu_hilang": "2026-11-22T05:30:00+08:00",
}
MARKS = {"ciri": "Cokelat dengan tanda putih di dahi"}


@dataclass
class Desk:
    """Short ways to do what pages do, as the people of one unit."""

    unit: Unit
    people: dict[str, User]
    clock: RunClock
    folder: Path
    versions: dict[str, ProcedureVersion] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        if name in PEOPLE:
            return self.people[name]
        raise AttributeError(name)

    # Procedures ------------------------------------------------------------------------------------------------

    def drawn(self, content: bytes) -> ProcedureVersion:
        """A bare diagram under a name of its own: anybody may complete its tasks."""
        path = self.folder / f"gambar_{secrets.token_hex(4)}.bpmn"
        path.write_bytes(content)
        return stored(read(path))

    def procedure(self, folder: Path = TERNAK) -> ProcedureVersion:
        if folder.name not in self.versions:
            self.versions[folder.name] = stored(read(folder))
        return self.versions[folder.name]

    def stored(self, package: Package) -> ProcedureVersion:
        return stored(package)

    # Cases -----------------------------------------------------------------------------------------------------

    def open(self, version: ProcedureVersion, *, by: str = "banit1", **answers: Any) -> Case:
        return services.open_case(
            version=version, unit=self.unit, actor=self.people[by], channel="langsung", answers=answers
        )

    def ternak(self, **options: Any) -> Case:
        """A case that waits at its first task."""
        given = {"actor": self.banit1, "channel": "langsung", "answers": REPORT, "unit": self.unit, **options}
        return services.open_case(version=self.procedure(), **given)

    def signed(self) -> Case:
        """A case whose letter is asked for: its job is queued."""
        case = self.ternak()
        self.complete(case, "periksa_ternak", by="banit1", **MARKS)
        return self.complete(case, "tanda_tangan", by="pamapta1")

    def task(self, case: Case, element: str) -> Task:
        return case.tasks.filter(element=element, status__in=OPEN_STATUSES).latest("pk")

    def complete(self, case: Case, element: str, *, by: str = "banit1", **answers: Any) -> Case:
        task = self.task(case, element)
        return services.complete_task(task_id=task.pk, actor=self.people[by], answers=answers)

    def waits_at(self, case: Case) -> list[str]:
        """The elements of the open tasks."""
        return sorted(case.tasks.filter(status__in=OPEN_STATUSES).values_list("element", flat=True))

    # Time and machines -----------------------------------------------------------------------------------------

    def later(self, **span: float) -> int:
        """Let time pass and what is due happen. Gives how many timers and ladder steps had their outcome."""
        self.clock.at += timedelta(**span)
        return services.fire_due()

    def run_jobs(self) -> int:
        due = Job.objects.filter(status=JobStatus.QUEUED, run_after__lte=self.clock.at).order_by("pk")
        numbers = list(due.values_list("pk", flat=True))
        for number in numbers:
            services.run_job(number)
        return len(numbers)


def stored(package: Package) -> ProcedureVersion:
    """Stored under a number that no other test has: compiled flows are remembered by key and number."""
    version = import_package(package=package, findings=()).version
    serial = 10**8 + secrets.randbelow(9 * 10**8)
    ProcedureVersion.objects.filter(pk=version.pk).update(serial=serial)
    version.serial = serial
    return version


def make_desk(folder: Path) -> Desk:
    calendar = Calendar.objects.create(code="kantor", title="Hari kerja")
    spkt = Function.objects.create(code="spkt", title="SPKT")
    roles = {
        code: Role.objects.create(
            code=code, title=code, rank=rank, leads=leads, function=None if leads == "unit" else spkt
        )
        for code, (rank, leads) in ROLES.items()
    }
    polda = _unit("polda_contoh", "polda", None, calendar)
    unit = _unit("polres_contoh", "polres", polda, calendar)
    other = _unit("polres_lain", "polres", polda, calendar)
    people = {}
    for name, role in PEOPLE.items():
        home = other if name == "banit9" else unit
        people[name] = User.objects.create(
            username=name, full_name=f"Pak {name.title()}", unit=home, password="!"
        )
        Post.objects.create(
            user=people[name], unit=home, role=roles[role], function=spkt, since=NOW - timedelta(days=365)
        )
    return Desk(unit, people, RunClock(NOW), folder)


def _unit(code: str, level: str, parent: Unit | None, calendar: Calendar) -> Unit:
    name = code.replace("_", " ").upper()
    unit = Unit(
        code=code,
        level=level,
        name=name.title(),
        short_name=name.title(),
        document_name=name,
        zone="Asia/Makassar",
        city="Contoh",
        calendar=calendar,
    )
    return place_unit(unit=unit, parent=parent)


def fresh(case: Case) -> Case:
    return Case.objects.select_related("unit").get(pk=case.pk)


def kinds(case: Case) -> list[str]:
    """The story in short."""
    return list(case.events.order_by("seq").values_list("kind", flat=True))


def open_incidents(case: Case) -> list[Incident]:
    return list(case.incidents.filter(resolved_at=None).order_by("pk"))


def sound() -> None:
    """No invariant is broken."""
    assert list(violations()) == []


def change(case: Case, **data: Any) -> None:
    with unit_of_work(case_id=case.pk) as work:
        work.case.data.update(data)


def answers_with(**more: Any) -> Mapping[str, Any]:
    return {**REPORT, **more}
