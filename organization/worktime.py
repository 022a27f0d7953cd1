"""Arithmetic with working days and service hours.

On a `clock` calendar time simply passes. On any other, `PnD` ends at 23:59:59 local time of the n-th working
day after the day of receipt, and `PTnH` counts service hours only (procedure package, "Clocks"; domain book,
section 3, "Common parts"). No Django.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from .durations import Duration

Span = tuple[time, time]

END_OF_DAY = time(23, 59, 59)
#: Nobody promises anything for longer; a slip of the pen must not count days for minutes.
MAX_WORKING_DAYS = 10_000
_DAY = timedelta(days=1)


class WorktimeError(ValueError):
    """A calendar nothing can be counted with, or a span no calendar reaches."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Working days and service hours in a time zone.

    `weekend` holds ISO weekdays (1 Monday .. 7 Sunday), `hours` the spans of service for each ISO weekday, in
    order and apart. With `clock` set every moment counts and the rest is ignored.
    """

    zone: str
    weekend: frozenset[int] = frozenset({6, 7})
    holidays: frozenset[date] = frozenset()
    hours: Mapping[int, tuple[Span, ...]] = field(default_factory=dict, hash=False)
    clock: bool = False

    def __post_init__(self) -> None:
        if self.clock:
            return
        if not any(self.hours.get(day) for day in range(1, 8) if day not in self.weekend):
            raise WorktimeError(
                "calendar_without_service", "The calendar has no working day with service hours."
            )
        for spans in self.hours.values():
            _require_order(spans)

    @classmethod
    def around_the_clock(cls, zone: str) -> WorkCalendar:
        """24 hours on all days: the desk that never closes."""
        return cls(zone=zone, clock=True)

    @classmethod
    def of(
        cls,
        *,
        zone: str,
        weekend: Iterable[int],
        hours: Mapping[str, Sequence[Sequence[str]]],
        holidays: Iterable[date] = (),
    ) -> WorkCalendar:
        """From the JSON shapes of a calendar: weekdays as text, times as "HH:MM". Raises WorktimeError."""
        try:
            spans = {int(day): tuple(_span(pair) for pair in pairs) for day, pairs in hours.items()}
        except (ValueError, TypeError, AttributeError) as fault:
            raise WorktimeError(
                "hours_malformed", 'Service hours are written {"1": [["08:00", "15:00"]]}, 1 for Monday.'
            ) from fault
        return cls(zone=zone, weekend=frozenset(weekend), holidays=frozenset(holidays), hours=spans)

    def is_working_day(self, day: date) -> bool:
        return self.clock or (day.isoweekday() not in self.weekend and day not in self.holidays)

    def service(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The spans of service of one day, as moments; none on a day off."""
        if self.is_working_day(day):
            zone = ZoneInfo(self.zone)
            for opens, closes in self.hours.get(day.isoweekday(), ()):
                yield datetime.combine(day, opens, zone), datetime.combine(day, closes, zone)


def add(start: datetime, duration: Duration | timedelta | str, calendar: WorkCalendar) -> datetime:
    """The moment `duration` after `start`, in the calendar's zone.

    On a working calendar months and days end with the day they reach, hours count after them.
    Raises DurationError for a text that is none, WorktimeError for a span out of reach.
    """
    span = Duration.of(duration)
    moment = start.astimezone(ZoneInfo(calendar.zone))
    try:
        if calendar.clock:
            return _add_months(moment, span.months) + timedelta(days=span.days) + span.time
        return _add_service(_add_days(moment, span, calendar), span.time, calendar)
    except OverflowError as fault:
        raise _out_of_reach() from fault


def elapsed(start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
    """Time that counted between two moments: all of it on a clock, service time otherwise. Never negative."""
    if end <= start:
        return timedelta()
    if calendar.clock:
        return end - start
    zone = ZoneInfo(calendar.zone)
    days = _days_from(start.astimezone(zone).date(), end.astimezone(zone).date())
    spans = (span for day in days for span in calendar.service(day))
    return sum((_overlap(span, start, end) for span in spans), timedelta())


def working_days(start: datetime, end: datetime, calendar: WorkCalendar) -> int:
    """Working days after the day of `start`, the day of `end` included: 0 on the same day."""
    zone = ZoneInfo(calendar.zone)
    first, last = start.astimezone(zone).date() + _DAY, end.astimezone(zone).date()
    return sum(calendar.is_working_day(day) for day in _days_from(first, last))


def _add_days(moment: datetime, span: Duration, calendar: WorkCalendar) -> datetime:
    if not span.months and not span.days:
        return moment
    if span.days > MAX_WORKING_DAYS:
        raise _out_of_reach()
    day = _add_months(moment, span.months).date()
    remaining = span.days
    while remaining or not calendar.is_working_day(day):
        day += _DAY
        remaining -= remaining > 0 and calendar.is_working_day(day)
    return datetime.combine(day, END_OF_DAY, moment.tzinfo)


def _add_service(moment: datetime, amount: timedelta, calendar: WorkCalendar) -> datetime:
    day, remaining = moment.date(), amount
    for _ in range(MAX_WORKING_DAYS):
        if not remaining:
            return moment
        for opens, closes in calendar.service(day):
            begin = max(opens, moment)
            if begin + remaining <= closes:
                return begin + remaining
            remaining -= max(closes - begin, timedelta())
        day += _DAY
    raise _out_of_reach()


def _add_months(moment: datetime, months: int) -> datetime:
    """The same day of a later month, or that month's last day where it has no such day."""
    if not months:
        return moment
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    if year > date.max.year:
        raise _out_of_reach()
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def _days_from(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


def _overlap(span: tuple[datetime, datetime], start: datetime, end: datetime) -> timedelta:
    return max(min(span[1], end) - max(span[0], start), timedelta())


def _span(pair: Sequence[str]) -> Span:
    opens, closes = pair
    return time.fromisoformat(opens), time.fromisoformat(closes)


def _require_order(spans: tuple[Span, ...]) -> None:
    moments = [moment for span in spans for moment in span]
    if any(earlier > later for earlier, later in pairwise(moments)) or any(
        opens == closes for opens, closes in spans
    ):
        raise WorktimeError(
            "hours_disordered", "Service hours of a day must be in order and must not overlap."
        )


def _out_of_reach() -> WorktimeError:
    return WorktimeError("duration_out_of_reach", f"The span is longer than {MAX_WORKING_DAYS} working days.")
