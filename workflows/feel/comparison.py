"""Equality and order (DMN 1.5, tables 42 and 43). None means: these two cannot be compared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from . import kinds
from .extended import SECOND, day_number_of, duration_nanos, instant, time_instant
from .kinds import kind_of
from .values import Range, entry_of


def equal(left: Any, right: Any) -> bool | None:
    """Null equals only null; different types are not comparable."""
    if left is None or right is None:
        return left is right
    kind = kind_of(left)
    if kind != kind_of(right):
        return None
    compare = _EQUALITY.get(kind)
    return compare(left, right) if compare else left == right


def _equal_time(left: Any, right: Any) -> bool:
    """Fractions of a second do not count: the properties compared end at the second (table 42)."""
    zoned, moment = time_instant(left)
    other_zoned, other = time_instant(right)
    return zoned == other_zoned and moment // SECOND == other // SECOND


def _equal_datetime(left: Any, right: Any) -> bool:
    zoned, moment = instant(left)
    other_zoned, other = instant(right)
    return zoned == other_zoned and moment // SECOND == other // SECOND


def _equal_list(left: list[Any], right: list[Any]) -> bool:
    return _deeply_equal(left, right, set())


def _equal_context(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    return _deeply_equal(left, right, set())


Pairs = set[tuple[int, int]]


def _deeply_equal(left: Any, right: Any, seen: Pairs) -> bool:
    """`seen` holds the pairs found equal: parts that occur many times are compared once."""
    if left is right or (id(left), id(right)) in seen:
        return True
    if isinstance(left, list) and isinstance(right, list):
        same = len(left) == len(right) and all(
            _deeply_equal(mine, yours, seen) for mine, yours in zip(left, right, strict=True)
        )
    elif isinstance(left, Mapping) and isinstance(right, Mapping):
        same = left.keys() == right.keys() and all(
            _deeply_equal(entry_of(left, key), entry_of(right, key), seen) for key in left
        )
    else:
        return equal(left, right) is True
    if same:
        seen.add((id(left), id(right)))
    return same


def _equal_range(left: Range, right: Range) -> bool:
    sides = (left.low_included, left.high_included, left.operator) == (
        right.low_included,
        right.high_included,
        right.operator,
    )
    return sides and equal(left.low, right.low) is True and equal(left.high, right.high) is True


def _same(left: Any, right: Any) -> bool:
    return left is right


_EQUALITY = {
    kinds.TIME: _equal_time,
    kinds.DATE_TIME: _equal_datetime,
    kinds.LIST: _equal_list,
    kinds.CONTEXT: _equal_context,
    kinds.RANGE: _equal_range,
    kinds.FUNCTION: _same,
}


def compare(left: Any, right: Any) -> int | None:
    """-1, 0 or 1; None when there is no order between them."""
    kind = kind_of(left)
    if kind != kind_of(right) or kind not in kinds.ORDERED:
        return None
    if type(left) is type(right) and type(left) in (Decimal, str, date, timedelta):
        return (left > right) - (left < right)
    return _compare_keys(kind, left, right)


def _compare_keys(kind: str, left: Any, right: Any) -> int | None:
    key = _KEYS.get(kind)
    mine, yours = (key(left), key(right)) if key else (left, right)
    if isinstance(mine, tuple):
        if mine[0] != yours[0]:
            return None
        mine, yours = mine[1], yours[1]
    return (mine > yours) - (mine < yours)


_KEYS: dict[str, Any] = {
    kinds.DATE: day_number_of,
    kinds.TIME: time_instant,
    kinds.DATE_TIME: instant,
    kinds.DAYS_TIME: duration_nanos,
}


def less(left: Any, right: Any) -> bool | None:
    order = compare(left, right)
    return None if order is None else order < 0


def less_or_equal(left: Any, right: Any) -> bool | None:
    order = compare(left, right)
    if order is None:
        return None
    return order <= 0 or (isinstance(left, datetime) and equal(left, right) is True)


def both(left: bool | None, right: bool | None) -> bool | None:
    """Three-valued `and`."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def in_range(value: Any, interval: Range) -> bool | None:
    """None when the value and the bounds are not comparable."""
    if interval.operator in ("=", "!="):
        same = equal(value, interval.low)
        return same if interval.operator == "=" or same is None else not same
    if value is None:
        return None
    return both(_above(value, interval), _below(value, interval))


def _above(value: Any, interval: Range) -> bool | None:
    if interval.low is None:
        return True if interval.operator else None
    return less_or_equal(interval.low, value) if interval.low_included else less(interval.low, value)


def _below(value: Any, interval: Range) -> bool | None:
    if interval.high is None:
        return True if interval.operator else None
    return less_or_equal(value, interval.high) if interval.high_included else less(value, interval.high)


def contains(items: list[Any], value: Any) -> bool:
    """Is a value equal to this one among the items?"""
    return any(equal(item, value) is True for item in items)


def passes(value: Any, test: Any) -> bool | None:
    """Does the value satisfy one test of `in` (DMN 1.5, table 55): equal to it, inside it, or one of its items?"""
    if type(test) is Range:
        if type(value) is Range:
            return equal(value, test)
        return in_range(value, test)
    if type(test) is list:
        return _passes_list(value, test)
    return equal(value, test)


def _passes_list(value: Any, tests: list[Any]) -> bool:
    if type(value) is list and _equal_list(value, tests):
        return True
    return any(
        (in_range(value, test) if type(test) is Range else equal(value, test)) is True for test in tests
    )
