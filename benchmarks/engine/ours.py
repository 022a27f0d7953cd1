"""Alur as a desk uses it: claim_task and complete_task, by a person who holds one role."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from .process import ANSWERS, ROLE, package

_TABLES = ("cases_%", "procrastinate_%", "django_tasks_%")


class Ours:
    statements = 0

    def connect(self) -> None:
        import django

        django.setup()
        from django.db import connection

        connection.execute_wrappers.append(self._count)

    def prepare(self) -> None:
        from django.utils import timezone

        from organization.models import Calendar, Post, Role, Unit, User
        from organization.services import place_unit
        from workflows.services import import_package, publish_at_installation

        calendar = Calendar.objects.create(code="kantor", title="Hari kerja")
        place = Unit(code="acuan", level="polda", name="Acuan", zone="Asia/Jakarta", calendar=calendar)
        unit = place_unit(unit=place, parent=None)
        user = User.objects.create(username="petugas", full_name="Petugas Acuan", unit=unit, password="!")
        role = Role.objects.create(code=ROLE, title="Petugas", rank=10)
        Post.objects.create(user=user, unit=unit, role=role, since=timezone.now() - timedelta(days=1))
        with tempfile.TemporaryDirectory() as folder:
            publish_at_installation(version=import_package(package=package(Path(folder))).version)

    def open(self) -> int:
        from cases import services

        version, unit, actor = self._surroundings()
        case = services.open_case(version=version, unit=unit, actor=actor, channel="langsung", answers={})
        return int(case.pk)

    def find(self, cases: Sequence[int], element: str) -> list[int]:
        from cases.models import Task

        tasks = Task.objects.filter(case_id__in=cases, element=element)
        return list(tasks.order_by("case_id").values_list("pk", flat=True))

    def claim(self, task: int) -> None:
        from cases import services

        services.claim_task(task_id=task, actor=self._surroundings()[2])

    def complete(self, task: int) -> None:
        from cases import services

        services.complete_task(task_id=task, actor=self._surroundings()[2], answers=ANSWERS)

    def finished(self) -> int:
        from cases.models import Case, Life

        return Case.objects.filter(life=Life.COMPLETED).count()

    def size(self, *, packed: bool) -> int:
        from .sql import Connection

        sql = Connection()
        return sum(sql.size_of(pattern, packed=packed) for pattern in _TABLES)

    def _surroundings(self) -> Any:
        if not hasattr(self, "_known"):
            from organization.models import Unit, User
            from workflows.models import ProcedureVersion

            version = ProcedureVersion.objects.select_related("procedure").get(procedure__key="acuan")
            self._known = version, Unit.objects.get(code="acuan"), User.objects.get(username="petugas")
        return self._known

    def _count(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements += not sql.startswith(("SAVEPOINT", "RELEASE"))
        return execute(sql, params, many, context)
