"""Proleptic Gregorian calendar for any year: day numbers as `date.toordinal` counts them, without its limits."""

from __future__ import annotations

_TO_ORDINAL = 719_163
_ERA = 146_097


def ordinal(year: int, month: int, day: int) -> int:
    """Day number of a date; 1 is 0001-01-01."""
    shifted = year - (month <= 2)
    era, of_era = divmod(shifted, 400)
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    day_of_era = of_era * 365 + of_era // 4 - of_era // 100 + day_of_year
    return era * _ERA + day_of_era - 719_468 + _TO_ORDINAL


def civil(day_number: int) -> tuple[int, int, int]:
    """Year, month and day of a day number."""
    era, day_of_era = divmod(day_number - _TO_ORDINAL + 719_468, _ERA)
    of_era = (day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * of_era + of_era // 4 - of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + (3 if shifted < 10 else -9)
    return of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def shift_months(year: int, month: int, day: int, months: int) -> tuple[int, int, int]:
    """The date so many months away; the day is cut to the length of that month."""
    total = year * 12 + month - 1 + months
    new_year, zero_month = divmod(total, 12)
    return new_year, zero_month + 1, min(day, days_in_month(new_year, zero_month + 1))
