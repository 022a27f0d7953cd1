"""What decision models need to know of FEEL's values, in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from workflows.feel import Function, Refused, equal, kind_of, warn
from workflows.feel.types import Type
from workflows.feel.values import from_python, settle

__all__ = [
    "BUILT_IN_TYPES",
    "Refused",
    "equal",
    "feel_function",
    "incoming",
    "is_context",
    "is_function",
    "is_of",
    "midnight",
    "warn",
]

#: Names that a `typeRef` may use, with the older spellings (DMN 1.5, table 46; DMN 1.1, 10.3.1.3).
BUILT_IN_TYPES: Mapping[str, str] = {
    **{
        name: name
        for name in (
            "number",
            "string",
            "boolean",
            "date",
            "time",
            "date and time",
            "days and time duration",
            "years and months duration",
            "list",
            "context",
            "function",
            "range",
        )
    },
    "dateTime": "date and time",
    "date time": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}


def is_of(value: Any, type_name: str) -> bool:
    return kind_of(value) == type_name


def is_context(value: Any) -> bool:
    return isinstance(value, Mapping)


def is_function(value: Any) -> bool:
    return isinstance(value, Function)


def midnight(day: date) -> datetime | None:
    """A date as a date and time, at 0:00 UTC (DMN 1.5, 10.3.2.9.4). None beyond the calendar of Python."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if isinstance(day, date) else None


def incoming(value: Any) -> Any:
    """A value from outside with its numbers as decimals, all the way down."""
    return settle(from_python(value))


def feel_function(
    name: str,
    parameters: Sequence[str],
    body: Callable[..., Any],
    types: Sequence[Type] | None = None,
    result: Type | None = None,
) -> Function:
    """A function that FEEL text can call, by position or by name. `body` may raise `Refused`: the call gives null."""
    return Function(name, parameters, lambda run, values: body(*values), types, result)
