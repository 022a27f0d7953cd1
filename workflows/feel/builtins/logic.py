"""Boolean functions and `is`."""

from __future__ import annotations

from typing import Any

from .. import kinds
from ..comparison import equal
from ..extended import nanos_of, zone_of
from ..kinds import kind_of
from ..temporal_format import format_zone
from .registry import builtin


@builtin("not(negand: boolean?)")
def negation(value: bool | None) -> bool | None:
    return None if value is None else not value


@builtin("is(value1: any, value2: any)")
def is_same(left: Any, right: Any) -> bool:
    """The same value of the same type: two names of one instant are not (DMN 1.5, table 81)."""
    if kind_of(left) != kind_of(right):
        return False
    if kind_of(left) in (kinds.TIME, kinds.DATE_TIME):
        mine, yours = zone_of(left), zone_of(right)
        return (
            equal(left, right) is True
            and format_zone(mine) == format_zone(yours)
            and nanos_of(left) == nanos_of(right)
        )
    return equal(left, right) is True


@builtin("all(list: list)")
@builtin("all(...list: any)")
def every(items: list[Any]) -> bool | None:
    return _combined(items, decisive=False)


@builtin("any(list: list)")
@builtin("any(...list: any)")
def some(items: list[Any]) -> bool | None:
    return _combined(items, decisive=True)


def _combined(items: list[Any], *, decisive: bool) -> bool | None:
    """The decisive value wins; something that is no truth value makes the answer null."""
    answer: bool | None = not decisive
    for item in items:
        if item is decisive:
            return decisive
        if type(item) is not bool:
            answer = None
    return answer
