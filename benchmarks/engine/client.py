"""One client process: takes commands as lines of JSON, answers each with one line.

    python -m benchmarks.engine.client NAME

Times are CLOCK_MONOTONIC, which all processes of a machine share: seconds.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from .contender import CONTENDERS, Contender, TaskRef


def timed(act: Callable[[TaskRef], None], tasks: Sequence[TaskRef]) -> dict[str, Any]:
    begin = time.monotonic()
    spans = []
    for task in tasks:
        start = time.monotonic()
        act(task)
        spans.append(time.monotonic() - start)
    return {"begin": begin, "end": time.monotonic(), "spans": spans}


class Client:
    """The commands, one method each."""

    def __init__(self, contender: Contender) -> None:
        self._engine = contender

    def prepare(self) -> None:
        self._engine.prepare()

    def open(self, n: int) -> list[int]:
        return [self._engine.open() for _ in range(n)]

    def find(self, cases: list[int], element: str) -> list[TaskRef]:
        return self._engine.find(cases, element)

    def claim(self, tasks: list[TaskRef]) -> dict[str, Any]:
        return timed(self._engine.claim, tasks)

    def complete(self, tasks: list[TaskRef]) -> dict[str, Any]:
        return timed(self._engine.complete, tasks)

    def complete_at(self, task: TaskRef, moment: float) -> dict[str, Any]:
        """At a moment that another client was told as well."""
        time.sleep(max(0.0, moment - time.monotonic() - 0.001))
        while time.monotonic() < moment:
            pass
        return timed(self._engine.complete, [task])

    def statements(self, tasks: list[TaskRef]) -> dict[str, int]:
        """Of one claim and one completion of the task."""
        counted = {}
        for name, act in (("claim", self._engine.claim), ("complete", self._engine.complete)):
            before = self._engine.statements
            act(tasks[0])
            counted[name] = self._engine.statements - before
        return counted

    def finished(self) -> int:
        return self._engine.finished()

    def size(self, packed: bool) -> int:
        return self._engine.size(packed=packed)


def main(name: str) -> None:
    module, _, kind = CONTENDERS[name].partition(":")
    contender: Contender = getattr(import_module(module), kind)()
    contender.connect()
    client = Client(contender)
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(getattr(client, order.pop("do"))(**order)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
