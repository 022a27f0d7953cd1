"""Where a name comes from: decided once, while compiling."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .runtime import Scope

Code = Callable[[Scope], Any]
"""A compiled node: reads the scope, gives the value."""


class Frame:
    """One level of bound names. `slot` is set for a filter: there the item's own entries come first."""

    __slots__ = ("names", "outer", "slot")

    def __init__(self, outer: Frame | None, names: Iterable[str] = (), slot: str | None = None) -> None:
        self.outer = outer
        self.names = set(names)
        self.slot = slot

    def with_names(self, *names: str) -> Frame:
        return Frame(self, names)

    def with_filter(self) -> Frame:
        return Frame(self, ("item",), f"[{self._filters()}")

    def _filters(self) -> int:
        count = 0
        frame: Frame | None = self
        while frame is not None:
            count += frame.slot is not None
            frame = frame.outer
        return count


def resolve(name: str, frame: Frame) -> tuple[bool, list[str]]:
    """Is the name bound inside the expression, and which filter items must be asked before."""
    slots: list[str] = []
    here: Frame | None = frame
    while here is not None:
        if here.slot is not None:
            slots.append(here.slot)
        if name in here.names:
            return True, slots
        here = here.outer
    return False, slots
