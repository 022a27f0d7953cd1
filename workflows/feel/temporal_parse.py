"""Dates, times and durations from text (XML Schema Part 2, with `@zone` as DMN 1.5, 10.3.2.3 adds)."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any

from .errors import Refused
from .extended import (
    DAY,
    SECOND,
    AnyDate,
    AnyDateTime,
    AnyDuration,
    AnyTime,
    day_number_of,
    make_date,
    make_datetime,
    make_duration,
    make_time,
)
from .values import YearsMonths

_DATE = r"(-?(?:[1-9]\d{4,8}|\d{4}))-(\d\d)-(\d\d)"
_CLOCK = r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?"
_ZONE = r"(?:(Z|z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([A-Za-z0-9_+\-/]+))?"
_DATE_ONLY = re.compile(_DATE, re.ASCII)
_TIME_ONLY = re.compile(_CLOCK + _ZONE, re.ASCII)
_BOTH = re.compile(_DATE + "T" + _CLOCK + _ZONE, re.ASCII)
_DAYS_TIME = re.compile(
    r"(-)?P(?:(\d+)D)?(?:T(?=\d|\.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?", re.ASCII
)
_YEARS_MONTHS = re.compile(r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?", re.ASCII)
MAX_OFFSET = timedelta(hours=18)
_MAX_DIGITS = 18
_MAX_MONTHS = 12_000_000_000


@lru_cache(maxsize=64)
def zone(name: str) -> tzinfo:
    """A zone of the IANA database. Raises Refused for an unknown one."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused("FEEL-216", zone=name) from None


def fixed_zone(offset: timedelta) -> tzinfo:
    if abs(offset) > MAX_OFFSET:
        raise Refused("FEEL-215", what="time offset", value=str(offset))
    return UTC if not offset else timezone(offset)


def _zone_from(parts: tuple[str | None, ...]) -> tzinfo | None:
    utc, sign, hours, minutes, seconds, name = parts
    if utc:
        return UTC
    if name:
        return zone(name)
    if sign is None:
        return None
    if int(minutes or 0) > 59 or int(seconds or 0) > 59:
        raise Refused("FEEL-215", what="time offset", value=f"{sign}{hours}:{minutes}")
    size = timedelta(hours=int(hours or 0), minutes=int(minutes or 0), seconds=int(seconds or 0))
    return fixed_zone(-size if sign == "-" else size)


def _fraction(digits: str | None) -> int:
    return int(digits[:9].ljust(9, "0")) if digits else 0


def _clock_nanos(hour: str, minute: str, second: str, fraction: str | None, text: str) -> int:
    """24:00:00 is the end of the day; everything else keeps to the clock."""
    hours, minutes, seconds, nanos = int(hour), int(minute), int(second), _fraction(fraction)
    end_of_day = hours == 24 and not (minutes or seconds or nanos)
    if not end_of_day and (hours > 23 or minutes > 59 or seconds > 59):
        raise Refused("FEEL-215", what="time", value=text)
    return ((hours * 60 + minutes) * 60 + seconds) * SECOND + nanos


def parse_date(text: str) -> AnyDate:
    match = _DATE_ONLY.fullmatch(text)
    if match is None:
        raise Refused("FEEL-215", what="date", value=text)
    year, month, day = match.groups()
    return make_date(int(year), int(month), int(day))


def parse_time(text: str) -> AnyTime:
    match = _TIME_ONLY.fullmatch(text)
    if match is None:
        raise Refused("FEEL-215", what="time", value=text)
    groups = match.groups()
    nanos = _clock_nanos(groups[0], groups[1], groups[2], groups[3], text)
    return make_time(nanos % DAY, _zone_from(groups[4:]))


def parse_datetime(text: str) -> AnyDateTime:
    """A date alone is its midnight."""
    match = _BOTH.fullmatch(text)
    if match is None:
        if _DATE_ONLY.fullmatch(text):
            return make_datetime(day_number_of(parse_date(text)), 0)
        raise Refused("FEEL-215", what="date and time", value=text)
    groups = match.groups()
    day = make_date(int(groups[0]), int(groups[1]), int(groups[2]))
    nanos = _clock_nanos(groups[3], groups[4], groups[5], groups[6], text)
    return make_datetime(day_number_of(day), nanos, _zone_from(groups[7:]))


def parse_duration(text: str) -> AnyDuration | YearsMonths:
    if len(text) > 4 * _MAX_DIGITS:
        raise Refused("FEEL-215", what="duration", value=text[:40])
    months = _YEARS_MONTHS.fullmatch(text)
    if months and (months[2] or months[3]):
        size = int(months[2] or 0) * 12 + int(months[3] or 0)
        if size > _MAX_MONTHS:
            raise Refused("FEEL-206", operation="years and months duration")
        return YearsMonths(-size if months[1] else size)
    match = _DAYS_TIME.fullmatch(text)
    if match is None or not any(match.groups()[1:]):
        raise Refused("FEEL-215", what="duration", value=text)
    days, hours, minutes, seconds = (int(match[index] or 0) for index in range(2, 6))
    nanos = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * SECOND + _fraction(match[6])
    return make_duration(-nanos if match[1] else nanos)


def parse_literal(text: str) -> Any:
    """What `@"..."` stands for: the first letters tell which kind it is."""
    if "P" in text[:2]:
        return parse_duration(text)
    if _DATE_ONLY.fullmatch(text):
        return parse_date(text)
    if "T" in text:
        return parse_datetime(text)
    return parse_time(text)
