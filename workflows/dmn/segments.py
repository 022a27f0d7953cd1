"""One input of a table as a row of segments: stretches of values that the rules can't tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from workflows.dmn.cells import CellSet, Interval, read_cell

#: Stands for every text that the table doesn't mention.
OTHER_TEXT = "…"


@dataclass(frozen=True, slots=True)
class Axis:
    """Segments are numbered; sets of them are integers with one bit each.

    `rules` holds what each rule's cell accepts, `all` what the input may be, `examples` a value for each segment,
    `other` the segment of values that no cell mentions (0 where there is none).
    """

    title: str
    rules: tuple[int, ...]
    all: int
    examples: tuple[Any, ...]
    other: int
    uncertain: frozenset[int]

    def example(self, part: int) -> Any:
        """A value inside `part`, one that the table mentions if possible; None for an empty part."""
        known = part & ~self.other or part
        return self.examples[(known & -known).bit_length() - 1] if known else None

    def is_other(self, part: int) -> bool:
        return bool(part) and part & ~self.other == 0


def axis(title: str, texts: Sequence[str], allowed: str = "") -> Axis:
    """The axis of one input from the texts of its cells and of its allowed values."""
    cells = [read_cell(text) for text in texts]
    domain = read_cell(allowed) if allowed else None
    known = [cell for cell in (*cells, domain) if cell is not None and cell.kind != "any"]
    kinds = {cell.kind for cell in known}
    if len(kinds) > 1:
        return _undecided(title, cells)
    line = _line(known, next(iter(kinds), "any"))
    everything = line.everything if domain is None else line.set_of(domain)
    return Axis(
        title=title,
        rules=tuple(everything if cell is None else everything & line.set_of(cell) for cell in cells),
        all=everything,
        examples=line.examples,
        other=line.other & everything,
        uncertain=frozenset(number for number, cell in enumerate(cells) if cell is None),
    )


def _undecided(title: str, cells: Sequence[CellSet | None]) -> Axis:
    """Cells of different types share no line: each of them may match anything."""
    uncertain = frozenset(number for number, cell in enumerate(cells) if cell is None or cell.kind != "any")
    return Axis(title, (1,) * len(cells), 1, (None,), 0, uncertain)


@dataclass(frozen=True, slots=True)
class _Line:
    """`examples` holds one value a segment; `everything` leaves out segments without any value."""

    places: dict[Any, int]
    examples: tuple[Any, ...]
    everything: int
    other: int = 0

    def set_of(self, cell: CellSet) -> int:
        if cell.kind == "any":
            return self.everything
        found = 0
        for value in cell.values:
            found |= 1 << self.places[value]
        for interval in cell.intervals:
            found |= self._stretch(interval)
        return self.everything & (~found if cell.negated else found)

    def _stretch(self, interval: Interval) -> int:
        last = len(self.examples) - 1
        first = 0 if interval.low is None else self.places[interval.low] + (not interval.low_closed)
        final = last if interval.high is None else self.places[interval.high] - (not interval.high_closed)
        return ((1 << (final + 1)) - 1) & ~((1 << first) - 1) if first <= final else 0


def _line(cells: Sequence[CellSet], kind: str) -> _Line:
    if kind == "any":
        return _Line({}, (None,), everything=1)
    if kind == "boolean":
        return _Line({True: 0, False: 1}, (True, False), everything=3)
    values = sorted(_points(cells))
    if kind == "string":
        places = {value: number for number, value in enumerate(values)}
        other = 1 << len(values)
        return _Line(places, (*values, OTHER_TEXT), everything=2 * other - 1, other=other)
    return _ordered(values)


def _points(cells: Sequence[CellSet]) -> set[Any]:
    found: set[Any] = set()
    for cell in cells:
        found |= cell.values
        for interval in cell.intervals:
            found |= {bound for bound in (interval.low, interval.high) if bound is not None}
    return found


def _ordered(bounds: Sequence[Any]) -> _Line:
    """Below the first bound, the bound itself, between it and the next, ... above the last."""
    examples: list[Any] = [_beside(bounds[0], -1)]
    for number, bound in enumerate(bounds):
        examples.append(bound)
        following = bounds[number + 1] if number + 1 < len(bounds) else None
        examples.append(_beside(bound, 1) if following is None else _between(bound, following))
    places = {bound: 2 * number + 1 for number, bound in enumerate(bounds)}
    inhabited = sum(1 << number for number, example in enumerate(examples) if example is not None)
    return _Line(places, tuple(examples), everything=inhabited)


def _beside(point: Any, direction: int) -> Any:
    if isinstance(point, Decimal):
        return point + direction
    try:
        return point + timedelta(days=direction)
    except OverflowError:
        return None


def _between(low: Any, high: Any) -> Any:
    """A whole number or the next day where one fits; for dates side by side there is nothing between."""
    if isinstance(low, date):
        return low + timedelta(days=1) if (high - low).days > 1 else None
    if high - low > 1:
        return low.to_integral_value() + 1 if low != low.to_integral_value() else low + 1
    return (low + high) / 2
