"""Which rules of a table can match a value, answered by looking up instead of scanning.

A set of rules is an integer with one bit per rule. Each column maps a value to the set of rules whose constant cells
accept it; rules with other cells stay in every set and are evaluated afterwards. A table of a thousand rules costs one
look-up and one bit-wise `and` per column.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from workflows.dmn.cells import CellSet, Interval

RuleSet = int

KINDS: dict[type, str] = {str: "string", bool: "boolean", Decimal: "number", date: "date"}


class ColumnIndex:
    """One input column. `cells` holds None where a cell isn't constant."""

    __slots__ = ("_always", "_by_kind", "_free")

    def __init__(self, cells: Sequence[CellSet | None]) -> None:
        self._always = _rules(
            number for number, cell in enumerate(cells) if cell is None or cell.kind == "any"
        )
        kinds = {cell.kind for cell in cells if cell is not None and cell.kind != "any"}
        self._free = not kinds
        self._by_kind = {
            type_: _KindIndex([cell if cell is not None and cell.kind == kind else None for cell in cells])
            for type_, kind in KINDS.items()
            if kinds == {kind}
        }

    def candidates(self, value: Any) -> RuleSet | None:
        """The rules that may match `value`; None when only evaluating tells (null, lists, unequal types)."""
        if self._free:
            return self._always
        index = self._by_kind.get(type(value))
        return None if index is None else self._always | index.find(value)


class _KindIndex:
    """Constant cells of one type: a table for equal values, sorted bounds for intervals."""

    __slots__ = ("_bounds", "_equal", "_segments", "_unequal")

    def __init__(self, cells: Sequence[CellSet | None]) -> None:
        self._equal: dict[Any, RuleSet] = {}
        self._unequal: RuleSet = 0
        self._bounds: list[Any] = []
        self._segments: list[RuleSet] = []
        positive = [
            (number, cell) for number, cell in enumerate(cells) if cell is not None and not _listed(cell)
        ]
        for number, cell in enumerate(cells):
            if cell is not None and _listed(cell):
                self._add_values(1 << number, cell)
        if positive:
            self._add_intervals(positive)

    def _add_values(self, rule: RuleSet, cell: CellSet) -> None:
        """A negated cell is in the set of every value but its own: kept by toggling against `_unequal`."""
        if cell.negated:
            self._unequal |= rule
        for value in cell.values:
            self._equal[value] = self._equal.get(value, 0) ^ rule

    def _add_intervals(self, cells: Sequence[tuple[int, CellSet]]) -> None:
        """Bounds b0 < b1 < ... cut the line into 2n + 1 segments: below b0, b0 itself, between b0 and b1, ..."""
        self._bounds = sorted({bound for _, cell in cells for bound in _bounds_of(cell)})
        place = {bound: 2 * number + 1 for number, bound in enumerate(self._bounds)}
        last = 2 * len(self._bounds)
        changes: list[RuleSet] = [0] * (last + 2)
        for number, cell in cells:
            for first, final in _merged(_stretches(cell, place, last), negated=cell.negated, last=last):
                changes[first] ^= 1 << number
                changes[final + 1] ^= 1 << number
        current = 0
        for change in changes[: last + 1]:
            current ^= change
            self._segments.append(current)

    def find(self, value: Any) -> RuleSet:
        found = self._unequal ^ self._equal.get(value, 0)
        if self._segments:
            found |= self._segments[self._segment(value)]
        return found

    def _segment(self, value: Any) -> int:
        place = bisect_left(self._bounds, value)
        exact = place < len(self._bounds) and self._bounds[place] == value
        return 2 * place + (1 if exact else 0)


def _listed(cell: CellSet) -> bool:
    return not cell.intervals


def _rules(numbers: Iterable[int]) -> RuleSet:
    found = 0
    for number in numbers:
        found |= 1 << number
    return found


def _bounds_of(cell: CellSet) -> Iterable[Any]:
    yield from cell.values
    for interval in cell.intervals:
        if interval.low is not None:
            yield interval.low
        if interval.high is not None:
            yield interval.high


def _stretches(cell: CellSet, place: dict[Any, int], last: int) -> list[tuple[int, int]]:
    """The segments a cell covers, as inclusive pairs."""
    found = [(place[value], place[value]) for value in cell.values]
    found += [_stretch(interval, place, last) for interval in cell.intervals]
    return [(first, final) for first, final in found if first <= final]


def _stretch(interval: Interval, place: dict[Any, int], last: int) -> tuple[int, int]:
    first = 0 if interval.low is None else place[interval.low] + (0 if interval.low_closed else 1)
    final = last if interval.high is None else place[interval.high] - (0 if interval.high_closed else 1)
    return first, final


def _merged(stretches: list[tuple[int, int]], *, negated: bool, last: int) -> list[tuple[int, int]]:
    """Disjoint stretches in order, or what lies between them."""
    merged: list[tuple[int, int]] = []
    for first, final in sorted(stretches):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], final))
        else:
            merged.append((first, final))
    return _between(merged, last) if negated else merged


def _between(stretches: list[tuple[int, int]], last: int) -> list[tuple[int, int]]:
    edges = [-1, *(edge for stretch in stretches for edge in stretch), last + 1]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(low + 1, high - 1) for low, high in pairs if low + 1 <= high - 1]
