"""What each racing process does about a hazard of viewflow's lock; run by tests.harness.races with Django ready."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from rest_framework.test import APIClient

from cases import services
from cases.engine.time import clock
from cases.engine.unit_of_work import unit_of_work
from cases.errors import CaseBusy
from cases.invariants import violations
from cases.models import Case, CaseEvent, Incident, Job, JobStatus, Task, Timer
from cases.simulation.world import RunClock
from organization.errors import UserIsNeverDeleted
from organization.models import Unit, User
from tests.integration.cases.race_steps import UNIT
from tests.integration.hazards.rounds import by_index, person, rounds
from workflows.models import ProcedureVersion
from workflows.selectors import published_version

Rows = list[dict[str, Any]]


@contextmanager
def later(**span: float) -> Iterator[None]:
    with clock(RunClock(timezone.now() + timedelta(**span))):
        yield


def wait_for(path: Path, seconds: float = 20) -> None:
    limit = time.monotonic() + seconds
    while not path.exists():
        if time.monotonic() > limit:
            raise TimeoutError(path.name)
        time.sleep(0.002)


def wait_at_most(milliseconds: int) -> None:
    """For locks, from here on."""
    with connection.cursor() as cursor:
        cursor.execute(f"set lock_timeout = '{milliseconds}ms'")


# By one process ---------------------------------------------------------------------------------------------------


def load_ternak(index: int) -> None:
    call_command("procedure", "load", "tests/packages/ternak", "--publish", verbosity=0)


def ternak(index: int, count: int, answers: dict[str, Any]) -> Rows:
    """Cases of a package with roles, their first task held by the first officer."""
    load_ternak(index)
    unit, actor, made = Unit.objects.get(path=UNIT), person(0), []
    for _ in range(count):
        case = services.open_case(
            version=published_version("ternak"), unit=unit, actor=actor, channel="langsung", answers=answers
        )
        task = case.tasks.get()
        services.claim_task(task_id=task.pk, actor=actor)
        made.append({"case": case.pk, "tasks": {task.element: task.pk}})
    return made


def violated(index: int) -> list[str]:
    return [str(violation) for violation in violations()]


def sweep(index: int, span: dict[str, float]) -> int:
    with later(**span):
        return services.fire_due(limit=1000)


def change(index: int, ids: list[int], data: dict[str, Any]) -> None:
    for case_id in ids:
        with unit_of_work(case_id=case_id) as work:
            work.case.data.update(data)


def plant(index: int, ids: list[int], token: int) -> None:
    """Timers of a token that isn't there: whoever fires them fails."""
    Timer.objects.filter(pk__in=ids).update(token_number=token)


def mend(index: int, rows: Rows) -> None:
    """The planted timers belong to their own token again, and their incidents too."""
    for row in rows:
        token = int(Case.objects.get(pk=row["case"]).marking["tokens"][0][0])
        Timer.objects.filter(pk__in=row["timers"]).update(token_number=token)
        Incident.objects.filter(case=row["case"]).update(token_number=token)


def timers(index: int, ids: list[int]) -> list[tuple[str, int, str]]:
    found = Timer.objects.filter(pk__in=ids).order_by("pk")
    return [(str(timer.status), timer.attempts, timer.last_error) for timer in found]


def open_incidents(index: int, ids: list[int]) -> list[int]:
    found = Incident.objects.filter(case__in=ids, resolved_at=None).order_by("pk")
    return list(found.values_list("pk", flat=True))


def holders(index: int, ids: list[int]) -> list[str]:
    found = Case.objects.filter(pk__in=ids).values_list("tasks__owner__username", flat=True)
    return [str(name) for name in found]


def places_of(index: int, text: str) -> list[str]:
    """The tables, other than those that keep the answers themselves, in which a text is found."""
    kept = (Incident, Job, Timer, CaseEvent, Task)
    found = []
    for table in [model._meta.db_table for model in kept] + ["procrastinate_jobs"]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"select count(*) from {table} as t where row_to_json(t)::text like %s", [f"%{text}%"]
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


# Boundaries -------------------------------------------------------------------------------------------------------


def cancel_or_sweep(index: int, folder: str, n: int, ids: Rows) -> list[str]:
    def cancel(row: dict[str, Any]) -> Any:
        return services.cancel_case(case_id=row["case"], actor=person(0), reason="dicabut")

    return by_index(folder, index, n, ids, cancel, _sweep_later)


def complete_or_sweep(index: int, folder: str, n: int, ids: Rows) -> list[str]:
    def complete(row: dict[str, Any]) -> Any:
        return services.complete_task(task_id=row["tasks"]["a"], actor=person(0), answers={})

    return by_index(folder, index, n, ids, complete, lambda row: services.fire_due() and "swept")


def _sweep_later(row: dict[str, Any]) -> str:
    with later(minutes=11):
        services.fire_due(limit=1000)
    return "swept"


def fire_own(index: int, folder: str, n: int, ids: Rows) -> list[str]:
    """Each process fires another timer of the same host."""
    return rounds(
        folder, index, n, ids, lambda row: services.timers.fire_timer(row["timers"][index], row["case"])
    )


def sweep_dry(index: int, folder: str, n: int, ids: list[int]) -> list[str]:
    """A dispatcher: until nothing is due any more."""

    def act(_: int) -> None:
        idle = 0
        while idle < 5:
            idle = 0 if services.fire_due(limit=10) else idle + 1
            time.sleep(0.01)

    return rounds(folder, index, n, ids, act)


def sweep_at(index: int, folder: str, n: int, ids: list[float]) -> list[str]:
    """All dispatchers at once, each round some hours later than the one before."""

    def act(hours: float) -> None:
        with later(hours=hours):
            services.fire_due(limit=1000)

    return rounds(folder, index, n, ids, act)


# Gateways and ends ------------------------------------------------------------------------------------------------


def complete_or_retry(index: int, folder: str, n: int, ids: Rows) -> list[str]:
    def complete(row: dict[str, Any]) -> Any:
        return services.complete_task(task_id=row["tasks"]["a"], actor=person(0), answers={})

    return by_index(folder, index, n, ids, complete, lambda row: _retry(row["incidents"][0]))


def retry(index: int, folder: str, n: int, ids: list[int]) -> list[str]:
    return rounds(folder, index, n, ids, _retry)


def _retry(incident: int) -> Case:
    return services.retry_incident(incident_id=incident, actor=person(0))


def open_both(index: int, folder: str, n: int, ids: list[int]) -> list[str]:
    """Each process opens a case of the same version."""
    unit, actor = Unit.objects.get(path=UNIT), person(index)

    def act(version: int) -> str:
        found = ProcedureVersion.objects.get(pk=version)
        case = services.open_case(version=found, unit=unit, actor=actor, channel="langsung", answers={})
        return f"{case.life} {case.data}"

    return rounds(folder, index, n, ids, act)


def complete_own(index: int, folder: str, n: int, ids: Rows, elements: list[str]) -> list[str]:
    """Each process completes another task of the case."""

    def act(row: dict[str, Any]) -> Any:
        task = row["tasks"][elements[index]]
        return services.complete_task(task_id=task, actor=person(index), answers={})

    return rounds(folder, index, n, ids, act)


def complete_or_cancel(index: int, folder: str, n: int, ids: Rows) -> list[str]:
    def complete(row: dict[str, Any]) -> Any:
        return services.complete_task(task_id=row["tasks"]["a"], actor=person(0), answers={"isi": "tetap"})

    def cancel(row: dict[str, Any]) -> Any:
        return services.cancel_case(case_id=row["case"], actor=person(1), reason="dicabut")

    return by_index(folder, index, n, ids, complete, cancel)


# Locks ------------------------------------------------------------------------------------------------------------


def complete_by_address(index: int, folder: str, n: int, ids: Rows) -> list[str]:
    """Over HTTP, naming a process that isn't there wherever a caller could."""
    client = APIClient(SERVER_NAME="127.0.0.1")
    client.force_login(person(0))

    def act(row: dict[str, Any]) -> str:
        task = row["tasks"]["a"]
        stock = client.post(f"/999999991/a/{task}/execute/")
        body = {"answers": {}, "process": 999999991, "case": 999999991}
        ours = client.post(f"/api/v1/tasks/{task}/complete?process_pk=999999991", body, format="json")
        return "won" if ours.status_code == 200 else f"{stock.status_code} {ours.status_code}"

    return rounds(folder, index, n, ids, act)


@contextmanager
def held(*cases: int) -> Iterator[None]:
    with ExitStack() as stack:
        for case in cases:
            stack.enter_context(unit_of_work(case_id=case))
        yield


def hold_or_sweep(index: int, folder: str, n: int, ids: Rows) -> list[str]:
    """The first process holds three cases until the second has fired the timer of a fourth."""

    def hold(row: dict[str, Any]) -> str:
        with held(*row["busy"]):
            flag(folder, row, "held").touch()
            wait_for(flag(folder, row, "swept"))
        return "held"

    def dispatch(row: dict[str, Any]) -> Any:
        wait_for(flag(folder, row, "held"))
        try:
            services.fire_due()
            return Timer.objects.get(case=row["case"]).status == "fired"
        finally:
            flag(folder, row, "swept").touch()

    return by_index(folder, index, n, ids, hold, dispatch)


def hold_or_claim_inside(index: int, folder: str, n: int, ids: Rows) -> list[str]:
    """A claim inside somebody's outer transaction: refused, and the transaction goes on."""

    def claim(row: dict[str, Any]) -> Any:
        with transaction.atomic():
            wait_at_most(100)
            try:
                services.claim_task(task_id=row["tasks"]["a"], actor=person(1))
            except CaseBusy:
                return "refused" if User.objects.filter(username="banit1").exists() else "lost"
            finally:
                flag(folder, row, "swept").touch()
        return "went in"

    return beside_a_holder(index, folder, n, ids, claim)


def hold_or_run_job(index: int, folder: str, n: int, ids: Rows) -> list[str]:
    """A job comes to a case that somebody holds: it is put back as it was."""

    def run(row: dict[str, Any]) -> str:
        wait_at_most(100)
        job = Job.objects.get(case=row["case"])
        try:
            with later(seconds=1):
                services.run_job(job.pk)
        finally:
            wait_at_most(3000)
            flag(folder, row, "swept").touch()
        job.refresh_from_db()
        return f"{job.status} {job.attempts}"

    return beside_a_holder(index, folder, n, ids, run)


def beside_a_holder(index: int, folder: str, n: int, ids: Rows, act: Callable[[Any], Any]) -> list[str]:
    def hold(row: dict[str, Any]) -> str:
        with held(row["case"]):
            flag(folder, row, "held").touch()
            wait_for(flag(folder, row, "swept"))
        return "held"

    def beside(row: dict[str, Any]) -> Any:
        wait_for(flag(folder, row, "held"))
        return act(row)

    return by_index(folder, index, n, ids, hold, beside)


def flag(folder: str, row: dict[str, Any], word: str) -> Path:
    return Path(folder) / f"{word}-{row['case']}"


def inside_alone(index: int, folder: str, n: int, ids: Rows) -> list[str]:
    """One process comes by the case, the other by its task: they must meet at one lock."""

    def act(row: dict[str, Any]) -> Any:
        door = {"case_id": row["case"]} if index == 0 else {"task_id": row["tasks"]["a"]}
        with unit_of_work(**door):
            inside = flag(folder, row, "inside")
            try:
                inside.touch(exist_ok=False)
            except FileExistsError:
                return "two inside"
            time.sleep(0.01)
            inside.unlink()
        return True

    return rounds(folder, index, n, ids, act)


# Machine steps ----------------------------------------------------------------------------------------------------


def die_or_work(index: int, folder: str, n: int, ids: Rows) -> list[str]:
    """Whoever completed the task is killed right after; the worker beside does what the task had asked for."""

    def work(row: dict[str, Any]) -> str:
        job = job_of(row)
        if not _asked_for(job):
            return "not asked for"
        with later(seconds=1):
            services.run_job(job.pk)
        job.refresh_from_db()
        return str(job.status)

    return by_index(folder, index, n, ids, complete_and_die, work)


def complete_and_die(row: dict[str, Any]) -> str:
    """A power cut for whoever completed the task, right after the commit."""
    connection.close()
    child = os.fork()
    if child == 0:
        services.complete_task(task_id=row["tasks"]["a"], actor=person(0), answers={})
        os.kill(os.getpid(), signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return f"signal {os.WTERMSIG(status)}"


def complete_and_fail(index: int, folder: str, n: int, ids: Rows, answers: dict[str, Any]) -> list[str]:
    """The step that a completed task asks for can't be carried out, however often two workers try."""

    def act(row: dict[str, Any]) -> None:
        if index == 0:
            services.complete_task(task_id=row["tasks"]["a"], actor=person(0), answers=answers)
        job = job_of(row)
        for turn in range(1, 9):
            with later(seconds=6 * turn):
                services.run_job(job.pk)

    return rounds(folder, index, n, ids, act)


def run_jobs(index: int, ids: list[int]) -> list[str]:
    jobs = Job.objects.filter(case__in=ids, status=JobStatus.QUEUED)
    for number in jobs.values_list("pk", flat=True):
        with later(minutes=1):
            services.run_job(number)
    return [str(status) for status in Job.objects.filter(case__in=ids).values_list("status", flat=True)]


def job_of(row: dict[str, Any], seconds: float = 20) -> Job:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        found = Job.objects.filter(case=row["case"]).first()
        if found is not None:
            return found
        time.sleep(0.002)
    raise TimeoutError(row["case"])


def _asked_for(job: Job) -> bool:
    """The queue has a row for it: written in the transaction of the task, so no crash loses it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from procrastinate_jobs where (args->'args'->>0)::bigint = %s", [job.pk]
        )
        return bool(cursor.fetchone()[0] == 1)


# People -----------------------------------------------------------------------------------------------------------


def release_or_intrude(index: int, folder: str, n: int, ids: Rows) -> list[str]:
    """The holder gives a task back while somebody outside its queue reaches for it."""

    def release(row: dict[str, Any]) -> Any:
        return services.release_task(task_id=row["tasks"]["periksa_ternak"], actor=person(0))

    def intrude(row: dict[str, Any]) -> Any:
        stranger = User.objects.get(username="pamapta1")
        return services.claim_task(task_id=row["tasks"]["periksa_ternak"], actor=stranger)

    return by_index(folder, index, n, ids, release, intrude)


def claim_or_delete_account(index: int, folder: str, n: int, ids: Rows) -> list[str]:
    """The second officer takes a task while his account is deleted, by the model and behind its back."""

    def claim(row: dict[str, Any]) -> Any:
        return services.claim_task(task_id=row["tasks"]["a"], actor=person(1))

    def delete(row: dict[str, Any]) -> str:
        try:
            User.objects.filter(username="banit2").delete()
        except UserIsNeverDeleted:
            return _delete_row(person(1).pk)
        return "deleted"

    return by_index(folder, index, n, ids, claim, delete)


def _delete_row(user: int) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"delete from {User._meta.db_table} where id = %s", [user])
            cursor.execute("set constraints all immediate")
    except IntegrityError:
        return "denied"
    return "deleted"
