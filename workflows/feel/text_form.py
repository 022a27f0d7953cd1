"""A value as FEEL text: what `string()` gives, and how values are shown inside lists and contexts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from . import kinds
from .kinds import kind_of
from .temporal_format import (
    format_date,
    format_datetime,
    format_duration,
    format_time,
    format_years_months,
)
from .values import Range, from_python


def number_text(value: Decimal) -> str:
    """Without exponent and without trailing zeros after the point."""
    if not value:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_text(value: Any) -> str:
    """A string as it is; everything else in literal form."""
    return value if isinstance(value, str) else _FORMS[kind_of(value)](value)


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def _inner(value: Any) -> str:
    return quoted(value) if isinstance(value, str) else to_text(value)


def _list(items: list[Any]) -> str:
    return "[" + ", ".join(_inner(item) for item in items) + "]"


def _context(context: Mapping[str, Any]) -> str:
    return (
        "{" + ", ".join(f"{_key(key)}: {_inner(from_python(value))}" for key, value in context.items()) + "}"
    )


def _key(key: str) -> str:
    plain = key.replace(" ", "_")
    return key if plain.isidentifier() else quoted(key)


_LITERAL_KINDS = frozenset({kinds.DATE, kinds.TIME, kinds.DATE_TIME, kinds.DAYS_TIME, kinds.YEARS_MONTHS})


def _bound(value: Any) -> str:
    return f'@"{to_text(value)}"' if kind_of(value) in _LITERAL_KINDS else _inner(value)


def _range(interval: Range) -> str:
    if interval.operator:
        bound = interval.low if interval.high is None or interval.operator in ("=", "!=") else interval.high
        return f"({interval.operator} {_bound(bound)})"
    opening, closing = "[" if interval.low_included else "(", "]" if interval.high_included else ")"
    return f"{opening}{_bound(interval.low)}..{_bound(interval.high)}{closing}"


_FORMS: dict[str, Any] = {
    kinds.NULL: lambda value: "null",
    kinds.NUMBER: number_text,
    kinds.STRING: quoted,
    kinds.BOOLEAN: lambda value: "true" if value else "false",
    kinds.DATE: format_date,
    kinds.TIME: format_time,
    kinds.DATE_TIME: format_datetime,
    kinds.DAYS_TIME: format_duration,
    kinds.YEARS_MONTHS: format_years_months,
    kinds.LIST: _list,
    kinds.CONTEXT: _context,
    kinds.RANGE: _range,
    kinds.FUNCTION: str,
}
