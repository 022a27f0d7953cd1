"""viewflow 2.4 as it comes: its own tables, its own lock, a flow written by hand; a Django project of its own."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

#: How often a completion that viewflow's lock refused is sent again.
_TRIES = 10


class Stock:
    """Claims and completes as viewflow's own views do: lock, read the task again, check, move."""

    statements = 0

    def connect(self) -> None:
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.engine.stock.settings"
        import django

        django.setup()
        from django.db import connection

        connection.execute_wrappers.append(self._count)

    def prepare(self) -> None:
        from django.contrib.auth.models import Group, Permission, User
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        group = Group.objects.create(name="petugas")
        group.permissions.add(Permission.objects.get(codename="view_process"))
        User.objects.create(username="petugas").groups.add(group)

    def open(self) -> int:
        from .flows import ReferenceFlow

        return int(ReferenceFlow.start.run().pk)

    def find(self, cases: Sequence[int], element: str) -> list[int]:
        from .flows import ReferenceFlow

        tasks = ReferenceFlow.task_class.objects.filter(
            process_id__in=cases, flow_task=getattr(ReferenceFlow, element)
        )
        return list(tasks.order_by("process_id").values_list("pk", flat=True))

    def claim(self, task: int) -> None:
        user = self._user()
        with self._activation(task) as activation:
            assert activation.assign.has_perm(user)
            activation.assign(user)

    def complete(self, task: int) -> None:
        """Refused by its lock (it gives up after five tries), a person would send the form again."""
        from viewflow.workflow.exceptions import FlowLockFailed

        for _ in range(_TRIES):
            try:
                return self._complete(task)
            except FlowLockFailed:
                continue
        raise RuntimeError(f"viewflow refused task {task} {_TRIES} times: too much else is running here.")

    def _complete(self, task: int) -> None:
        user = self._user()
        with self._activation(task) as activation:
            assert activation.start.has_perm(user)
            activation.process.data = {"ok": True}
            activation.process.save()
            activation.start(None)
            activation.execute()

    def finished(self) -> int:
        from .flows import ReferenceFlow

        return ReferenceFlow.process_class.objects.filter(status="DONE").count()

    def size(self, *, packed: bool) -> int:
        from ..sql import Connection

        return Connection().size_of("viewflow_%", packed=packed)

    def _activation(self, task: int) -> Any:
        from .flows import ReferenceFlow

        return ReferenceFlow.task_class.objects.get(pk=task).activation()

    def _user(self) -> Any:
        """As a request finds it: without the permissions that an earlier one has looked up."""
        from django.contrib.auth.models import User

        if not hasattr(self, "_known"):
            self._known = User.objects.get(username="petugas")
        return User(
            **{field.attname: getattr(self._known, field.attname) for field in User._meta.concrete_fields}
        )

    def _count(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements += not sql.startswith(("SAVEPOINT", "RELEASE"))
        return execute(sql, params, many, context)
