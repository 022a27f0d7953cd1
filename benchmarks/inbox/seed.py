"""Very many open tasks in five hundred stations, made by the database; run by tests.harness.races with Django ready."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from benchmarks.copies import analyze, copy_case
from cases import services
from cases.engine.time import now
from cases.models import Process, Task
from organization.models import Function, Post, Role, Unit, User
from organization.services import place_unit, record_absence
from tests.integration.cases.desk_of_test import REPORT, TERNAK
from workflows.packages import read
from workflows.services import import_package

STATION = "polda_kalsel/polres_hss"
STATIONS = 500
OFFICERS = 40
CHUNK = 50_000


def seed(index: int, tasks: int, station: int) -> int:
    """Gives how many open tasks there are."""
    home = Unit.objects.get(path=STATION)
    version = import_package(package=read(TERNAK), findings=()).version
    actor = User.objects.get(username="banit1")
    case = services.open_case(version=version, unit=home, actor=actor, channel="langsung", answers=REPORT)
    while (left := tasks - Task.objects.count()) > 0:
        copy_case(case, min(CHUNK, left), rows_of=(Process, Task))
    _spread(home, _others(home), station)
    _staff(home)
    _trouble()
    _age()
    analyze()
    return Task.objects.count()


def _others(home: Unit) -> list[int]:
    return [
        place_unit(
            unit=Unit(
                code=f"sektor_{number}",
                level="polsek",
                name=f"Sektor {number}",
                short_name=f"Sektor {number}",
                document_name=f"SEKTOR {number}",
                zone=home.zone,
                calendar=home.calendar,
            ),
            parent=home,
        ).pk
        for number in range(STATIONS - 1)
    ]


def _spread(home: Unit, others: list[int], station: int) -> None:
    """The first cases stay in the station, the others go round; so do their tasks with their queues."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_case ORDER BY id OFFSET %s LIMIT 1", [station])
        found = cursor.fetchone()
        if found is not None:
            cursor.execute(
                "UPDATE cases_case SET unit_id = (%s::int[])[1 + id %% %s] WHERE id >= %s",
                [others, len(others), found[0]],
            )
        cursor.execute(
            "UPDATE cases_task t SET unit_id = c.unit_id, queue = c.unit_id || '/banit_spkt/' "
            "FROM cases_case c WHERE c.id = t.case_id AND c.unit_id <> %s",
            [home.pk],
        )


def _staff(home: Unit) -> None:
    """Officers of the station; of five tasks two are held, in the station and elsewhere."""
    role, function = Role.objects.get(code="banit_spkt"), Function.objects.get(code="spkt")
    people = User.objects.bulk_create(
        User(username=f"petugas{number}", full_name=f"Petugas {number}", password="!")
        for number in range(OFFICERS)
    )
    Post.objects.bulk_create(
        Post(user=user, unit=home, role=role, function=function, since=now() - timedelta(days=30))
        for user in people
    )
    for user in people[:2]:
        record_absence(user=user, since=now() - timedelta(hours=1), until=None)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_task SET status = 'ASSIGNED', assigned = now(), owner_id = (%s::int[])[1 + id %% %s] "
            "WHERE id %% 5 < 2",
            [[user.pk for user in people], len(people)],
        )


def _trouble() -> None:
    """One case in a hundred is sealed or kept from somebody; one in 500 fails, or waits for a message; more did once."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET sealed = true WHERE id %% 100 = 3", [])
        cursor.execute("UPDATE cases_case SET recusing = true WHERE id %% 100 = 7", [])
        cursor.execute(
            "INSERT INTO cases_recusal (case_id, place, since) SELECT id, 'user:0', now() FROM cases_case WHERE recusing"
        )
        cursor.execute(
            "INSERT INTO cases_incident (case_id, element, token_number, code, message, opened_at, resolution) "
            "SELECT id, 'terbitkan', 9, 'gateway_away', '', now(), '' FROM cases_case WHERE id %% 500 = 11",
            [],
        )
        cursor.execute(
            "INSERT INTO cases_incident (case_id, element, token_number, code, message, opened_at, resolved_at,"
            " resolution) SELECT id, 'terbitkan', 7, 'gateway_away', '', now(), now(), 'retry'"
            " FROM cases_case WHERE id %% 20 = 9",
            [],
        )
        cursor.execute(
            "INSERT INTO cases_subscription (case_id, element, token_number, scope_number, definition_index, kind, name,"
            " key, status, armed_at, ended_at) SELECT id, 'tunggu', 6, 0, 0, 'message', 'balasan', id, 'spent',"
            " now() - interval '2 days', now() FROM cases_case WHERE id %% 20 = 9",
            [],
        )
        cursor.execute(
            "INSERT INTO cases_subscription (case_id, element, token_number, scope_number, definition_index, kind, name,"
            " key, status, armed_at) SELECT id, 'tunggu', 8, 0, 0, 'message', 'balasan', id, 'armed',"
            " now() - interval '2 days' FROM cases_case WHERE id %% 500 = 13",
            [],
        )


def _age() -> None:
    """Two in a hundred are past their limit; the others are due within two days."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case SET clock_status = 'running', clock_started_at = now() - interval '1 hour',"
            " clock_due_at = now() + (id %% 100 - 2) * interval '30 minutes',"
            " clock_near_at = now() + (id %% 100 - 4) * interval '30 minutes',"
            " opened_at = now() - (id %% 1000) * interval '1 minute'",
            [],
        )
        cursor.execute("UPDATE cases_task SET created = now() - (id %% 1000) * interval '1 minute'", [])


def officer() -> User:
    """Somebody of the station who holds and takes tasks."""
    return User.objects.get(username="petugas5")


def head() -> User:
    return User.objects.get(username="kaspkt")
