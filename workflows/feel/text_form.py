"""A value as FEEL text: what `string()` gives, and how values are shown inside lists and contexts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from . import kinds
from .errors import Refused
from .kinds import kind_of
from .temporal_format import (
    format_date,
    format_datetime,
    format_duration,
    format_time,
    format_years_months,
)
from .values import Range, entry_of

_LONGEST = 1_000_000


def number_text(value: Decimal) -> str:
    """Without exponent and without trailing zeros after the point."""
    if not value:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_text(value: Any) -> str:
    """A string as it is; everything else in literal form. Raises Refused when that would be too long."""
    if isinstance(value, str):
        return value
    writer = _Writer()
    writer.write(value)
    return "".join(writer.parts)


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def _key(key: str) -> str:
    plain = key.replace(" ", "_")
    return key if plain.isidentifier() else quoted(key)


class _Writer:
    """Collects the pieces of one text and stops when it grows without end."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = 0

    def add(self, text: str) -> None:
        self.size += len(text)
        if self.size > _LONGEST:
            raise Refused("FEEL-207", limit=_LONGEST)
        self.parts.append(text)

    def write(self, value: Any) -> None:
        kind = kind_of(value)
        if kind == kinds.LIST:
            self._list(value)
        elif kind == kinds.CONTEXT:
            self._context(value)
        elif kind == kinds.RANGE:
            self._range(value)
        else:
            self.add(_FORMS[kind](value))

    def _list(self, items: list[Any]) -> None:
        self.add("[")
        for index, item in enumerate(items):
            if index:
                self.add(", ")
            self.write(item)
        self.add("]")

    def _context(self, context: Mapping[str, Any]) -> None:
        self.add("{")
        for index, key in enumerate(context):
            self.add(f", {_key(key)}: " if index else f"{_key(key)}: ")
            self.write(entry_of(context, key))
        self.add("}")

    def _range(self, interval: Range) -> None:
        if interval.operator:
            bound = interval.high if interval.low is None else interval.low
            self.add(f"({interval.operator} ")
            self._bound(bound)
            self.add(")")
            return
        self.add("[" if interval.low_included else "(")
        self._bound(interval.low)
        self.add("..")
        self._bound(interval.high)
        self.add("]" if interval.high_included else ")")

    def _bound(self, value: Any) -> None:
        if kind_of(value) in _LITERAL_KINDS:
            self.add(f'@"{_FORMS[kind_of(value)](value)}"')
        else:
            self.write(value)


_LITERAL_KINDS = frozenset({kinds.DATE, kinds.TIME, kinds.DATE_TIME, kinds.DAYS_TIME, kinds.YEARS_MONTHS})
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
    kinds.FUNCTION: str,
}
