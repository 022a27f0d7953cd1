"""What every contender can do, whatever stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

#: A task as JSON can carry it from one client to another.
TaskRef = Any


class Contender(Protocol):
    """One engine in one client process. `prepare` runs once in one of them, before anything else."""

    #: How many SQL statements were sent; BEGIN, COMMIT, SAVEPOINT and SET are not counted.
    statements: int

    def prepare(self) -> None:
        """Tables, people, definitions."""

    def connect(self) -> None:
        """Whatever a client needs before it works: called once in each."""

    def open(self) -> int:
        """A new case that waits at `a`."""

    def find(self, cases: Sequence[int], element: str) -> list[TaskRef]:
        """The open tasks at an element, in the order of the cases."""

    def claim(self, task: TaskRef) -> None: ...

    def complete(self, task: TaskRef) -> None: ...

    def finished(self) -> int:
        """How many cases have come to their end."""

    def size(self, *, packed: bool) -> int:
        """Bytes of its tables and their indexes; `packed`: after dead rows were removed."""


#: Contenders by name, as module and class: a client imports its own alone.
CONTENDERS = {
    "limit": "benchmarks.engine.limit:Limit",
    "viewflow": "benchmarks.engine.stock:Stock",
    "spiff": "benchmarks.engine.spiff:Spiff",
    "alur": "benchmarks.engine.ours:Ours",
}

TITLES = {
    "limit": "bare SQL (the limit)",
    "viewflow": "viewflow 2.4, stock",
    "spiff": "SpiffWorkflow 3.2, JSON row",
    "alur": "Alur, desk services",
}
