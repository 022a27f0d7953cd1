"""How points and ranges lie to each other (DMN 1.5, table 78)."""

from __future__ import annotations

from typing import Any

from ..comparison import compare, in_range
from ..errors import Refused
from ..kinds import RANGE, kind_of
from ..values import Range
from .registry import builtin

_POINT = "number|string|date|time|datetime|days|months"


def _order(left: Any, right: Any) -> int:
    order = compare(left, right)
    if order is None:
        raise Refused("FEEL-211", operator="before/after", left=kind_of(left), right=kind_of(right))
    return order


@builtin(f"before(point1: {_POINT}, point2: {_POINT})")
@builtin(f"before(point: {_POINT}, range: range)")
@builtin(f"before(range: range, point: {_POINT})")
@builtin("before(range1: range, range2: range)")
def before(left: Any, right: Any) -> bool:
    mine, mine_in = _high(left)
    yours, yours_in = _low(right)
    if _is_open(mine, left) or _is_open(yours, right):
        return False
    order = _order(mine, yours)
    return order < 0 or (order == 0 and not (mine_in and yours_in))


@builtin(f"after(point1: {_POINT}, point2: {_POINT})")
@builtin(f"after(point: {_POINT}, range: range)")
@builtin(f"after(range: range, point: {_POINT})")
@builtin("after(range1: range, range2: range)")
def after(left: Any, right: Any) -> bool:
    return before(right, left)


def _low(value: Any) -> tuple[Any, bool]:
    return (value.low, value.low_included) if kind_of(value) == RANGE else (value, True)


def _high(value: Any) -> tuple[Any, bool]:
    return (value.high, value.high_included) if kind_of(value) == RANGE else (value, True)


def _is_open(bound: Any, interval: Any) -> bool:
    """No bound on this side, as in `(< 10)`; a bound that is null by mistake is refused when it is compared."""
    return bound is None and kind_of(interval) == RANGE and interval.operator in ("<", "<=", ">", ">=")


@builtin("meets(range1: range, range2: range)")
def meets(left: Range, right: Range) -> bool:
    return left.high_included and right.low_included and _order(left.high, right.low) == 0


@builtin("met by(range1: range, range2: range)")
def met_by(left: Range, right: Range) -> bool:
    return meets(right, left)


@builtin("overlaps(range1: range, range2: range)")
def overlaps(left: Range, right: Range) -> bool:
    return not before(left, right) and not before(right, left)


def _starts_earlier(left: Range, right: Range) -> bool:
    if _is_open(left.low, left) or _is_open(right.low, right):
        return not _is_open(right.low, right)
    order = _order(left.low, right.low)
    return order < 0 or (order == 0 and left.low_included and not right.low_included)


def _ends_earlier(left: Range, right: Range) -> bool:
    if _is_open(left.high, left) or _is_open(right.high, right):
        return not _is_open(left.high, left)
    order = _order(left.high, right.high)
    return order < 0 or (order == 0 and not left.high_included and right.high_included)


def _same_start(left: Range, right: Range) -> bool:
    if _is_open(left.low, left) or _is_open(right.low, right):
        return left.low is right.low
    return left.low_included == right.low_included and _order(left.low, right.low) == 0


def _same_end(left: Range, right: Range) -> bool:
    if _is_open(left.high, left) or _is_open(right.high, right):
        return left.high is right.high
    return left.high_included == right.high_included and _order(left.high, right.high) == 0


@builtin("overlaps before(range1: range, range2: range)")
def overlaps_before(left: Range, right: Range) -> bool:
    return _starts_earlier(left, right) and overlaps(left, right) and not _ends_earlier(right, left)


@builtin("overlaps after(range1: range, range2: range)")
def overlaps_after(left: Range, right: Range) -> bool:
    return _starts_earlier(right, left) and overlaps(left, right) and not _ends_earlier(left, right)


@builtin(f"finishes(point: {_POINT}, range: range)")
def point_finishes(point: Any, interval: Range) -> bool:
    return interval.high_included and _order(point, interval.high) == 0


@builtin("finishes(range1: range, range2: range)")
def finishes(left: Range, right: Range) -> bool:
    return _same_end(left, right) and not _starts_earlier(left, right)


@builtin(f"finished by(range: range, point: {_POINT})")
def finished_by_point(interval: Range, point: Any) -> bool:
    return point_finishes(point, interval)


@builtin("finished by(range1: range, range2: range)")
def finished_by(left: Range, right: Range) -> bool:
    return finishes(right, left)


@builtin(f"includes(range: range, point: {_POINT})")
def includes_point(interval: Range, point: Any) -> bool | None:
    answer = in_range(point, interval)
    if answer is None:
        raise Refused("FEEL-213", kind=kind_of(point))
    return answer


@builtin("includes(range1: range, range2: range)")
def includes(left: Range, right: Range) -> bool:
    return not _starts_earlier(right, left) and not _ends_earlier(left, right)


@builtin(f"during(point: {_POINT}, range: range)")
def point_during(point: Any, interval: Range) -> bool | None:
    return includes_point(interval, point)


@builtin("during(range1: range, range2: range)")
def during(left: Range, right: Range) -> bool:
    return includes(right, left)


@builtin(f"starts(point: {_POINT}, range: range)")
def point_starts(point: Any, interval: Range) -> bool:
    return interval.low_included and _order(point, interval.low) == 0


@builtin("starts(range1: range, range2: range)")
def starts(left: Range, right: Range) -> bool:
    return _same_start(left, right) and not _ends_earlier(right, left)


@builtin(f"started by(range: range, point: {_POINT})")
def started_by_point(interval: Range, point: Any) -> bool:
    return point_starts(point, interval)


@builtin("started by(range1: range, range2: range)")
def started_by(left: Range, right: Range) -> bool:
    return starts(right, left)


@builtin(f"coincides(point1: {_POINT}, point2: {_POINT})")
def points_coincide(left: Any, right: Any) -> bool:
    return _order(left, right) == 0


@builtin("coincides(range1: range, range2: range)")
def coincides(left: Range, right: Range) -> bool:
    return _same_start(left, right) and _same_end(left, right)
