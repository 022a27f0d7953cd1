"""What each racing process does about messages, signals, errors and loops; run by tests.harness.races."""

from __future__ import annotations

import time
from typing import Any

from cases import services
from cases.models import Case

from .rounds import by_index, person, rounds
from .steps import Rows, beside_a_holder, complete_and_die, flag, job_of, later

PATIENCE = 20.0


def received(case: int) -> int:
    return Case.objects.get(pk=case).events.filter(kind__endswith=".received").count()


def listen(index: int, ids: Rows) -> None:
    """Complete the first step of each case; from then on it waits for a message with its own number."""
    for row in ids:
        services.complete_task(task_id=row["tasks"]["a"], actor=person(0), answers={"nomor": row["case"]})


def timers_of(index: int, ids: list[int]) -> list[list[int]]:
    return [list(Case.objects.get(pk=case).timers.values_list("pk", flat=True)) for case in ids]


def deliver_all(index: int) -> None:
    """A worker's rounds, a little later, until there is nothing left to hand over."""
    with later(seconds=10):
        while services.deliver_due():
            pass


def message_or_timer(index: int, folder: str, n: int, ids: Rows) -> list[str]:
    def send(row: dict[str, Any]) -> str:
        services.correlate_message(name="kabar", key=row["case"])
        return "sent"

    def fire(row: dict[str, Any]) -> str:
        services.timers.fire_timer(row["timers"][0], row["case"])
        return "fired"

    return by_index(folder, index, n, ids, send, fire)


def die_or_deliver(index: int, folder: str, n: int, ids: Rows) -> list[str]:
    """Whoever threw the signal is killed right after the commit; the worker beside delivers it."""

    def deliver(row: dict[str, Any]) -> str:
        limit = time.monotonic() + PATIENCE
        while received(row["catcher"]) < row["expected"] and time.monotonic() < limit:
            services.deliver_due()
            time.sleep(0.01)
        return f"received {received(row['catcher']) - row['expected'] + 1}"

    return by_index(folder, index, n, ids, complete_and_die, deliver)


def hold_or_signal(index: int, folder: str, n: int, ids: Rows) -> list[str]:
    """The first process holds a case that waits for the signal which the second sends.

    What earlier rounds put off is handed over first: who has a signal to come doesn't wait for another yet.
    """

    def send(row: dict[str, Any]) -> str:
        deliver_all(index)
        before = received(row["case"])
        try:
            services.broadcast_signal(name="sirene")
            return "put off" if received(row["case"]) == before else "went in"
        finally:
            flag(folder, row, "swept").touch()

    return beside_a_holder(index, folder, n, ids, send)


def work(index: int, folder: str, n: int, ids: Rows) -> list[str]:
    """Every process is a worker that takes the case's step."""
    return rounds(folder, index, n, ids, _work)


def work_or_throw(index: int, folder: str, n: int, ids: Rows) -> list[str]:
    """One worker carries the step out, another ends it with an error of the procedure."""

    def throw(row: dict[str, Any]) -> None:
        services.end_with_error(job_of(row), "GAGAL")

    return by_index(folder, index, n, ids, _work, throw)


def _work(row: dict[str, Any]) -> None:
    with later(seconds=1):
        services.run_job(job_of(row).pk)
