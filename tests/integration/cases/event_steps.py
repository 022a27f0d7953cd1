"""What processes do in tests of messages and signals; run by tests.harness.races with Django ready."""

from __future__ import annotations

import base64
import os
import signal
import tempfile
import time
from pathlib import Path
from typing import Any

from cases import services
from cases.engine.unit_of_work import unit_of_work
from cases.models import Case, Publication
from cases.services import publications
from organization.models import Unit, User
from workflows.models import ProcedureVersion, Status
from workflows.packages import read
from workflows.services import import_package

from .race_steps import UNIT

#: Longer than a lock is waited for.
BUSY_SECONDS = 4.0


def open_cases(index: int, diagrams: list[str]) -> list[int]:
    """One case of each bare diagram, in order."""
    unit, actor = Unit.objects.get(path=UNIT), User.objects.get(username="banit1")
    return [
        services.open_case(
            version=_stored(diagram), unit=unit, actor=actor, channel="langsung", answers={}
        ).pk
        for diagram in diagrams
    ]


def publish_diagram(index: int, diagram: str) -> None:
    """Put a bare diagram into force, as if three people had."""
    version = _stored(diagram)
    ProcedureVersion.objects.filter(pk=version.pk).update(
        status=Status.PUBLISHED,
        at_installation=True,
        published_at=version.created_at,
        effective_from=version.created_at,
    )


def _stored(diagram: str) -> ProcedureVersion:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kejadian.bpmn"
        path.write_bytes(base64.b64decode(diagram))
        return import_package(package=read(path), findings=()).version


def complete_and_die(index: int, case: int) -> None:
    """A power cut right after the commit: what the step has thrown was not sent to anybody yet."""
    task = Case.objects.get(pk=case).tasks.get()
    services.complete_task(task_id=task.pk, actor=User.objects.get(username="banit1"), answers={})
    os.kill(os.getpid(), signal.SIGKILL)


def send_and_die(index: int) -> None:
    """A power cut between deciding who receives it and handing it over."""

    def die(delivery: Any) -> bool:
        os.kill(os.getpid(), signal.SIGKILL)
        return False

    publications.deliver = die
    services.deliver_due()


def hand_over_and_die(index: int) -> None:
    """A power cut inside the transaction of the receiver, at its very end."""
    hand_over = publications._hand_over

    def die(*parts: Any) -> None:
        hand_over(*parts)
        os.kill(os.getpid(), signal.SIGKILL)

    publications._hand_over = die
    services.deliver_due()


def hold(index: int, case: int) -> None:
    """Be busy with a case for longer than anybody waits."""
    with unit_of_work(case_id=case):
        time.sleep(BUSY_SECONDS)


def hold_or_broadcast(index: int, case: int, folder: str) -> dict[str, Any]:
    """The first process is busy with the case; the second sends a signal meanwhile and goes on as a worker."""
    mark = Path(folder) / "busy"
    if index == 0:
        with unit_of_work(case_id=case):
            mark.touch()
            time.sleep(BUSY_SECONDS)
        return {}
    while not mark.exists():
        time.sleep(0.01)
    started = time.monotonic()
    services.broadcast_signal(name="sirene")
    at_once = Case.objects.get(pk=case).is_running
    took = time.monotonic() - started
    settle(index, [case], seconds=20)
    return {"running_at_once": at_once, "took": took}


def deliver_rounds(index: int, seconds: float) -> int:
    """A worker's rounds for a while."""
    limit, done = time.monotonic() + seconds, 0
    while time.monotonic() < limit:
        done += services.deliver_due()
    return done


def send_start(index: int, key: str) -> None:
    services.correlate_message(name="surat", key=key)


def broadcast(index: int) -> int:
    return services.broadcast_signal(name="sirene").pk


def settle(index: int, cases: list[int], seconds: float) -> list[dict[str, Any]]:
    """Rounds of a worker until the cases are over, at the latest after so long; how they stand then."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit and Case.objects.filter(pk__in=cases, life="running").exists():
        if not services.deliver_due():
            time.sleep(0.05)
    return [_stand(Case.objects.get(pk=case)) for case in cases]


def _stand(case: Case) -> dict[str, Any]:
    received = case.events.filter(kind__endswith=".received")
    return {"life": str(case.life), "received": received.count()}


def counts(index: int) -> dict[str, Any]:
    waiting = Publication.objects.filter(status="waiting").count()
    return {"cases": Case.objects.count(), "publications": Publication.objects.count(), "waiting": waiting}
