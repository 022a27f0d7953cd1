"""How points and ranges lie to each other (DMN 1.5, 10.3.4.11, table 78)."""

from __future__ import annotations

from typing import Any

from .. import kinds
from ..comparison import compare
from ..errors import Refused
from ..kinds import kind_of
from ..values import Range
from .registry import builtin


def _order(left: Any, right: Any) -> int:
    order = compare(left, right)
    if order is None:
        raise Refused("FEEL-211", operator="..", left=kind_of(left), right=kind_of(right))
    return order


def _as_range(value: Any) -> Range:
    """A point is the range that holds only itself."""
    if type(value) is Range:
        if value.operator == "!=":
            raise Refused("FEEL-212", left="range", right="!=")
        return value
    if kind_of(value) not in kinds.ORDERED:
        raise Refused("FEEL-212", left=kind_of(value), right="range")
    return Range(value, value, True, True)


def _before(left: Range, right: Range) -> bool:
    if left.high is None or right.low is None:
        return False
    order = _order(left.high, right.low)
    return order < 0 or (order == 0 and not (left.high_included and right.low_included))


def _starts_no_later(left: Range, right: Range) -> bool:
    """Does `left` hold everything at the lower side that `right` holds?"""
    if left.low is None or right.low is None:
        return left.low is None
    order = _order(left.low, right.low)
    return order < 0 or (order == 0 and (left.low_included or not right.low_included))


def _ends_no_earlier(left: Range, right: Range) -> bool:
    if left.high is None or right.high is None:
        return left.high is None
    order = _order(left.high, right.high)
    return order > 0 or (order == 0 and (left.high_included or not right.high_included))


def _same_start(left: Range, right: Range) -> bool:
    if left.low is None or right.low is None:
        return False
    return left.low_included == right.low_included and _order(left.low, right.low) == 0


def _same_end(left: Range, right: Range) -> bool:
    if left.high is None or right.high is None:
        return False
    return left.high_included == right.high_included and _order(left.high, right.high) == 0


def _pairs(name: str, *ways: str) -> tuple[str, ...]:
    """The signatures over points and ranges: `pp`, `pr`, `rp`, `rr`."""
    return tuple(f"{name}({_PARAMETERS[way]})" for way in ways)


_PARAMETERS = {
    "pp": "point1: any, point2: any",
    "pr": "point: any, range: range",
    "rp": "range: range, point: any",
    "rr": "range1: range, range2: range",
}


def _is_range(value: Any) -> bool:
    return type(value) is Range


@builtin(*_pairs("before", "rr", "rp", "pr", "pp"))
def before(left: Any, right: Any) -> bool:
    return _before(_as_range(left), _as_range(right))


@builtin(*_pairs("after", "rr", "rp", "pr", "pp"))
def after(left: Any, right: Any) -> bool:
    return _before(_as_range(right), _as_range(left))


@builtin(*_pairs("meets", "rr"))
def meets(left: Range, right: Range) -> bool:
    if left.high is None or right.low is None:
        return False
    return left.high_included and right.low_included and _order(left.high, right.low) == 0


@builtin(*_pairs("met by", "rr"))
def met_by(left: Range, right: Range) -> bool:
    return bool(meets(right, left))


@builtin(*_pairs("overlaps", "rr"))
def overlaps(left: Range, right: Range) -> bool:
    return not _before(left, right) and not _before(right, left)


@builtin(*_pairs("overlaps before", "rr"))
def overlaps_before(left: Range, right: Range) -> bool:
    """Begins first, reaches into the other, does not reach beyond its end."""
    begins_first = not _starts_no_later(right, left)
    return begins_first and bool(overlaps(left, right)) and _ends_no_earlier(right, left)


@builtin(*_pairs("overlaps after", "rr"))
def overlaps_after(left: Range, right: Range) -> bool:
    """Begins inside the other and ends after it."""
    ends_last = not _ends_no_earlier(right, left)
    return ends_last and bool(overlaps(left, right)) and _starts_no_later(right, left)


@builtin(*_pairs("finishes", "rr", "pr"))
def finishes(left: Any, right: Range) -> bool:
    inner = _as_range(left)
    return _same_end(inner, right) and _starts_no_later(right, inner)


@builtin(*_pairs("finished by", "rr", "rp"))
def finished_by(left: Range, right: Any) -> bool:
    return bool(finishes(right, left))


@builtin(*_pairs("includes", "rr", "rp"))
def includes(left: Range, right: Any) -> bool:
    inner = _as_range(right)
    return _starts_no_later(left, inner) and _ends_no_earlier(left, inner)


@builtin(*_pairs("during", "rr", "pr"))
def during(left: Any, right: Range) -> bool:
    return bool(includes(right, left))


@builtin(*_pairs("starts", "rr", "pr"))
def starts(left: Any, right: Range) -> bool:
    inner = _as_range(left)
    return _same_start(inner, right) and _ends_no_earlier(right, inner)


@builtin(*_pairs("started by", "rr", "rp"))
def started_by(left: Range, right: Any) -> bool:
    return bool(starts(right, left))


@builtin(*_pairs("coincides", "rr", "pp"))
def coincides(left: Any, right: Any) -> bool:
    if _is_range(left) != _is_range(right):
        raise Refused("FEEL-212", left=kind_of(left), right=kind_of(right))
    mine, yours = _as_range(left), _as_range(right)
    return _same_start(mine, yours) and _same_end(mine, yours)
