"""A station for scenarios that pages and other machines take part in: real packages in force, invented people."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from PIL import Image

from cases import services
from cases.models import Case, Job, JobStatus, Task
from cases.models.process import OPEN_STATUSES
from cases.simulation.surroundings import Surroundings, put_in_place, surroundings_of
from cases.simulation.world import RunClock
from organization.holidays_import import import_year
from organization.models import Calendar, Function, Post, Role, Unit, User
from organization.services import place_unit
from tests.harness.processes import ROOT
from workflows.models import Procedure
from workflows.packages import read
from workflows.selectors import published_version

ZONE = "Asia/Makassar"


@dataclass
class Station:
    """One unit, its people by name, and a clock that stands still."""

    unit: Unit
    clock: RunClock
    people: dict[str, User] = field(default_factory=dict)

    def person(self, name: str, role: str, *, function: str = "", unit: Unit | None = None) -> User:
        """Somebody with a post, since last year."""
        user = User.objects.create(
            username=name, full_name=name.title(), rank="Bripda", unit=self.unit, password="!"
        )
        Post.objects.create(
            user=user,
            unit=unit or self.unit,
            role=Role.objects.get(code=role),
            function=Function.objects.get(code=function) if function else None,
            since=self.clock.at - timedelta(days=365),
        )
        self.people[name] = user
        return user

    def client(self, name: str) -> Client:
        client = Client()
        client.force_login(self.people[name])
        return client

    def open(self, key: str, *, by: str, channel: str, event: str = "", **answers: Any) -> Case:
        return services.open_case(
            version=published_version(key),
            unit=self.unit,
            actor=self.people[by],
            channel=channel,
            event=event,
            answers=answers,
        )

    def complete(self, case: Case, element: str, *, by: str, **answers: Any) -> Case:
        task = Task.objects.filter(case=case, element=element, status__in=OPEN_STATUSES).latest("pk")
        return services.complete_task(task_id=task.pk, actor=self.people[by], answers=answers)

    def run_jobs(self) -> None:
        """What a worker does, until nothing is left to do."""
        while numbers := list(_due(self.clock.at)):
            for number in numbers:
                services.run_job(number)


def _due(at: datetime) -> Any:
    due = Job.objects.filter(status=JobStatus.QUEUED, run_after__lte=at).order_by("pk")
    return due.values_list("pk", flat=True)


def make_station(*keys: str, at: str) -> Station:
    """A Polres below a Polda with these procedures in force."""
    for key in keys:
        folder = ROOT / "fixtures/procedures" / key
        package = read(folder)
        put_in_place(surroundings_of(folder, package))
        put_in_place(Surroundings(packages=(package,)))
    Procedure.objects.update(enabled=True)
    clock = RunClock(datetime.fromisoformat(at))
    import_year(clock.at.year)
    calendar, _ = Calendar.objects.get_or_create(code="workday", defaults={"title": "Hari kerja"})
    polda = _unit("polda_contoh", "polda", None, calendar)
    return Station(_unit("polres_contoh", "polres", polda, calendar), clock)


def _unit(code: str, level: str, parent: Unit | None, calendar: Calendar) -> Unit:
    name = code.replace("_", " ")
    unit = Unit(
        code=code,
        level=level,
        name=name.title(),
        short_name=name.title(),
        document_name=name.upper(),
        zone=ZONE,
        city="Contoh",
        calendar=calendar,
    )
    return place_unit(unit=unit, parent=parent)


def scan_of(number: int, kind: str = "PNG") -> bytes:
    """A sheet of paper as a scanner gives it, each another picture."""
    out = io.BytesIO()
    Image.new("RGB", (24, 32), (number % 256, number // 256, 200)).save(out, format=kind)
    return out.getvalue()
