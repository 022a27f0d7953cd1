"""Processes of the product that begin in a moment and may be killed at any: forks of one that has loaded everything.

    with Nursery(installation) as nursery:
        pid = nursery.spawn("work")         a fork that runs `manage.py work`

Killed with the signal that can't be caught, a fork leaves what a lost machine leaves.
"""

import os
import signal
import subprocess
import sys
from types import TracebackType

from .databases import Installation
from .processes import python, stop


class Nursery:
    """The parent of the forks. They all end with it."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._parent: subprocess.Popen[str] | None = None
        self.alive: list[int] = []

    def __enter__(self) -> "Nursery":
        log = self._installation.folder / "nursery.log"
        self._parent = python(
            ["-m", "tests.harness.nursery"], env=self._installation.env, log=log, pipes=True
        )
        assert self._answer() == "ready", log.read_text()[-3000:]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._parent is not None
        stop(self._parent, kill=True)

    def spawn(self, *command: str) -> int:
        """Fork one that runs the management command; its process id."""
        assert self._parent is not None
        assert self._parent.stdin is not None
        self._parent.stdin.write(" ".join(command) + "\n")
        self._parent.stdin.flush()
        pid = int(self._answer())
        self.alive.append(pid)
        return pid

    def kill(self, pid: int) -> None:
        self.alive.remove(pid)
        os.kill(pid, signal.SIGKILL)

    def _answer(self) -> str:
        assert self._parent is not None
        assert self._parent.stdout is not None
        return self._parent.stdout.readline().strip()


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections
    from django.urls import get_resolver

    get_resolver().url_patterns
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    connections.close_all()
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(2, 1)
            call_command(*line.split())
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
