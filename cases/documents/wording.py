"""Indonesian words for dates, times and counts, as official letters write them. Pure.

Senin, 23 November 2026 pukul 09.18 WITA; 14 (empat belas) hari. Names of days and months: KBBI.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
#: Letters of the three zones by their offset in hours (Keppres 41/1987).
ZONE_LETTERS = {7: "WIB", 8: "WITA", 9: "WIT"}

_UNITS = (
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)
_SCALES = (
    (10**12, "triliun"),
    (10**9, "miliar"),
    (10**6, "juta"),
    (1000, "ribu"),
    (100, "ratus"),
    (10, "puluh"),
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)\Z")


def date_in_words(day: date) -> str:
    """23 November 2026"""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_in_words(day: date) -> str:
    """Senin, 23 November 2026"""
    return f"{DAYS[day.weekday()]}, {date_in_words(day)}"


def time_in_words(moment: datetime) -> str:
    """09.18 WITA, by the moment's own offset. Raises ValueError for a moment without one."""
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return f"{moment:%H.%M} {_letters(offset)}"


def moment_in_words(moment: datetime) -> str:
    """Senin, 23 November 2026 pukul 09.18 WITA"""
    return f"{day_in_words(moment)} pukul {time_in_words(moment)}"


def zone_letters(zone: str | tzinfo) -> str:
    """WIB, WITA or WIT; elsewhere the offset (UTC+05.30). Raises ZoneInfoNotFoundError for an unknown name.

    Indonesia knows no summer time, so any moment will do.
    """
    where = ZoneInfo(zone) if isinstance(zone, str) else zone
    return _letters(datetime.now(where).utcoffset() or timedelta(0))


def _letters(offset: timedelta) -> str:
    hours, rest = divmod(offset, timedelta(hours=1))
    if not rest and hours in ZONE_LETTERS:
        return ZONE_LETTERS[hours]
    minutes = abs(offset) // timedelta(minutes=1)
    return f"UTC{'-' if offset < timedelta(0) else '+'}{minutes // 60:02d}.{minutes % 60:02d}"


def number_in_words(number: int) -> str:
    """empat belas. For whole numbers from -999 trillion to 999 trillion; ValueError beyond."""
    if abs(number) >= 10**15:
        raise ValueError(f"{number} is too large to be spelled out")
    return f"minus {_words(-number)}" if number < 0 else _words(number)


def _words(number: int) -> str:
    if number < 12:
        return _UNITS[number]
    if number < 20:
        return f"{_UNITS[number - 10]} belas"
    scale, name = next(pair for pair in _SCALES if number >= pair[0])
    count, rest = divmod(number, scale)
    head = f"se{name}" if count == 1 and scale <= 1000 else f"{_words(count)} {name}"
    return f"{head} {_words(rest)}" if rest else head


def counted(number: int, noun: str) -> str:
    """14 (empat belas) hari"""
    return f"{number} ({number_in_words(number)}) {noun}"


def validity_in_words(issued: date, until: date) -> str:
    """The days of a validity: 14 (empat belas) hari."""
    return counted((until - issued).days, "hari")


def spoken_moments(data: Mapping[str, Any], zone: tzinfo) -> dict[str, str]:
    """Every ISO date and moment in nested data, in words, by its path ("barang.0.tanggal").

    A date is written without its weekday (birth dates), a moment with weekday and time of `zone`.
    """
    return {
        path: _spoken(text, zone) for path, text in _texts(data) if _DATE.match(text) or _MOMENT.match(text)
    }


def _spoken(text: str, zone: tzinfo) -> str:
    try:
        if _DATE.match(text):
            return date_in_words(date.fromisoformat(text))
        return moment_in_words(datetime.fromisoformat(text).astimezone(zone))
    except ValueError:  # looks like a date and is none: 2026-02-30
        return text


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
        return
    items = (
        value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, inner in items:
        yield from _texts(inner, f"{path}.{key}" if path else str(key))
