"""Limits that keep a hostile or careless expression from hurting the process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic

from .errors import FeelError

_DEADLINE_EVERY = 256


@dataclass(frozen=True, slots=True)
class Budget:
    """What one evaluation may use. Characters, nesting levels, loop steps and calls, list items, seconds."""

    source_length: int = 65_536
    depth: int = 100
    steps: int = 1_000_000
    list_size: int = 100_000
    string_length: int = 1_000_000
    call_depth: int = 60
    seconds: float = 2.0


DEFAULT = Budget()


class Meter:
    """Counts what was used. One per evaluation, or one for everything inside `use_budget`."""

    __slots__ = ("budget", "deadline", "steps")

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.steps = 0
        self.deadline = monotonic() + budget.seconds

    def tick(self, count: int = 1) -> None:
        before = self.steps
        self.steps = before + count
        if self.steps > self.budget.steps:
            raise FeelError("FEEL-301", limit=self.budget.steps)
        if before // _DEADLINE_EVERY != self.steps // _DEADLINE_EVERY and monotonic() > self.deadline:
            raise FeelError("FEEL-303", limit=self.budget.seconds)

    def tick_text(self, text: str) -> None:
        """Long texts use up steps, so that loops cannot fill the memory with them."""
        self.tick(len(text) >> 5)

    def room_for(self, size: int) -> None:
        """Refuse a list that would grow beyond the limit, before it is built."""
        if size > self.budget.list_size:
            raise FeelError("FEEL-302", limit=self.budget.list_size, size=size)


_METER: ContextVar[Meter | None] = ContextVar("feel_meter", default=None)


def current_budget() -> Budget:
    meter = _METER.get()
    return DEFAULT if meter is None else meter.budget


def current_meter() -> Meter:
    """The meter of the enclosing `use_budget`, else a fresh one with the default budget."""
    return _METER.get() or Meter(DEFAULT)


@contextmanager
def use_budget(budget: Budget) -> Iterator[Meter]:
    """Everything evaluated inside shares this budget (steps and seconds add up)."""
    meter = Meter(budget)
    token = _METER.set(meter)
    try:
        yield meter
    finally:
        _METER.reset(token)
