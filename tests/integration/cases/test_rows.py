"""The writer of a plan: all or nothing, conditions asked at the moment of writing, faults as Django raises them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from cases import services
from cases.engine.rows import lock_case, lock_case_of
from cases.engine.rows.columns import Columns
from cases.engine.unit_of_work import unit_of_work
from cases.errors import NotPermitted, TaskAlreadyDone
from cases.models import Case, Task
from cases.services.tasks import activation, moved
from organization.models import Post
from organization.selectors import may_take
from tests.integration.cases.desk_of_test import Desk, fresh, kinds


def test_a_permission_that_is_gone_when_the_claim_is_written_refuses_it(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    task, actor = sound_desk.task(case, "periksa_ternak"), sound_desk.banit1
    before = kinds(case)

    def claim_as_the_post_ends() -> None:
        with unit_of_work(task_id=task.pk, actor=actor) as work:
            assert work.task is not None
            condition, parameters = may_take(actor.pk, work.task.queues(), work.at)
            with moved(work, work.task, only_if=(condition, parameters, NotPermitted(action="take"))):
                activation(work.task).claim(owner_id=actor.pk, at=work.at)
            work.record("task.claimed", task.element)
            Post.objects.filter(user=actor).update(until=work.at)

    with pytest.raises(NotPermitted):
        claim_as_the_post_ends()
    task.refresh_from_db()
    assert (task.owner_id, kinds(case)) == (None, before)


def test_a_task_that_somebody_else_moved_past_the_lock_is_a_conflict(sound_desk: Desk) -> None:
    """No service does that; a repair by hand might."""
    case = sound_desk.ternak()
    task = sound_desk.task(case, "periksa_ternak")

    def claim_what_is_given_away() -> None:
        with unit_of_work(task_id=task.pk) as work:
            assert work.task is not None
            with moved(work, work.task):
                activation(work.task).claim(owner_id=sound_desk.banit1.pk, at=work.at)
            Task.objects.filter(pk=task.pk).update(owner=sound_desk.banit2, status="ASSIGNED")

    with pytest.raises(TaskAlreadyDone):
        claim_what_is_given_away()
    assert fresh(case).version == case.version


def test_a_fault_of_one_statement_is_django_s_and_undoes_all(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    before = kinds(case)

    def number_twice() -> None:
        with unit_of_work(case_id=case.pk) as work:
            work.record("one")
            work.case.event_seq -= 1
            work.record("another with the same number")

    with pytest.raises(IntegrityError), transaction.atomic():
        number_twice()
    assert kinds(case) == before


def test_what_is_locked_equals_what_the_models_read(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    task = sound_desk.task(case, "periksa_ternak")
    services.save_task_draft(task_id=task.pk, actor=sound_desk.banit1, answers={})
    with transaction.atomic(), connection.cursor() as cursor:
        by_task, by_number = lock_case_of(cursor, task.pk), lock_case(cursor, case.pk)
        assert lock_case_of(cursor, 10**9) is None
    assert by_task is not None
    assert by_number is not None
    assert (by_task.draft_id is None, by_number.task) == (False, None)
    for found in (by_task.case, by_number.case):
        assert columns_of(found) == columns_of(fresh(case))
        assert columns_of(found.unit) == columns_of(sound_desk.unit)
        assert found.procedure_version.procedure.key == case.procedure_key
    assert columns_of(by_task.task) == columns_of(task)


def test_a_column_that_is_not_there_is_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError):
        Columns(Case, "no_such_column")


def columns_of(instance) -> dict[str, object]:
    values = {field.attname: getattr(instance, field.attname) for field in instance._meta.concrete_fields}
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in values.items()}
