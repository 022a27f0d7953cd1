"""FEEL values as JSON, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timezone
from decimal import Decimal
from typing import Any

from . import kinds
from .errors import FeelError
from .extended import offset_nanos
from .kinds import kind_of
from .temporal_format import format_duration, format_years_months, format_zone
from .text_form import to_text
from .values import from_python, settle

_LARGEST = 300
_MICRO = 1_000


def to_json(value: Any) -> Any:
    """Numbers as int or float, temporal values as ISO 8601 text (a zone by its offset), ranges and functions as text.

    What is no FEEL value (NaN, an infinite number) is null. Raises FeelError FEEL-305 for data that contain themselves.
    """
    try:
        return _json(value)
    except RecursionError:
        raise FeelError("FEEL-305") from None


def _json(value: Any) -> Any:
    value = from_python(value)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Mapping):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_json(item) for item in value]
    if isinstance(value, Decimal):
        return _number(value)
    return _text(value)


def _number(value: Decimal) -> int | float | str:
    if value.adjusted() > _LARGEST:
        return str(value)
    return int(value) if value == value.to_integral_value() else float(value)


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, time):
        return _iso_time(value)
    kind = kind_of(value)
    if kind == kinds.DAYS_TIME:
        return format_duration(value)
    if kind == kinds.YEARS_MONTHS:
        return format_years_months(value)
    return to_text(value)


def _iso_time(value: time) -> str:
    offset = offset_nanos(value)
    if offset is None:
        return value.isoformat()
    from datetime import timedelta

    zone = timezone(timedelta(microseconds=offset // _MICRO))
    return value.replace(tzinfo=None).isoformat() + format_zone(zone)


def from_json(value: Any) -> Any:
    """JSON as FEEL values: numbers become Decimal. Text stays text: a date has to be made by `date(...)`.

    Raises as `to_json`.
    """
    try:
        return settle(from_python(value))
    except RecursionError:
        raise FeelError("FEEL-305") from None
