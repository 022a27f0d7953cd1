"""What `for`, `some` and `every` run over: lists, ranges of whole numbers, ranges of dates."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from . import kinds
from .errors import Refused
from .extended import date_from_ordinal, day_number_of
from .kinds import kind_of
from .runtime import Run
from .values import Range


def items_of(run: Run, domain: Any) -> Iterable[Any]:
    """A list as it is, a closed range item by item, anything else alone. Raises Refused for null."""
    kind = kind_of(domain)
    if kind == kinds.LIST:
        return list(domain)
    if kind == kinds.RANGE:
        return _items_of_range(run, domain)
    if domain is None:
        raise Refused("FEEL-222", kind=kind)
    return [domain]


def _items_of_range(run: Run, interval: Range) -> Iterable[Any]:
    first, last, back = _ends(interval.low, interval.high)
    first += not interval.low_included
    last -= not interval.high_included
    if first > last:
        raise Refused("FEEL-223")
    return _walk(run, first, last, back)


def items_between(run: Run, start: Any, end: Any) -> Iterable[Any]:
    """`start..end`, upwards or downwards."""
    return _walk(run, *_ends(start, end))


def _ends(start: Any, end: Any) -> tuple[int, int, Any]:
    """Both ends as whole numbers, and the way back to values. Raises Refused when they cannot be counted."""
    kind = kind_of(start)
    if kind != kind_of(end) or kind not in (kinds.NUMBER, kinds.DATE):
        raise Refused("FEEL-224", left=kind, right=kind_of(end))
    if kind == kinds.DATE:
        return day_number_of(start), day_number_of(end), date_from_ordinal
    if start != start.to_integral_value() or end != end.to_integral_value():
        raise Refused("FEEL-224", left=kind, right=kind)
    return _whole(start), _whole(end), Decimal


def _whole(number: Decimal) -> int:
    if number.adjusted() > 33:
        raise Refused("FEEL-206", operation="for")
    return int(number)


def _walk(run: Run, first: int, last: int, back: Any) -> Iterable[Any]:
    step = 1 if first <= last else -1
    run.meter.room_for(abs(last - first) + 1)
    return (back(value) for value in range(first, last + step, step))
