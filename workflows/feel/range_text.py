"""A range written as text, as the function `range` reads it: its ends are literals, nothing is computed."""

from __future__ import annotations

from typing import Any

from . import kinds
from . import syntax as tree
from .errors import FeelError, Refused
from .kinds import kind_of
from .temporal_parse import parse_date, parse_datetime, parse_duration, parse_literal, parse_time
from .values import Range


def parse_range(text: str) -> Range:
    """Raises Refused when it is not the text of a range."""
    from .compiler_operators import _bounds_fit
    from .parser import parse

    padded = text.strip()
    if padded[1:-1].strip().startswith(".."):
        padded = padded[0] + "null " + padded[1:].strip()
    elif padded[:-1].strip().endswith(".."):
        padded = padded[:-1] + " null" + padded[-1]
    try:
        node = parse(padded)
    except FeelError:
        raise _refused(text) from None
    if not isinstance(node, tree.RangeLiteral):
        raise _refused(text)
    low, high = _end(node.low, text), _end(node.high, text)
    interval = Range(low, high, node.low_included, node.high_included, _operator(low, high, node))
    if not _usable(interval) or not _bounds_fit(interval):
        raise _refused(text)
    return interval


def _operator(low: Any, high: Any, node: tree.RangeLiteral) -> str | None:
    """A range with one end is the same as a comparison with it."""
    if low is None:
        return "<=" if node.high_included else "<"
    if high is None:
        return ">=" if node.low_included else ">"
    return None


def _refused(text: str) -> Refused:
    return Refused("FEEL-215", what="range", value=text[:40])


def _usable(interval: Range) -> bool:
    """At most one side open, and an open side is not included; the ends in order."""
    from .comparison import compare

    low, high = interval.low, interval.high
    if low is None or high is None:
        open_included = (low is None and interval.low_included) or (high is None and interval.high_included)
        return not (low is None and high is None) and not open_included
    return compare(low, high) in (-1, 0)


def _end(node: tree.Node, text: str) -> Any:
    if isinstance(node, tree.Literal) and (node.value is None or kind_of(node.value) in kinds.ORDERED):
        return node.value
    if isinstance(node, tree.TemporalLiteral):
        return parse_literal(node.text)
    read = _FUNCTIONS.get(node.callee.name) if _is_literal_call(node) else None  # type: ignore[attr-defined]
    if read is None:
        raise _refused(text)
    return read(node.positional[0].value)  # type: ignore[attr-defined]


def _is_literal_call(node: tree.Node) -> bool:
    if not isinstance(node, tree.Call) or node.named or len(node.positional) != 1:
        return False
    argument = node.positional[0]
    text = isinstance(argument, tree.Literal) and isinstance(argument.value, str)
    return text and isinstance(node.callee, tree.Name)


_FUNCTIONS: dict[str, Any] = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_datetime,
    "duration": parse_duration,
}
