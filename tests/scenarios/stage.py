"""A stage for scenarios that need the real organization: its units, people, catalogues and packages, and a clock.

What a person would see goes through the pages, what he does through the services.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases import services
from cases.engine.time import clock
from cases.errors import CaseError
from cases.models import Case, Document, Job, JobStatus, Task
from cases.models.process import OPEN_STATUSES
from cases.simulation.surroundings import Surroundings, put_in_place
from cases.simulation.world import RunClock
from organization.holidays_import import import_year
from organization.loading import load, read
from organization.loading.reader import Sections
from organization.models import Unit, User
from tests.harness.processes import ROOT
from workflows.models import ProcedureVersion
from workflows.packages import Package
from workflows.packages import read as read_package
from workflows.selectors import published_version

#: Wednesday, ten in the morning in Kandangan.
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
REPORTER, PLATE = "Siti Contoh", "DA 1234 XYZ"
PERSON: Mapping[str, Any] = {
    "nama_lengkap": REPORTER,
    "jenis_identitas": "ktp",
    "nik": "6306055705940001",
    "tempat_lahir": "Kandangan",
    "tanggal_lahir": "1994-05-17",
    "jenis_kelamin": "perempuan",
    "agama": "islam",
    "kewarganegaraan": "Indonesia",
    "pekerjaan": "Petani",
    "alamat_lengkap": "Desa Contoh RT 002, Kecamatan Kandangan",
    "no_hp": "081200000000",
}


def crime(**more: Any) -> dict[str, Any]:
    """A stolen motorcycle, as the counter takes it."""
    return {
        "pelapor": dict(PERSON),
        "waktu_kejadian": "2026-11-22T20:00:00+08:00",
        "tempat_kejadian": "Desa Contoh, Kecamatan Kandangan",
        "dalam_kota": True,
        "uraian": "Sepeda motor pelapor hilang dari halaman rumah pada malam hari, kunci ganda dirusak.",
        "nomor_polisi": PLATE,
        **more,
    }


REVIEW: Mapping[str, Any] = {
    "jenis_tindak_pidana": "pencurian",
    "pasal": [{"pasal": "Pasal 362 KUHP"}],
    "hasil_kajian": "layak",
}
DRAFT: Mapping[str, Any] = {
    "terlapor_dalam_lidik": True,
    "kerugian_rp": 15000000,
    "uraian_singkat": "Sepeda motor hilang dari halaman rumah pada malam hari.",
    "dibacakan_kembali": True,
    "tanda_tangan_pelapor": "tanda_tangan",
}


def misconduct(username: str, stage: Stage, **more: Any) -> dict[str, Any]:
    """C6: a desk officer is said to have asked for money."""
    return {
        "pelapor": dict(PERSON),
        "terlapor": {
            "nama_lengkap": stage.person(username).full_name,
            "nrp": stage.person(username).nrp,
            "pangkat": "Bripka",
            "kesatuan": "SPKT",
        },
        "isi_aduan": "Petugas meminta lima puluh ribu rupiah untuk surat yang seharusnya gratis.",
        "waktu_kejadian": "2026-11-22T10:00:00+08:00",
        "tempat_kejadian": "Loket SPKT",
        **more,
    }


@dataclass
class Stage:
    """Short ways to act as the people of fixtures/organization."""

    clock: RunClock
    versions: dict[str, ProcedureVersion] = field(default_factory=dict)

    def person(self, username: str) -> User:
        return User.objects.select_related("unit").get(username=username)

    def unit(self, path: str) -> Unit:
        return Unit.objects.get(path=path)

    def in_force(self, *keys: str) -> None:
        """Put packages of fixtures/procedures into force."""
        for key in keys:
            if key not in self.versions:
                put_in_place(Surroundings(packages=(package(key),)))
                self.versions[key] = published_version(key)

    # What people do ------------------------------------------------------------------------------------------

    def open(self, key: str, *, by: str, event: str = "", channel: str = "langsung", **answers: Any) -> Case:
        self.in_force(key)
        actor = self.person(by)
        assert actor.unit is not None
        case = services.open_case(
            version=self.versions[key],
            unit=actor.unit,
            actor=actor,
            channel=channel,
            event=event,
            answers=answers,
        )
        self.work()
        return case

    def complete(self, case: Case, element: str, *, by: str, **answers: Any) -> None:
        services.complete_task(task_id=self.task(case, element).pk, actor=self.person(by), answers=answers)
        self.work()

    def refused(self, case: Case, element: str, *, by: str, code: str, **answers: Any) -> None:
        with pytest.raises(CaseError) as refusal:
            self.complete(case, element, by=by, **answers)
        assert refusal.value.code == code

    def print(self, document: Document, *, by: str) -> Document:
        return services.print_document(document_id=document.pk, actor=self.person(by))

    # What they see -------------------------------------------------------------------------------------------

    def client(self, username: str) -> Client:
        client = Client()
        client.force_login(self.person(username))
        return client

    def typed(self, key: str, event: str, *, by: str, **fields: str) -> str:
        """The counter page after some fields were filled and refreshed."""
        self.in_force(key)
        address = reverse("desk:open_fields", args=[key, event])
        return self.client(by).post(address, fields).content.decode()

    def task_page(self, case: Case, element: str, *, by: str) -> str:
        task = self.task(case, element)
        services.claim_task(task_id=task.pk, actor=self.person(by))
        return self.client(by).get(reverse("desk:task", args=[task.pk])).content.decode()

    def task(self, case: Case, element: str) -> Task:
        return case.tasks.filter(element=element, status__in=OPEN_STATUSES).latest("pk")

    def waits_at(self, case: Case) -> list[str]:
        return sorted(case.tasks.filter(status__in=OPEN_STATUSES).values_list("element", flat=True))

    def fresh(self, case: Case) -> Case:
        return Case.objects.select_related("unit").get(pk=case.pk)

    # Time and machines ---------------------------------------------------------------------------------------

    def later(self, **span: float) -> None:
        self.clock.at += timedelta(**span)
        self.work()

    def work(self) -> None:
        """Everything that is due now: jobs, timers, steps of ladders, events on their way."""
        while self._round():
            pass

    def _round(self) -> int:
        due = services.fire_due() + services.deliver_due()
        jobs = Job.objects.filter(status=JobStatus.QUEUED, run_after__lte=self.clock.at).order_by("pk")
        for number in list(jobs.values_list("pk", flat=True)):
            services.run_job(number)
            due += 1
        return due


@cache
def organization() -> Sections:
    return read([ROOT / "fixtures/organization", ROOT / "fixtures/catalogues"])


@cache
def package(key: str) -> Package:
    return read_package(ROOT / "fixtures/procedures" / key)


@contextmanager
def staged() -> Iterator[Stage]:
    load(organization())
    for year in (2026, 2027):
        import_year(year)
    stage = Stage(RunClock(NOW))
    with clock(stage.clock):
        yield stage
