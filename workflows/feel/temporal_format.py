"""Dates, times and durations to text: the form their literals have."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone, tzinfo

from .extended import (
    DAY,
    SECOND,
    AnyDate,
    AnyDateTime,
    AnyDuration,
    AnyTime,
    duration_nanos,
    nanos_of,
    ymd_of,
    zone_of,
)
from .values import YearsMonths


def format_date(value: AnyDate | AnyDateTime) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    year, month, day = ymd_of(value)
    sign = "-" if year < 0 else ""
    return f"{sign}{abs(year):04}-{month:02}-{day:02}"


def format_time(value: AnyTime | AnyDateTime) -> str:
    nanos = nanos_of(value)
    seconds, fraction = divmod(nanos, SECOND)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if fraction:
        clock += "." + f"{fraction:09}".rstrip("0")
    return clock + format_zone(zone_of(value))


def format_datetime(value: AnyDateTime) -> str:
    return f"{format_date(value)}T{format_time(value)}"


def zone_name(zone: tzinfo | None) -> str | None:
    """The IANA name, or None for a plain offset."""
    if zone is None or isinstance(zone, timezone):
        return None
    key = getattr(zone, "key", None)
    return key if isinstance(key, str) else None


def format_zone(zone: tzinfo | None) -> str:
    if zone is None:
        return ""
    name = zone_name(zone)
    if name is not None:
        return f"@{name}"
    offset = zone.utcoffset(None) or timedelta()
    if not offset:
        return "Z"
    seconds = int(abs(offset).total_seconds())
    tail = f":{seconds % 60:02}" if seconds % 60 else ""
    return f"{'-' if offset < timedelta() else '+'}{seconds // 3600:02}:{seconds // 60 % 60:02}{tail}"


def format_duration(value: AnyDuration) -> str:
    nanos = duration_nanos(value)
    days, rest = divmod(abs(nanos), DAY)
    seconds, fraction = divmod(rest, SECOND)
    text = f"{days}D" if days else ""
    clock = "".join(
        f"{size}{unit}" for size, unit in ((seconds // 3600, "H"), (seconds // 60 % 60, "M")) if size
    )
    second = f"{seconds % 60}" + ("." + f"{fraction:09}".rstrip("0") if fraction else "")
    if second != "0":
        clock += second + "S"
    if clock:
        text += "T" + clock
    return ("-" if nanos < 0 else "") + "P" + (text or "T0S")


def format_years_months(value: YearsMonths) -> str:
    years, months = divmod(abs(value.months), 12)
    text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return ("-" if value.months < 0 else "") + "P" + (text or "0M")
