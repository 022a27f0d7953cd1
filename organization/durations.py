"""ISO 8601 durations as the time limits of a procedure write them (ISO 8601-1:2019, 5.5.2.2).

    P3D  PT10M  P1DT4H  P2W  P1Y6M

A week is seven days, a year twelve months. Days and hours stay apart, because on a working calendar three
days are not 72 hours. No Django.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

_ISO = re.compile(
    r"P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d{1,6})?)S)?)?\Z"
)
_MAX_DIGITS = 9


class DurationError(ValueError):
    """A text that is not a duration of ISO 8601, or one that runs backwards or for ever."""

    code = "duration_malformed"

    def __init__(self, text: str) -> None:
        super().__init__(f"'{text}' is not a duration; write for example PT10M, P3D or P1M.")
        self.text = text


@dataclass(frozen=True, slots=True)
class Duration:
    """A span forward: calendar months, days, and exact time. None of the three is negative."""

    months: int = 0
    days: int = 0
    time: timedelta = timedelta()

    def __post_init__(self) -> None:
        if self.months < 0 or self.days < 0 or self.time < timedelta():
            raise DurationError(str(self))

    @classmethod
    def of(cls, value: Duration | timedelta | str) -> Duration:
        """A duration from any of its shapes. A timedelta's whole days count as days, the rest as time.

        Raises DurationError.
        """
        if isinstance(value, Duration):
            return value
        if isinstance(value, timedelta):
            if value < timedelta():
                raise DurationError(str(value))
            return cls(days=value.days, time=value - timedelta(days=value.days))
        return parse(value)


def parse(text: str) -> Duration:
    """The duration that `text` writes. Raises DurationError."""
    match = _ISO.match(text.strip())
    if not match or max(map(len, re.findall(r"\d+", text)), default=0) > _MAX_DIGITS:
        raise DurationError(text)
    part = {name: int(value or 0) for name, value in match.groupdict().items() if name != "seconds"}
    exact = timedelta(hours=part["hours"], minutes=part["minutes"]) + _seconds(match["seconds"])
    return Duration(part["years"] * 12 + part["months"], part["weeks"] * 7 + part["days"], exact)


def _seconds(text: str | None) -> timedelta:
    return timedelta(microseconds=int(Decimal(text or 0) * 1_000_000))
