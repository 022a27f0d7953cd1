"""Two stations with their desks, and a guest book that both offer; invented people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from cases.models import Case, Task
from cases.services import open_case
from organization.models import Calendar, Function, Post, Role, Unit, User
from organization.services import appoint, place_unit
from tests.unit.packages import samples
from workflows import services
from workflows.models import ProcedureVersion
from workflows.packages import read

GUEST = "Siti Rahayu Contoh"
ANSWERS = {"tujuan": "dinas", "tamu": {"nama_lengkap": GUEST}}


@dataclass
class Stations:
    """Ani and Budi take reports in the first station, Citra in the second; Dewi leads the first."""

    version: ProcedureVersion
    units: dict[str, Unit]
    people: dict[str, User] = field(default_factory=dict)

    def client(self, name: str, **options: Any) -> APIClient:
        client = APIClient(**options)
        client.force_login(self.people[name])
        return client

    def case(self, by: str = "ani", unit: str = "satu") -> Case:
        return open_case(
            version=self.version,
            unit=self.units[unit],
            actor=self.people[by],
            channel="langsung",
            answers=ANSWERS,
        )

    def task(self, by: str = "ani", unit: str = "satu") -> Task:
        return Task.objects.get(case=self.case(by, unit))


class Passed:
    name, passed, failures = "biasa", True, ()


@pytest.fixture
def stations(db: None, tmp_path: Path) -> Stations:
    calendar = Calendar.objects.create(code="kantor", title="Hari kerja")
    function = Function.objects.create(code="spkt", title="SPKT")
    roles = {
        "banit_spkt": Role.objects.create(code="banit_spkt", title="Banit", rank=10, function=function),
        "pamapta": Role.objects.create(code="pamapta", title="Pamapta", rank=20, function=function),
        "kapolres": Role.objects.create(code="kapolres", title="Kapolres", rank=80, leads="unit"),
    }
    version = services.import_package(package=read(_guest_book(tmp_path))).version
    services.publish_at_installation(version=version, run_scenarios=lambda package: [Passed()])
    made = Stations(version, {name: _unit(name, calendar) for name in ("satu", "dua")})
    for name, role, unit in (
        ("ani", "banit_spkt", "satu"),
        ("budi", "banit_spkt", "satu"),
        ("citra", "banit_spkt", "dua"),
        ("dewi", "kapolres", "satu"),
    ):
        made.people[name] = User.objects.create_user(name, full_name=name.title(), rank="Bripda")
        _post(made, name, roles[role], unit)
    made.people["eka"] = User.objects.create_user("eka", full_name="Eka")
    return made


def _guest_book(folder: Path) -> Path:
    """The sample, its guest named as the register of people expects."""
    package = samples.put(folder)
    part = folder / "_umum" / "forms" / "orang.form"
    part.write_text(samples.PART.replace('"nama"', '"nama_lengkap"'), encoding="utf-8")
    return package


def _unit(name: str, calendar: Calendar) -> Unit:
    unit = Unit(
        code=f"polres_{name}",
        level="polres",
        name=f"Polres {name.title()}",
        short_name=name.title(),
        document_name=f"POLRES {name.upper()}",
        zone="Asia/Makassar",
        calendar=calendar,
    )
    return place_unit(unit=unit, parent=None)


def _post(stations: Stations, name: str, role: Role, unit: str) -> Post:
    since = timezone.now() - timedelta(days=30)
    return appoint(
        user=stations.people[name], unit=stations.units[unit], role=role, function=None, since=since
    )
