"""The same promises on both carriers: decision 8 of the architecture."""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks.exceptions import InvalidTaskError

from cases.jobs.backend import run_django_task, run_worker
from cases.services.housekeeping import sweep_queue
from tests.integration.jobs import sample_jobs

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def worker() -> Iterator[threading.Thread]:
    """A worker in a thread of its own; it must come to an end by itself once told."""
    stop = threading.Event()

    def work() -> None:
        run_worker(stop=stop, interval=0.1)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(15)
    assert not thread.is_alive(), "the worker did not stop"


def until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


def test_a_job_of_a_committed_transaction_runs():
    with transaction.atomic():
        sample_jobs.leave_trace.enqueue("committed")
    with worker():
        assert until(lambda: "committed" in sample_jobs.traces())


def test_a_job_of_a_rolled_back_transaction_never_was():
    with transaction.atomic():
        sample_jobs.leave_trace.enqueue("rolled_back")
        transaction.set_rollback(True)
    sample_jobs.leave_trace.enqueue("later")
    with worker():
        assert until(lambda: "later" in sample_jobs.traces())
    assert sample_jobs.traces() == {"later"}


def test_a_job_waits_for_its_time():
    due = timezone.now() + timedelta(seconds=1.5)
    sample_jobs.leave_trace.using(run_after=due).enqueue("timed")
    sample_jobs.leave_trace.enqueue("now")
    with worker():
        assert until(lambda: "now" in sample_jobs.traces())
        assert until(lambda: "timed" in sample_jobs.traces())
        assert timezone.now() >= due


def test_a_failing_job_does_not_end_the_worker():
    sample_jobs.fail.enqueue()
    with worker() as thread:
        time.sleep(0.5)
        sample_jobs.leave_trace.enqueue("after_the_failure")
        assert until(lambda: "after_the_failure" in sample_jobs.traces())
        assert thread.is_alive()


@pytest.mark.postgresql_only
def test_a_worker_leaves_no_connection_behind():
    """Jobs run in threads of their own; waiting for the garbage collector to close what they opened is too late."""
    before = others_on_this_database()
    gc.disable()
    try:
        sample_jobs.leave_trace.enqueue("one")
        with worker():
            assert until(lambda: "one" in sample_jobs.traces())
        assert until(lambda: others_on_this_database() <= before, seconds=20), (before, clients())
    finally:
        gc.enable()


def others_on_this_database() -> set[int]:
    """Backends of other connections; those of earlier tests are not the worker's."""
    return {pid for pid, _, _ in clients()}


def clients() -> list[tuple[int, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select pid, state, query from pg_stat_activity where datname = current_database()"
            " and backend_type = 'client backend' and pid <> pg_backend_pid()"
        )
        return list(cursor.fetchall())


def test_a_row_cannot_call_what_is_not_a_task():
    with pytest.raises(InvalidTaskError, match="not_a_task is not a task"):
        run_django_task(path=f"{sample_jobs.__name__}.not_a_task", args=[], kwargs={})
    assert sample_jobs.traces() == set()


def test_what_a_lost_worker_had_in_hand_is_swept_away_and_nothing_else(on_postgresql):
    """As a killed worker leaves it: begun, never ended, and its worker gone from the list."""
    sample_jobs.leave_trace.using(run_after=timezone.now() - timedelta(days=2)).enqueue("lost")
    if on_postgresql:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    else:
        from django_tasks_db.models import DBTaskResult

        DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - timedelta(days=2))
    sample_jobs.leave_trace.enqueue("waiting")
    assert sweep_queue() == 1
    with worker():
        assert until(lambda: "waiting" in sample_jobs.traces())
    assert "lost" not in sample_jobs.traces()
