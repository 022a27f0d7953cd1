"""Functions over dates (DMN 1.5, table 80), and the clock."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..calendar_math import civil, ordinal
from ..clock import current_time
from ..extended import day_number_of, ymd_of
from .registry import builtin

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@builtin("now()")
def now() -> Any:
    return current_time()


@builtin("today()")
def today() -> Any:
    return current_time().date()


@builtin("day of year(date: date|datetime)")
def day_of_year(value: Any) -> Decimal:
    return Decimal(day_number_of(value) - ordinal(ymd_of(value)[0], 1, 1) + 1)


@builtin("day of week(date: date|datetime)")
def day_of_week(value: Any) -> str:
    return _DAYS[(day_number_of(value) - 1) % 7]


@builtin("month of year(date: date|datetime)")
def month_of_year(value: Any) -> str:
    return _MONTHS[ymd_of(value)[1] - 1]


@builtin("week of year(date: date|datetime)")
def week_of_year(value: Any) -> Decimal:
    """ISO 8601: the week of the year that holds this week's Thursday."""
    thursday = day_number_of(value) - (day_number_of(value) - 1) % 7 + 3
    year = civil(thursday)[0]
    return Decimal((thursday - ordinal(year, 1, 1)) // 7 + 1)
