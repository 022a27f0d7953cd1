"""Two carriers for one Tasks API: django-tasks-db on SQLite, procrastinate on PostgreSQL (architecture, decision 8).

Business code knows `@task` and `.enqueue()` only. Asking for a job belongs to the transaction that asks: on commit it
runs, on rollback it never was. Retries, attempts and recovery are not here but in the job catalogue, for both alike.
"""

import asyncio
import contextlib
import socket
import threading
from datetime import datetime
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.exceptions import InvalidTaskError
from django_tasks.utils import normalize_json
from procrastinate.exceptions import ConnectorException

if TYPE_CHECKING:
    from procrastinate import App

CARRIER = "run_django_task"
#: What comes out of a worker whose database went away: Django's errors, the driver's, and the carrier's.
DATABASE_AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, ConnectorException)


class ProcrastinateBackend(BaseTaskBackend):
    """Defers one procrastinate job, through Django's own connection, that calls the task by its path."""

    supports_defer = True
    supports_priority = True

    def validate_task(self, task: Task[Any, Any]) -> None:
        super().validate_task(task)
        if task.takes_context:
            message = (
                f"{task.module_path}: a task that takes a context would run on one of the two databases only."
            )
            raise InvalidTaskError(message)

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        from procrastinate.contrib.django import app

        self.validate_task(task)
        call = normalize_json({"path": task.module_path, "args": list(args), "kwargs": dict(kwargs)})
        job = app.configure_task(
            CARRIER, queue=task.queue_name, priority=task.priority, schedule_at=task.run_after
        ).defer(**call)
        return TaskResult(
            task=task,
            id=str(job),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=call["args"],
            kwargs=call["kwargs"],
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


def run_django_task(*, path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """What procrastinate runs. A row that names anything but a task is refused, not imported and called."""
    task = import_string(path)
    if not isinstance(task, Task):
        message = f"{path} is not a task; the job was not run."
        raise InvalidTaskError(message)
    # A worker's thread lives for days; between two jobs its connection may have been lost.
    close_old_connections()
    task.call(*args, **kwargs)


def register(app: "App") -> None:
    """Called by procrastinate's Django app once it is ready (PROCRASTINATE_ON_APP_READY)."""
    app.task(name=CARRIER)(run_django_task)


def run_worker(*, stop: threading.Event, concurrency: int = 1, name: str = "", interval: float = 0.5) -> None:
    """Carry out jobs until `stop` is set; jobs at hand are finished first.

    concurrency: jobs at a time (SQLite has one writer, so there it is always one); interval: seconds between looks
    at the queue, which on PostgreSQL only matters when a notification was missed. Blocks; needs no signal handlers,
    so it may run in a thread. A lost database comes out as one of DATABASE_AWAY: start it again.
    """
    name = name or f"{socket.gethostname()}-{threading.get_native_id()}"
    if connection.vendor == "postgresql":
        asyncio.run(_run_procrastinate(stop, concurrency, name, interval))
    else:
        _run_database_worker(stop, name, interval)


async def _run_procrastinate(stop: threading.Event, concurrency: int, name: str, interval: float) -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    # Django's connection is for asking; a worker has connections of its own, one of them to listen on.
    connector = DjangoConnector(alias=connection.alias).get_worker_connector()
    async with app.with_connector(connector).open_async() as worker:
        work = asyncio.create_task(
            worker.run_worker_async(
                name=name,
                concurrency=concurrency,
                fetch_job_polling_interval=interval,
                abort_job_polling_interval=5.0,
                delete_jobs="successful",
                install_signal_handlers=False,
            )
        )
        while not stop.is_set() and not work.done():
            await asyncio.sleep(0.1)
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work


def forget_ended(*, before: datetime) -> int:
    """Delete the carrier's rows that ended, or whose worker was lost, before a moment. Gives how many."""
    if connection.vendor == "postgresql":
        # procrastinate forgets a worker without heartbeat by itself; what that one had in hand stays "doing" for ever.
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM procrastinate_jobs WHERE scheduled_at < %s"
                " AND (status IN ('failed', 'cancelled', 'aborted') OR status = 'doing' AND worker_id IS NULL)",
                [before],
            )
            return cursor.rowcount
    from django_tasks_db.models import DBTaskResult

    lost = Q(status=TaskResultStatus.RUNNING, started_at__lt=before)
    deleted, _ = DBTaskResult.objects.filter(lost | Q(finished_at__lt=before)).delete()
    return deleted


def _run_database_worker(stop: threading.Event, name: str, interval: float) -> None:
    from django_tasks_db.management.commands.db_worker import Worker

    worker = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=interval,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name[:64],
    )

    def watch() -> None:
        stop.wait()
        worker.running = False

    threading.Thread(target=watch, name="alur-worker-stop", daemon=True).start()
    worker.run()
