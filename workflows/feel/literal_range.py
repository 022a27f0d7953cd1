"""`range("[1..10]")`: a range read from text, with literal bounds only (DMN 1.5, 10.3.4.1)."""

from __future__ import annotations

from typing import Any

from . import kinds
from . import syntax as tree
from .comparison import compare
from .errors import Refused
from .kinds import kind_of
from .parser import parse
from .temporal_parse import parse_date, parse_datetime, parse_duration, parse_literal, parse_time
from .values import Range

_READERS: dict[str, Any] = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_datetime,
    "duration": parse_duration,
}


def bound(text: str) -> Any:
    """One bound. Raises Refused when it is not a literal, FeelError when it is not FEEL."""
    return _literal(parse(text), text)


def whole_range(text: str) -> Range:
    """Both bounds, the lower one first. Raises Refused or FeelError."""
    node = parse(text)
    if not isinstance(node, tree.RangeLiteral):
        raise _refused(text)
    low, high = _literal(node.low, text), _literal(node.high, text)
    order = compare(low, high)
    if order is None or order > 0:
        raise _refused(text)
    return Range(low, high, node.low_included, node.high_included)


def _refused(text: str) -> Refused:
    return Refused("FEEL-215", what="range", value=text[:40])


def _literal(node: tree.Node, text: str) -> Any:
    value = _value(node)
    if kind_of(value) not in kinds.ORDERED:
        raise _refused(text)
    return value


def _value(node: tree.Node) -> Any:
    if isinstance(node, tree.Literal):
        return node.value
    if isinstance(node, tree.TemporalLiteral):
        return parse_literal(node.text)
    if isinstance(node, tree.Call) and isinstance(node.callee, tree.Name) and len(node.positional) == 1:
        reader = _READERS.get(node.callee.name)
        argument = node.positional[0]
        if reader and isinstance(argument, tree.Literal) and isinstance(argument.value, str):
            return reader(argument.value)
    return None
