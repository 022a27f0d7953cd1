"""Conversion functions (DMN 1.5, table 72)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from .. import kinds
from ..errors import Refused
from ..extended import (
    DAY,
    SECOND,
    day_number_of,
    duration_nanos,
    make_date,
    make_datetime,
    make_time,
    nanos_of,
    ymd_of,
    zone_of,
)
from ..kinds import kind_of
from ..temporal_parse import fixed_zone, parse_date, parse_datetime, parse_duration, parse_time, zone
from ..text_form import to_text
from ..values import NUMBERS, Range, YearsMonths
from .registry import builtin

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def _whole(number: Decimal, what: str) -> int:
    if number != number.to_integral_value() or number.adjusted() > 15:
        raise Refused("FEEL-215", what=what, value=str(number))
    return int(number)


@builtin("date(from: string|date|datetime)")
def date_from(value: Any) -> Any:
    if kind_of(value) == kinds.STRING:
        return parse_date(value)
    return make_date(*ymd_of(value))


@builtin("date(year: number, month: number, day: number)")
def date_of(year: Decimal, month: Decimal, day: Decimal) -> Any:
    return make_date(_whole(year, "date"), _whole(month, "date"), _whole(day, "date"))


@builtin("date and time(from: string|date|datetime)")
def datetime_from(value: Any) -> Any:
    kind = kind_of(value)
    if kind == kinds.STRING:
        return parse_datetime(value)
    return make_datetime(day_number_of(value), 0, UTC) if kind == kinds.DATE else value


@builtin("date and time(date: date|datetime, time: time)")
def datetime_joined(day: Any, clock: Any) -> Any:
    return make_datetime(day_number_of(day), nanos_of(clock), zone_of(clock))


@builtin(
    "date and time(year: number, month: number, day: number, hour: number, minute: number, second: number,"
    " hour offset: number? = )"
)
def datetime_of(*parts: Decimal | None) -> Any:
    offset = parts[6] if len(parts) > 6 else None
    seconds = None if offset is None else int(NUMBERS.multiply(offset, Decimal(3_600)))
    return _moment(parts, None if seconds is None else fixed_zone(timedelta(seconds=seconds)))


@builtin(
    "date and time(year: number, month: number, day: number, hour: number, minute: number, second: number,"
    " timezone: string)"
)
def datetime_in_zone(*parts: Any) -> Any:
    return _moment(parts, zone(parts[6]))


def _moment(parts: Sequence[Any], place: tzinfo | None) -> Any:
    """Year, month, day, hour, minute and second, in this order."""
    return make_datetime(day_number_of(date_of(*parts[:3])), _clock(*parts[3:6]), place)


@builtin("time(from: string|time|date|datetime)")
def time_from(value: Any) -> Any:
    kind = kind_of(value)
    if kind == kinds.STRING:
        return parse_time(value)
    if kind == kinds.DATE:
        return make_time(0, UTC)
    return make_time(nanos_of(value), zone_of(value))


@builtin("time(hour: number, minute: number, second: number, offset: days? = )")
def time_of(hour: Decimal, minute: Decimal, second: Decimal, offset: Any = None) -> Any:
    place = None
    if offset is not None:
        place = fixed_zone(timedelta(microseconds=duration_nanos(offset) // 1_000))
    return make_time(_clock(hour, minute, second) % DAY, place)


def _clock(hour: Decimal, minute: Decimal, second: Decimal) -> int:
    """Nanoseconds since midnight; the second may have a fraction."""
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        raise Refused("FEEL-215", what="time", value=f"{hour}:{minute}:{second}")
    nanos = int(NUMBERS.multiply(second, Decimal(SECOND)))
    return (_whole(hour, "time") * 60 + _whole(minute, "time")) * 60 * SECOND + nanos


@builtin("number(from: string|number)")
def number_from(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else _parsed(value, value)


@builtin("number(from: string, grouping separator: string?, decimal separator: string?)")
def number_separated(text: str, grouping: str | None, decimal: str | None) -> Decimal:
    """Separators: blank, comma or point for groups, point or comma for decimals, never the same."""
    wrong = grouping not in (None, " ", ",", ".") or decimal not in (None, ",", ".")
    if wrong or (grouping is not None and grouping == decimal):
        raise Refused("FEEL-235", grouping=str(grouping), decimal=str(decimal))
    plain = text.replace(grouping, "") if grouping else text
    if decimal == "," and "." in plain:
        raise Refused("FEEL-215", what="number", value=text[:40])
    return _parsed(plain.replace(decimal, ".") if decimal else plain, text)


def _parsed(plain: str, text: str) -> Decimal:
    if not _NUMBER.fullmatch(plain):
        raise Refused("FEEL-215", what="number", value=text[:40])
    return NUMBERS.create_decimal(plain)


@builtin("string(from: any)")
def string(value: Any) -> str | None:
    return None if value is None else to_text(value)


@builtin("duration(from: string|days and time duration|years and months duration)")
def duration(value: Any) -> Any:
    return parse_duration(value) if kind_of(value) == kinds.STRING else value


@builtin("years and months duration(from: date|datetime, to: date|datetime)")
def years_and_months(start: Any, end: Any) -> YearsMonths:
    """Whole months between the two days; a month that is not full does not count, nor does the time of day."""
    first, last = ymd_of(start), ymd_of(end)
    backwards = last < first
    if backwards:
        first, last = last, first
    months = (last[0] - first[0]) * 12 + last[1] - first[1] - (last[2] < first[2])
    return YearsMonths(-months if backwards else months)


@builtin("range(from: string)")
def range_from(text: str) -> Range:
    """The text of a range whose ends are literals, as in `"[1..10)"` (DMN 1.5, table 82)."""
    from ..range_text import parse_range

    return parse_range(text)
