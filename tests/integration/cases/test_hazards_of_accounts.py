"""Hazards of accounts and of foreign flows (named after the experiments on stock viewflow)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks
from django.db.models import ProtectedError
from viewflow.workflow.base import Flow
from viewflow.workflow.lock import no_lock

from cases import services
from cases.flows import flow_of
from cases.models import Task
from organization.models import User
from tests.integration.cases.desk_of_test import (
    Desk,
)
from workflows.compiler.flow import ForeignOperation


def test_user_delete_cascades_tasks(sound_desk: Desk) -> None:
    """An account is never deleted; even behind the model's back its tasks would not go with it."""
    from organization.errors import UserIsNeverDeleted

    task = sound_desk.task(sound_desk.ternak(), "periksa_ternak")
    services.claim_task(task_id=task.pk, actor=sound_desk.banit1)
    with pytest.raises(UserIsNeverDeleted):
        sound_desk.banit1.delete()
    with pytest.raises(UserIsNeverDeleted):
        User.objects.filter(pk=sound_desk.banit1.pk).delete()
    with pytest.raises(ProtectedError):
        Task._meta.get_field("owner").remote_field.on_delete(
            _collector(), Task._meta.get_field("owner"), Task.objects.filter(pk=task.pk), "default"
        )
    assert Task.objects.get(pk=task.pk).owner == sound_desk.banit1


def _collector() -> Any:
    from django.db.models.deletion import Collector

    return Collector(using="default")


def test_no_flow_may_use_no_lock() -> None:
    found = [message for message in run_checks(tags=["cases"]) if message.id == "cases.E001"]
    assert found == []

    class Careless(Flow):
        lock_impl = staticmethod(no_lock)

    try:
        (error,) = [message for message in run_checks(tags=["cases"]) if message.id == "cases.E001"]
        assert error.is_serious()
        assert "Careless" in error.msg
    finally:
        del Careless
        import gc

        gc.collect()


def test_viewflows_own_operations_are_closed(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    flow = flow_of("ternak", case.procedure_version.serial)
    with pytest.raises(ForeignOperation), flow.lock(case.processes.get().pk):
        pytest.fail("went in")
