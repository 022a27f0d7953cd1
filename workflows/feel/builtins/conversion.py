"""Conversions to text, numbers and ranges (DMN 1.5, 10.3.4.1)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from ..arithmetic import FAULTS
from ..errors import FeelError, Refused
from ..runtime import Run
from ..text_form import to_text
from ..values import NUMBERS, Range
from .registry import builtin

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


@builtin("string(from: any)", with_run=True)
def string(run: Run, value: Any) -> str | None:
    if value is None:
        return None
    text = to_text(value)
    if len(text) > run.meter.budget.string_length:
        raise Refused("FEEL-207", limit=run.meter.budget.string_length)
    return text


@builtin(
    "number(from: string)", "number(from: string, grouping separator: string?, decimal separator: string?)"
)
def number(text: str, grouping: str | None = None, point: str | None = None) -> Decimal:
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", "."):
        raise Refused("FEEL-238", grouping=grouping or "", decimal=point or "")
    if grouping is not None and grouping == (point or "."):
        raise Refused("FEEL-238", grouping=grouping, decimal=point or ".")
    plain = text.replace(grouping, "") if grouping else text
    if point == ",":
        plain = plain.replace(".", "_").replace(",", ".")
    if _NUMBER.fullmatch(plain) is None:
        raise Refused("FEEL-215", what="number", value=text[:40])
    try:
        return NUMBERS.create_decimal(plain)
    except FAULTS:
        raise Refused("FEEL-206", operation="number") from None


_OPEN_START = re.compile(r"\s*[(\]]\s*\.\.(?P<bound>.+)(?P<close>[)\]\[])\s*", re.DOTALL)
_OPEN_END = re.compile(r"\s*(?P<open>[\[(\]])(?P<bound>.+)\.\.\s*[)\[]\s*", re.DOTALL)


@builtin("range(from: string)")
def range_from(text: str) -> Range:
    """A range from its literal; the bounds must be literals themselves."""
    from ..literal_range import bound, whole_range

    try:
        upper, lower = _OPEN_START.fullmatch(text), _OPEN_END.fullmatch(text)
        if upper:
            included = upper["close"] == "]"
            return Range(None, bound(upper["bound"]), False, included, "<=" if included else "<")
        if lower:
            included = lower["open"] == "["
            return Range(bound(lower["bound"]), None, included, False, ">=" if included else ">")
        return whole_range(text)
    except FeelError:
        raise Refused("FEEL-215", what="range", value=text[:40]) from None
