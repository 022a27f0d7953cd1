"""`manage.py work`: one command runs jobs, timers and recovery, on either database."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from cases.jobs.backend import DATABASE_AWAY, run_worker
from cases.services import round_of

logger = logging.getLogger(__name__)

#: Seconds between two looks at the timers when there was nothing to do.
REST = 0.5
#: Seconds until a database that went away is asked again.
PAUSE = 1.0


class Command(BaseCommand):
    help = "Carry out jobs, fire timers, take over what lost workers left. Ends on SIGTERM or Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=2, help="jobs at a time")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        name = f"{socket.gethostname()}:{os.getpid()}"
        rounds = threading.Thread(target=keep_time, args=(name, stop), name="timers")
        rounds.start()
        self.stdout.write(f"worker {name} is ready")
        try:
            carry_out(name, stop, concurrency=options["concurrency"])
        finally:
            stop.set()
            rounds.join()


def carry_out(name: str, stop: threading.Event, *, concurrency: int) -> None:
    """Jobs until told to stop. A database that goes away is waited for."""
    while not stop.is_set():
        try:
            run_worker(stop=stop, concurrency=concurrency, name=name)
        except DATABASE_AWAY as fault:
            logger.warning("database away", extra={"fault": type(fault).__name__})
            connection.close()
            stop.wait(PAUSE)


def keep_time(name: str, stop: threading.Event) -> None:
    """Rounds until told to stop. A database that goes away is waited for: nothing is lost, everything is a row."""
    while not stop.is_set():
        try:
            done = round_of(name)
        except DATABASE_AWAY as fault:
            logger.warning("database away", extra={"fault": type(fault).__name__})
            connection.close()
            done = 0
        close_old_connections()
        if not done:
            stop.wait(REST)
    connection.close()
