"""Temporal values beyond what `datetime` holds: years outside 1..9999, nanoseconds, very long durations.

Python's own types are used wherever they fit (`make_*` decides); these are the exception, and every operation
that meets one goes through the common form: day number, nanoseconds of the day, zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta, timezone, tzinfo

from .calendar_math import civil, days_in_month, ordinal
from .errors import Refused

SECOND = 1_000_000_000
DAY = 86_400 * SECOND
MAX_YEAR = 999_999_999
_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()
_LONGEST = 999_999_999 * DAY
_REFUSED_LENGTH = 10**12 * 366 * DAY


@dataclass(frozen=True, slots=True, order=True)
class LongDate:
    """A date by its day number."""

    day_number: int


@dataclass(frozen=True, slots=True)
class FineTime:
    """A time of day with nanoseconds."""

    nanos: int
    zone: tzinfo | None = None


@dataclass(frozen=True, slots=True)
class LongDateTime:
    """A date and time by day number and nanoseconds of that day."""

    day_number: int
    nanos: int
    zone: tzinfo | None = None


@dataclass(frozen=True, slots=True, order=True)
class FineDuration:
    """A days-and-time duration in nanoseconds."""

    nanos: int


EXTENDED = (LongDate, FineTime, LongDateTime, FineDuration)
AnyDate = date | LongDate
AnyTime = time | FineTime
AnyDateTime = datetime | LongDateTime
AnyDuration = timedelta | FineDuration


def make_date(year: int, month: int, day: int) -> AnyDate:
    """Raises Refused when there is no such day."""
    _check_day(year, month, day)
    if MINYEAR <= year <= MAXYEAR:
        return date(year, month, day)
    return LongDate(ordinal(year, month, day))


def _check_day(year: int, month: int, day: int) -> None:
    if abs(year) > MAX_YEAR or not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month):
        raise Refused("FEEL-215", what="date", value=f"{year}-{month}-{day}")


def date_from_ordinal(day_number: int) -> AnyDate:
    if _FIRST <= day_number <= _LAST:
        return date.fromordinal(day_number)
    if abs(civil(day_number)[0]) > MAX_YEAR:
        raise Refused("FEEL-206", operation="date")
    return LongDate(day_number)


def make_time(nanos: int, zone: tzinfo | None = None) -> AnyTime:
    """`nanos` since midnight, below one day."""
    micros, rest = divmod(nanos, 1_000)
    if rest:
        return FineTime(nanos, zone)
    seconds, micro = divmod(micros, 1_000_000)
    return time(seconds // 3_600, seconds // 60 % 60, seconds % 60, micro, zone)


def make_datetime(day_number: int, nanos: int, zone: tzinfo | None = None) -> AnyDateTime:
    """`nanos` may lie outside the day; the day number moves along."""
    carry, nanos = divmod(nanos, DAY)
    day_number += carry
    if nanos % 1_000 or not _FIRST <= day_number <= _LAST:
        if abs(civil(day_number)[0]) > MAX_YEAR:
            raise Refused("FEEL-206", operation="date and time")
        return LongDateTime(day_number, nanos, zone)
    micros = nanos // 1_000
    seconds = micros // 1_000_000
    day = date.fromordinal(day_number)
    return datetime(
        day.year,
        day.month,
        day.day,
        seconds // 3_600,
        seconds // 60 % 60,
        seconds % 60,
        micros % 1_000_000,
        zone,
    )


def make_duration(nanos: int) -> AnyDuration:
    """Raises Refused beyond every length that has a use."""
    if abs(nanos) > _REFUSED_LENGTH:
        raise Refused("FEEL-206", operation="days and time duration")
    if nanos % 1_000 or abs(nanos) > _LONGEST:
        return FineDuration(nanos)
    return timedelta(microseconds=nanos // 1_000)


def day_number_of(value: AnyDate | AnyDateTime) -> int:
    return value.toordinal() if isinstance(value, date) else value.day_number


def nanos_of(value: AnyTime | AnyDateTime) -> int:
    """Nanoseconds since midnight on the clock."""
    if isinstance(value, FineTime | LongDateTime):
        return value.nanos
    return ((value.hour * 60 + value.minute) * 60 + value.second) * SECOND + value.microsecond * 1_000


def zone_of(value: AnyTime | AnyDateTime) -> tzinfo | None:
    return value.zone if isinstance(value, FineTime | LongDateTime) else value.tzinfo


def duration_nanos(value: AnyDuration) -> int:
    if isinstance(value, FineDuration):
        return value.nanos
    return ((value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds) * 1_000


def ymd_of(value: AnyDate | AnyDateTime) -> tuple[int, int, int]:
    if isinstance(value, date):
        return value.year, value.month, value.day
    return civil(value.day_number)


_REFERENCE = datetime(1972, 12, 31)
"""The day XML Schema gives a bare time to compare it on a time line (XSD Part 2, 3.2.7)."""


def offset_nanos(value: AnyTime | AnyDateTime) -> int | None:
    """Offset from UTC, or None for a local value. A zoned time of day uses the reference day."""
    zone = zone_of(value)
    if zone is None:
        return None
    offset: timedelta | None
    if isinstance(zone, timezone):
        offset = zone.utcoffset(None)
    elif isinstance(value, datetime):
        offset = value.utcoffset()
    else:
        offset = zone.utcoffset(_stand_in(value).replace(tzinfo=zone))
    return duration_nanos(offset or timedelta())


def _stand_in(value: AnyTime | AnyDateTime) -> datetime:
    """A datetime within Python's years on which a zone's rules can be asked."""
    clock = timedelta(microseconds=nanos_of(value) // 1_000)
    if not isinstance(value, LongDateTime):
        return _REFERENCE + clock
    year, month, day = civil(value.day_number)
    near = year if 2 <= year < MAXYEAR else (2_000 + year % 400 if year > 0 else 4)
    return datetime(near, month, min(day, days_in_month(near, month))) + clock


def instant(value: AnyDateTime) -> tuple[bool, int]:
    """Has it a zone, and nanoseconds on the time line (UTC when it has, local otherwise)."""
    offset = offset_nanos(value)
    return offset is not None, day_number_of(value) * DAY + nanos_of(value) - (offset or 0)


def time_instant(value: AnyTime) -> tuple[bool, int]:
    offset = offset_nanos(value)
    return offset is not None, nanos_of(value) - (offset or 0)
