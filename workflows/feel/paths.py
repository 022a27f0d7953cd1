"""`value.name`: entries of contexts, of each item of a list, and the properties of temporal values and ranges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from . import kinds
from .extended import (
    DAY,
    SECOND,
    day_number_of,
    duration_nanos,
    make_duration,
    nanos_of,
    offset_nanos,
    ymd_of,
    zone_of,
)
from .kinds import kind_of
from .runtime import Placed, Run
from .temporal_format import zone_name
from .values import Range, YearsMonths, entry_of

Property = Callable[[Any], Any]


def member(run: Run, at: Placed, value: Any, key: str) -> Any:
    """Null with a warning where there is nothing of that name."""
    kind = kind_of(value)
    if kind == kinds.LIST:
        run.meter.tick(len(value))
        return [member(run, at, item, key) for item in value]
    if kind == kinds.CONTEXT:
        return _entry(run, at, value, key)
    prop = PROPERTIES.get(kind, {}).get(key)
    if prop is not None:
        return prop(value)
    if value is None:
        run.warn(at, "FEEL-210", name=key)
    else:
        run.warn(at, "FEEL-202", known=PROPERTIES.get(kind, ()), name=key, kind=kind)
    return None


def _entry(run: Run, at: Placed, value: Mapping[str, Any], key: str) -> Any:
    if key in value:
        return entry_of(value, key)
    run.warn(at, "FEEL-202", known=value, name=key, kind=kinds.CONTEXT)
    return None


def _quotient(nanos: int, unit: int, modulus: int | None) -> Decimal:
    size = abs(nanos) // unit
    if modulus is not None:
        size %= modulus
    return Decimal(-size if nanos < 0 else size)


def _offset(value: Any) -> Any:
    offset = offset_nanos(value)
    return None if offset is None else make_duration(offset)


def _seconds(value: Any) -> Decimal:
    nanos = duration_nanos(value)
    whole, fraction = divmod(abs(nanos), SECOND)
    size = Decimal(whole % 60) + Decimal(fraction).scaleb(-9).normalize() if fraction else Decimal(whole % 60)
    return -size if nanos < 0 else size


def _months(value: YearsMonths) -> Decimal:
    size = abs(value.months) % 12
    return Decimal(-size if value.months < 0 else size)


def _years(value: YearsMonths) -> Decimal:
    size = abs(value.months) // 12
    return Decimal(-size if value.months < 0 else size)


def _bound(side: str) -> Property:
    def read(interval: Range) -> Any:
        if interval.operator in ("=", "!="):
            return interval.low
        return interval.low if side == "low" else interval.high

    return read


def _included(side: str) -> Property:
    def read(interval: Range) -> bool:
        if interval.operator in ("=", "!="):
            return interval.operator == "="
        return interval.low_included if side == "low" else interval.high_included

    return read


_DATE_PARTS: dict[str, Property] = {
    "year": lambda value: Decimal(ymd_of(value)[0]),
    "month": lambda value: Decimal(ymd_of(value)[1]),
    "day": lambda value: Decimal(ymd_of(value)[2]),
    "weekday": lambda value: Decimal((day_number_of(value) - 1) % 7 + 1),
}
_TIME_PARTS: dict[str, Property] = {
    "hour": lambda value: Decimal(nanos_of(value) // (3_600 * SECOND)),
    "minute": lambda value: Decimal(nanos_of(value) // (60 * SECOND) % 60),
    "second": lambda value: Decimal(nanos_of(value) // SECOND % 60),
    "time offset": _offset,
    "timezone": lambda value: zone_name(zone_of(value)),
}
PROPERTIES: dict[str, dict[str, Property]] = {
    kinds.DATE: _DATE_PARTS,
    kinds.TIME: _TIME_PARTS,
    kinds.DATE_TIME: _DATE_PARTS | _TIME_PARTS,
    kinds.DAYS_TIME: {
        "days": lambda value: _quotient(duration_nanos(value), DAY, None),
        "hours": lambda value: _quotient(duration_nanos(value), 3_600 * SECOND, 24),
        "minutes": lambda value: _quotient(duration_nanos(value), 60 * SECOND, 60),
        "seconds": _seconds,
    },
    kinds.YEARS_MONTHS: {"years": _years, "months": _months},
    kinds.RANGE: {
        "start": _bound("low"),
        "end": _bound("high"),
        "start included": _included("low"),
        "end included": _included("high"),
    },
}
