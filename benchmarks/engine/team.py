"""The clients of one contender, as the driver sees them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

from tests.harness.databases import Installation
from tests.harness.processes import python, stop

from .contender import TaskRef
from .process import ELEMENTS

#: How far ahead two clients are told the moment at which both begin.
AHEAD_SECONDS = 0.01


class Team:
    """As many client processes as the widest round needs; a round uses the first few of them."""

    def __init__(self, name: str, clients: int, installation: Installation) -> None:
        self.name, self.opened = name, 0
        self._log = installation.folder / f"{name}.log"
        self._clients = [
            python(["-m", "benchmarks.engine.client", name], env=installation.env, log=self._log, pipes=True)
            for _ in range(clients)
        ]
        for client in self._clients:
            self._answer(client, plain=True)

    def ask(self, orders: Sequence[dict[str, Any]]) -> list[Any]:
        """One order to each of the first clients, all at once; their answers."""
        for client, order in zip(self._clients, orders, strict=False):
            assert client.stdin is not None
            client.stdin.write(json.dumps(order) + "\n")
            client.stdin.flush()
        return [self._answer(client) for client in self._clients[: len(orders)]]

    def one(self, do: str, **order: Any) -> Any:
        return self.ask([{"do": do, **order}])[0]

    def open(self, clients: int, cases: int) -> list[list[int]]:
        """`cases` new cases for each client."""
        self.opened += clients * cases
        return self.ask([{"do": "open", "n": cases}] * clients)

    def claimed(self, cases: Sequence[Sequence[int]], element: str) -> list[list[TaskRef]]:
        """The tasks at the element, claimed, by client."""
        tasks = self.ask([{"do": "find", "cases": own, "element": element} for own in cases])
        self.ask([{"do": "claim", "tasks": own} for own in tasks])
        return tasks

    def complete(self, tasks: Sequence[Sequence[TaskRef]]) -> list[dict[str, Any]]:
        return self.ask([{"do": "complete", "tasks": own} for own in tasks])

    def complete_together(self, one: TaskRef, other: TaskRef) -> list[dict[str, Any]]:
        """Two clients at the same moment."""
        moment = time.monotonic() + AHEAD_SECONDS
        return self.ask([{"do": "complete_at", "task": task, "moment": moment} for task in (one, other)])

    def at_the_split(self, cases: int) -> list[int]:
        """Cases whose tasks c and d are both open."""
        opened = self.open(1, cases)
        for element in ELEMENTS[:2]:
            self.complete(self.claimed(opened, element))
        return opened[0]

    def stop(self) -> None:
        for client in self._clients:
            assert client.stdin is not None
            client.stdin.close()
        for client in self._clients:
            stop(client)

    def _answer(self, client: subprocess.Popen[str], *, plain: bool = False) -> Any:
        assert client.stdout is not None
        line = client.stdout.readline()
        if not line:
            sys.exit(f"A client of {self.name} ended:\n{self._log.read_text(errors='replace')[-3000:]}")
        return line if plain else json.loads(line)
