"""Which type of the language a value has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from .extended import FineDuration, FineTime, LongDate, LongDateTime
from .values import Function, MadeContext, Range, YearsMonths

NULL, NUMBER, STRING, BOOLEAN = "null", "number", "string", "boolean"
DATE, TIME, DATE_TIME = "date", "time", "date and time"
DAYS_TIME, YEARS_MONTHS = "days and time duration", "years and months duration"
LIST, CONTEXT, RANGE, FUNCTION = "list", "context", "range", "function"

_BY_TYPE: dict[type, str] = {
    type(None): NULL, Decimal: NUMBER, str: STRING, bool: BOOLEAN, date: DATE, LongDate: DATE, time: TIME,
    FineTime: TIME, datetime: DATE_TIME, LongDateTime: DATE_TIME, timedelta: DAYS_TIME, FineDuration: DAYS_TIME,
    YearsMonths: YEARS_MONTHS, list: LIST, dict: CONTEXT, MadeContext: CONTEXT, Range: RANGE, Function: FUNCTION,
}  # fmt: skip
_BY_BASE = (
    (bool, BOOLEAN), (str, STRING), (Decimal, NUMBER), (datetime, DATE_TIME), (date, DATE), (time, TIME),
    (timedelta, DAYS_TIME), (Mapping, CONTEXT), (list, LIST), (Function, FUNCTION),
)  # fmt: skip

ORDERED = frozenset({NUMBER, STRING, DATE, TIME, DATE_TIME, DAYS_TIME, YEARS_MONTHS})


def kind_of(value: Any) -> str:
    """The type's name as FEEL writes it."""
    kind = _BY_TYPE.get(type(value))
    return kind if kind is not None else _kind_by_base(value)


def _kind_by_base(value: Any) -> str:
    for base, kind in _BY_BASE:
        if isinstance(value, base):
            return kind
    return NULL
