"""ISO 8601 durations."""

from datetime import timedelta

import pytest

from organization.durations import Duration, DurationError, parse

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "months", "days", "time"),
    [
        ("PT10M", 0, 0, HOUR / 6),
        ("P3D", 0, 3, timedelta()),
        ("P1DT4H", 0, 1, 4 * HOUR),
        ("P2W", 0, 14, timedelta()),
        ("P1Y6M", 18, 0, timedelta()),
        ("PT24H", 0, 0, 24 * HOUR),
        ("PT1.5S", 0, 0, timedelta(seconds=1.5)),
        ("P1M", 1, 0, timedelta()),
        ("PT1M", 0, 0, timedelta(minutes=1)),
        (" P0D ", 0, 0, timedelta()),
    ],
)
def test_what_is_written_is_read(text, months, days, time):
    assert parse(text) == Duration(months, days, time)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PT",
        "P3",
        "3D",
        "P1DT",
        "PT10",
        "-P1D",
        "P1.5D",
        "P1D x",
        "p1d",
        "P1H",
        "PT1D",
        "P" + "9" * 10 + "D",
    ],
)
def test_everything_else_is_refused(text):
    with pytest.raises(DurationError) as refused:
        parse(text)
    assert refused.value.text == text


def test_a_timedelta_s_whole_days_are_days():
    assert Duration.of(timedelta(days=2, hours=3)) == Duration(0, 2, 3 * HOUR)


@pytest.mark.parametrize("value", [timedelta(seconds=-1), "-PT1S"])
def test_time_does_not_run_backwards(value):
    with pytest.raises(DurationError):
        Duration.of(value)


def test_negative_parts_are_refused():
    with pytest.raises(DurationError):
        Duration(days=-1)
