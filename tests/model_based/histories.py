"""Random histories: what people, jobs and the world do, as numbers that are read as choices when the time comes."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .operations import Choice

#: What a completion may set.
CHANGES: tuple[dict[str, Any], ...] = (
    {},
    {"a": True},
    {"a": False},
    {"b": True},
    {"b": False, "n": 2},
    {"n": 0},
    {"a": True, "n": 1},
    {"b": True, "a": False},
)


class History(tuple[Choice, ...]):
    """Printed in one line."""

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text("History " + "; ".join(f"{choice.number} {choice.changes or ''}" for choice in self))


def histories(longest: int = 60) -> st.SearchStrategy[History]:
    """Two bytes for each choice. What is left when a case is over isn't used."""
    return st.binary(min_size=2 * min(20, longest), max_size=2 * longest).map(_choices)


def _choices(drawn: bytes) -> History:
    """Errors (90 to 98) come now and then, the end by a person (99) seldom: most histories should go far."""
    numbers = [byte if byte < 100 else byte % 90 for byte in drawn[::2]]
    changes = [CHANGES[byte % len(CHANGES)] for byte in drawn[1::2]]
    return History(Choice(*pair) for pair in zip(numbers, changes, strict=False))


def variables() -> st.SearchStrategy[dict[str, Any]]:
    """The data at the start; what is missing is null."""
    return st.sampled_from([{}, {"a": True, "b": False, "n": 0}, {"a": False, "b": True, "n": 2}])
