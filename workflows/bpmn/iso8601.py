"""The forms of ISO 8601 that a timer may be written in (BPMN 2.0.2, 10.5.5, table 10.101)."""

from __future__ import annotations

import re
from datetime import datetime

_DURATION = re.compile(
    r"-?P(?=[0-9T])(?:\d{1,9}W|(?:\d{1,9}Y)?(?:\d{1,9}M)?(?:\d{1,9}D)?"
    r"(?:T(?=\d)(?:\d{1,9}H)?(?:\d{1,9}M)?(?:\d{1,9}(?:\.\d{1,9})?S)?)?)\Z",
    re.ASCII,
)
_REPEAT = re.compile(r"R(?:-1|\d{0,9})\Z", re.ASCII)


def is_date(text: str) -> bool:
    """A calendar date and a time of day, zone optional."""
    if "T" not in text:
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_duration(text: str) -> bool:
    """A period that isn't negative."""
    return bool(_DURATION.match(text)) and not text.startswith("-")


def is_cycle(text: str) -> bool:
    """`R[n]/duration`, `R[n]/start/duration` or `R[n]/duration/end`."""
    repeat, *rest = text.split("/")
    if not _REPEAT.match(repeat) or len(rest) not in (1, 2):
        return False
    if len(rest) == 1:
        return is_duration(rest[0])
    first, second = rest
    return (is_date(first) and is_duration(second)) or (is_duration(first) and is_date(second))
