"""Values to JSON and back: numbers as numbers, temporal values, ranges and functions as text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .text_form import to_text
from .values import from_python


def to_json(value: Any) -> Any:
    """JSON-ready Python. Whole numbers become int, others float."""
    ready = from_python(value)
    if ready is None or isinstance(ready, bool | str):
        return ready
    if isinstance(ready, Decimal):
        return _number(ready)
    if isinstance(ready, list):
        return [to_json(item) for item in ready]
    if isinstance(ready, Mapping):
        return {str(key): to_json(item) for key, item in ready.items()}
    return to_text(ready)


def _number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def from_json(value: Any) -> Any:
    """Numbers become Decimal all the way down; text stays text, whatever it looks like."""
    if isinstance(value, Mapping):
        return {key: from_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [from_json(item) for item in value]
    return from_python(value)
