"""A small branch of the police: a Polda, its Polres, its Polsek; invented people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from organization.models import Absence, Calendar, Function, Post, Role, Unit, User
from organization.services import appoint, place_unit, put_on_duty, record_absence

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
ROLES = {
    "banit_spkt": (10, "spkt", ""),
    "pamapta": (20, "spkt", ""),
    "ka_spkt": (40, "spkt", "function"),
    "piket_fungsi": (20, "", ""),
    "kasat_reskrim": (40, "satreskrim", "function"),
    "kapolsek": (60, "", "unit"),
    "wakapolres": (70, "", "deputy"),
    "kapolres": (80, "", "unit"),
    "itwasda": (90, "itwasda", "function"),
    "kapolda": (100, "", "unit"),
    "perancang_proses": (None, "", ""),
}


@dataclass
class Police:
    """The branch, with short ways to fill it."""

    units: dict[str, Unit]
    functions: dict[str, Function]
    roles: dict[str, Role]
    now: datetime = NOW
    people: dict[str, User] = field(default_factory=dict)

    def person(self, username: str, **fields: Any) -> User:
        if username not in self.people:
            self.people[username] = User.objects.create_user(username, full_name=username.title(), **fields)
        return self.people[username]

    def post(self, username: str, role: str, unit: str = "polres", function: str = "", **span: Any) -> Post:
        span = {"since": self.now - timedelta(days=300), **span}
        return appoint(
            user=self.person(username),
            unit=self.units[unit],
            role=self.roles[role],
            function=self.functions[function] if function else None,
            **span,
        )

    def duty(self, username: str, unit: str = "polres", function: str = "") -> None:
        put_on_duty(
            user=self.person(username),
            unit=self.units[unit],
            function=self.functions[function] if function else None,
            starts=self.now - timedelta(hours=1),
            ends=self.now + timedelta(hours=7),
        )

    def absent(self, username: str, substitute: str | None = None) -> Absence:
        return record_absence(
            user=self.person(username),
            since=self.now - timedelta(days=1),
            until=self.now + timedelta(days=1),
            substitute=self.person(substitute) if substitute else None,
        )


@pytest.fixture
def police(db: None) -> Police:
    calendar = Calendar.objects.create(code="kantor", title="Hari kerja")
    functions = {
        code: Function.objects.create(code=code, title=code) for code in ("spkt", "satreskrim", "itwasda")
    }
    units: dict[str, Unit] = {}
    for level, above in (("polda", ""), ("polres", "polda"), ("polsek", "polres")):
        unit = Unit(
            code=f"{level}_contoh",
            level=level,
            name=f"{level.title()} Contoh",
            short_name=level.title(),
            document_name=f"{level.upper()} CONTOH",
            zone="Asia/Makassar",
            calendar=calendar,
        )
        units[level] = place_unit(unit=unit, parent=units.get(above))
    roles = {
        code: Role.objects.create(
            code=code, title=code, rank=rank, function=functions.get(function), leads=leads
        )
        for code, (rank, function, leads) in ROLES.items()
    }
    return Police(units, functions, roles)
