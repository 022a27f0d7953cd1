"""Working days and service hours (domain book, section 3 "Common parts" and 5.5)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organization.durations import DurationError
from organization.worktime import WorkCalendar, WorktimeError, add, elapsed, working_days

WITA = ZoneInfo("Asia/Makassar")
#: The days off in November and December 2026; 24 December is cuti bersama.
HOLIDAYS = frozenset({date(2026, 12, 24), date(2026, 12, 25)})
MORNING, AFTERNOON = (time(8), time(12)), (time(13), time(15))
OFFICE = WorkCalendar(
    zone="Asia/Makassar", holidays=HOLIDAYS, hours=dict.fromkeys(range(1, 6), (MORNING, AFTERNOON))
)
CLOCK = WorkCalendar.around_the_clock("Asia/Makassar")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WITA)


@pytest.mark.parametrize(
    ("received", "limit", "due"),
    [
        ("2026-12-23T09:00", "P3D", "2026-12-30T23:59:59"),
        ("2026-11-13T16:00", "P3D", "2026-11-18T23:59:59"),
        ("2026-11-14T10:00", "P1D", "2026-11-16T23:59:59"),
        ("2026-11-13T00:00", "P1D", "2026-11-16T23:59:59"),
        ("2026-11-13T23:59:59", "P1D", "2026-11-16T23:59:59"),
        ("2026-11-13T16:00", "P1W", "2026-11-24T23:59:59"),
    ],
)
def test_days_end_with_the_nth_working_day_after_receipt(received, limit, due):
    assert add(at(received), limit, OFFICE) == at(due)


def test_the_day_of_receipt_is_the_unit_s_day():
    evening_in_utc = datetime(2026, 11, 12, 16, 30, tzinfo=UTC)  # 13 November 00:30 WITA
    assert add(evening_in_utc, "P1D", OFFICE) == at("2026-11-16T23:59:59")


@pytest.mark.parametrize(
    ("received", "limit", "due"),
    [
        ("2026-11-13T09:00", "PT2H", "2026-11-13T11:00"),
        ("2026-11-13T11:00", "PT2H", "2026-11-13T14:00"),
        ("2026-11-13T11:00", "PT1H", "2026-11-13T12:00"),
        ("2026-11-13T14:30", "PT1H", "2026-11-16T08:30"),
        ("2026-11-13T20:00", "PT1H", "2026-11-16T09:00"),
        ("2026-12-23T14:00", "PT2H", "2026-12-28T09:00"),
        ("2026-11-13T07:00", "PT24H", "2026-11-18T15:00"),
        ("2026-11-13T20:00", "PT0S", "2026-11-13T20:00"),
    ],
)
def test_hours_count_only_in_service(received, limit, due):
    assert add(at(received), limit, OFFICE) == at(due)


def test_days_and_hours_together_count_the_hours_after_the_days():
    assert add(at("2026-11-13T09:00"), "P1DT1H", OFFICE) == at("2026-11-17T09:00")


def test_months_end_with_the_day_they_reach_or_the_next_working_day():
    assert add(at("2026-10-25T09:00"), "P1M", OFFICE) == at("2026-11-25T23:59:59")
    assert add(at("2026-10-14T09:00"), "P1M", OFFICE) == at("2026-11-16T23:59:59")


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("2026-11-13T23:55", "PT10M", "2026-11-14T00:05"),
        ("2026-12-23T09:00", "P3D", "2026-12-26T09:00"),
        ("2026-01-31T09:00", "P1M", "2026-02-28T09:00"),
        ("2026-12-31T09:00", "P1Y2M", "2028-02-29T09:00"),
    ],
)
def test_on_the_clock_time_passes(start, limit, due):
    assert add(at(start), limit, CLOCK) == at(due)


def test_a_timedelta_counts_its_days_as_working_days():
    assert add(at("2026-12-23T09:00"), timedelta(days=3), OFFICE) == at("2026-12-30T23:59:59")


def test_elapsed_service_time_skips_nights_and_days_off():
    assert elapsed(at("2026-12-23T14:00"), at("2026-12-28T09:00"), OFFICE) == timedelta(hours=2)
    assert elapsed(at("2026-12-23T14:00"), at("2026-12-23T13:00"), OFFICE) == timedelta()
    assert elapsed(at("2026-12-23T14:00"), at("2026-12-28T09:00"), CLOCK) == timedelta(days=4, hours=19)


def test_working_days_between_two_moments():
    assert working_days(at("2026-12-23T09:00"), at("2026-12-30T23:59:59"), OFFICE) == 3
    assert working_days(at("2026-12-23T09:00"), at("2026-12-23T23:00"), OFFICE) == 0
    assert working_days(at("2026-12-23T09:00"), at("2026-12-27T23:00"), OFFICE) == 0


@pytest.mark.parametrize(
    ("limit", "calendar"),
    [("P20000D", OFFICE), ("PT999999H", OFFICE), ("P99999Y", OFFICE), ("P99999Y", CLOCK)],
)
def test_a_span_out_of_reach_is_refused(limit, calendar):
    with pytest.raises(WorktimeError) as refused:
        add(at("2026-11-13T09:00"), limit, calendar)
    assert refused.value.code == "duration_out_of_reach"


def test_a_text_that_is_no_duration_is_refused():
    with pytest.raises(DurationError):
        add(at("2026-11-13T09:00"), "3 hari", OFFICE)


@pytest.mark.parametrize(
    ("weekend", "hours", "code"),
    [
        ([6, 7], {}, "calendar_without_service"),
        ([1, 2, 3, 4, 5, 6, 7], {"1": [["08:00", "15:00"]]}, "calendar_without_service"),
        ([6, 7], {"1": [["15:00", "08:00"]]}, "hours_disordered"),
        ([6, 7], {"1": [["08:00", "08:00"]]}, "hours_disordered"),
        ([6, 7], {"1": [["08:00", "12:00"], ["11:00", "15:00"]]}, "hours_disordered"),
        ([6, 7], {"1": ["08:00"]}, "hours_malformed"),
        ([6, 7], {"Senin": [["08:00", "15:00"]]}, "hours_malformed"),
        ([6, 7], [], "hours_malformed"),
    ],
)
def test_a_calendar_nothing_can_be_counted_with_is_refused(weekend, hours, code):
    with pytest.raises(WorktimeError) as refused:
        WorkCalendar.of(zone="Asia/Makassar", weekend=weekend, hours=hours)
    assert refused.value.code == code


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(
    lambda moment: moment.replace(tzinfo=WITA)
)
minutes = st.integers(0, 60 * 40).map(lambda amount: timedelta(minutes=amount))
few_days = st.integers(1, 30)
calendars = st.builds(
    lambda weekend, holidays, spans: WorkCalendar(
        zone="Asia/Makassar", weekend=weekend, holidays=holidays, hours=dict.fromkeys(range(1, 8), spans)
    ),
    weekend=st.sampled_from([frozenset({6, 7}), frozenset({7}), frozenset({5}), frozenset()]),
    holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=20),
    spans=st.sampled_from([(MORNING,), (MORNING, AFTERNOON), ((time(0), time(23, 59)),)]),
)


def span(amount: timedelta) -> str:
    return f"PT{int(amount.total_seconds())}S"


@given(moments, minutes, minutes, calendars)
def test_service_time_is_additive(start, first, second, calendar):
    step_by_step = add(add(start, span(first), calendar), span(second), calendar)
    assert step_by_step == add(start, span(first + second), calendar)


@given(moments, few_days, few_days, calendars)
def test_working_days_are_additive(start, first, second, calendar):
    step_by_step = add(add(start, f"P{first}D", calendar), f"P{second}D", calendar)
    assert step_by_step == add(start, f"P{first + second}D", calendar)


@given(moments, moments, minutes, few_days, calendars)
def test_who_comes_later_is_never_due_earlier(one, other, amount, days, calendar):
    first, second = sorted((one, other))
    assert add(first, span(amount), calendar) <= add(second, span(amount), calendar)
    assert add(first, f"P{days}D", calendar) <= add(second, f"P{days}D", calendar)


@given(moments, minutes, minutes, calendars)
def test_a_longer_limit_is_never_due_earlier(start, shorter, more, calendar):
    assert start <= add(start, span(shorter), calendar) <= add(start, span(shorter + more), calendar)


@given(moments, minutes, calendars)
def test_what_was_added_has_elapsed(start, amount, calendar):
    assert elapsed(start, add(start, span(amount), calendar), calendar) == amount


@given(moments, few_days, calendars)
def test_counted_days_are_working_days(start, days, calendar):
    due = add(start, f"P{days}D", calendar)
    assert calendar.is_working_day(due.date())
    assert working_days(start, due, calendar) == days
