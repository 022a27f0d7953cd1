"""Handing a job to the worker: a row of the job queue in the transaction that asked for the job.

The queue carries the job's number only; what is to be done stands in the job's own row. Who carries jobs out sits
above the engine and registers itself when the app starts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django_tasks import task

_runner: list[Callable[[int], None]] = []
_postman: list[Callable[[int], None]] = []


def register(runner: Callable[[int], None], postman: Callable[[int], None]) -> None:
    """Name the functions that carry a job out and hand a message over, given its number."""
    _runner[:], _postman[:] = [runner], [postman]


@task()
def carry_out_job(job_id: int) -> None:
    """What the worker calls."""
    _runner[0](job_id)


def enqueue(job_id: int, *, run_after: datetime) -> None:
    """Belongs to the surrounding transaction: rolled back, it was never asked for."""
    carry_out_job.using(run_after=run_after).enqueue(job_id)


@task()
def carry_out_message(message_id: int) -> None:
    """What the worker calls to hand a message over."""
    _postman[0](message_id)


def enqueue_message(message_id: int, *, run_after: datetime) -> None:
    """Belongs to the surrounding transaction, like `enqueue`."""
    carry_out_message.using(run_after=run_after).enqueue(message_id)
