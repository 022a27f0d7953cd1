"""Dates, times, durations: literals, arithmetic, zones, and what Python's own types cannot hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.unit.feel.expect import gives, null_because
from workflows import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('date("2026-01-31") + duration("P1M")', '@"2026-02-28"'),
        ('@"2026-01-31" - @"P1D"', '@"2026-01-30"'),
        ('@"2026-01-02" - @"2026-01-01"', '@"P1D"'),
        ('@"2026-01-01" + @"PT36H"', '@"2026-01-02"'),
        ('@"2026-01-02" - @"PT1M"', '@"2026-01-01"'),
        ('@"23:30:00" + @"PT1H"', '@"00:30:00"'),
        ('@"10:00:00" - @"09:30:00"', '@"PT30M"'),
        ('2.5 * @"P1Y11M"', '@"P4Y9M"'),
        ('@"P10D" / @"P5D"', "2"),
        ('@"PT1H" / 2', '@"PT30M"'),
        ('@"2026-01-01T24:00:00"', '@"2026-01-02T00:00:00"'),
        ('@"2026-06-01T12:00:00+07:00" = @"2026-06-01T13:00:00@Asia/Makassar"', "true"),
        ('@"2026-06-01T12:00:00@Asia/Jakarta" < @"2026-06-01T12:00:00@Asia/Makassar"', "false"),
        ('@"2026-03-28T12:00:00@Europe/Paris" + @"P1D"', '@"2026-03-29T13:00:00@Europe/Paris"'),
        ('date and time(@"2026-06-01", @"10:00:00").hour', "10"),
        ('time(10, 30, 0, @"PT7H") = @"10:30:00+07:00"', "true"),
        ('time(@"2026-06-01T10:00:00")', '@"10:00:00"'),
        ('date(@"2026-06-01T10:00:00")', '@"2026-06-01"'),
        ('years and months duration(@"2011-12-22", @"2013-08-24")', '@"P1Y8M"'),
        ('years and months duration(@"2013-08-24", @"2011-12-22")', '@"-P1Y8M"'),
        ('day of year(@"2019-09-17")', "260"),
        ('day of week(@"2019-09-17")', '"Tuesday"'),
        ('month of year(@"2019-09-17")', '"September"'),
        ('week of year(@"2003-12-29")', "1"),
        ('week of year(@"2005-01-01")', "53"),
        ('@"2026-11-25".weekday', "3"),
        ('@"P1DT2H3M4S".hours', "2"),
        ('@"-P1Y2M".months', "-2"),
        ('@"10:00:00+07:00".time offset', '@"PT7H"'),
        ('@"10:00:00@Asia/Jakarta".timezone', '"Asia/Jakarta"'),
    ],
)
def test_values(text: str, expected: str) -> None:
    gives(text, expected)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('@"-2021-01-01" + @"P1D"', "-2021-01-02"),
        ('@"9999-12-31" + @"P1D"', "10000-01-01"),
        ('@"10000-01-01" - @"P1D"', "9999-12-31"),
        ('@"-2021-01-01T10:10:10@Australia/Melbourne" + @"P1M"', "-2021-02-01T10:10:10@Australia/Melbourne"),
        ('@"999999999-12-31"', "999999999-12-31"),
        ('@"2026-01-01T00:00:00.000000001" + @"PT0.000000001S"', "2026-01-01T00:00:00.000000002"),
        ('@"PT0.123456789S" * 2', "PT0.246913578S"),
        ('@"10:00:00.123456789"', "10:00:00.123456789"),
        ('@"P9999999999D"', "P9999999999D"),
    ],
)
def test_beyond_the_types_of_python(text: str, shown: str) -> None:
    assert feel.to_text(feel.evaluate(text)) == shown


def test_extended_values_compare_with_ordinary_ones() -> None:
    gives('@"-0001-01-01" < @"2026-01-01"', "true")
    gives('@"10000-01-01T00:00:00" > @"9999-12-31T23:59:59"', "true")
    gives('@"10000-01-01" - @"9999-12-31"', '@"P1D"')


def test_ordinary_values_are_those_of_python() -> None:
    assert feel.evaluate('@"2026-06-01"') == date(2026, 6, 1)
    assert feel.evaluate('@"2026-06-01T10:00:00Z"') == datetime(2026, 6, 1, 10, tzinfo=UTC)
    assert feel.evaluate('@"P1DT1H"') == timedelta(hours=25)
    assert feel.evaluate('@"P1Y2M"') == feel.YearsMonths(14)
    assert feel.evaluate("x", {"x": timedelta(hours=1)}) == timedelta(hours=1)


@pytest.mark.parametrize(
    "text",
    [
        "2026-1-01", "2026-02-29", "02026-01-01", "+2026-01-01", "9999999999-01-01", "2026-01-01T25:00:00",
        "10:60:00", "10:00:00+19:00", "10:00:00Z@Asia/Jakarta", "P", "PT", "P1S", "P1H", "P-1D", "P1Y1D", "-P",
        "foo", "", "2026-01-01T", "10:00",
    ],
)  # fmt: skip
def test_malformed_literals(text: str) -> None:
    with feel.collect_warnings() as warnings:
        assert feel.evaluate(f'@"{text}"') is None
    assert warnings


def test_a_zone_and_no_zone_do_not_mix() -> None:
    null_because('@"10:00:00Z" - @"09:00:00"', "FEEL-208")
    null_because('@"2026-01-01T10:00:00Z" < @"2026-01-01T10:00:00"', "FEEL-211")


def test_clock() -> None:
    moment = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Makassar"))
    with feel.use_clock(lambda: moment):
        assert feel.evaluate("now()") == moment
        assert feel.evaluate("today()") == moment.date()
        assert feel.evaluate('now() - @"2026-11-23T08:00:00@Asia/Makassar"') == timedelta(hours=1)
    assert feel.evaluate("now()").tzinfo is not None
