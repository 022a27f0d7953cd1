"""Input entries that compare with constants, read as sets of values.

Most cells of real tables are of this kind: `"A", "B"`, `not("C")`, `< 10`, `[1..5)`, `date("2026-01-01")`. What can
be read here is looked up in an index (`index`) and analysed for gaps and overlaps (`analysis`); every other cell
stays an expression and yields None. Grammar: DMN 1.5, 10.3.1.2 (rules 7 to 17), literals only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from workflows import feel

Kind: TypeAlias = Literal["any", "string", "number", "boolean", "date"]
Point: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of numbers or dates; None is an open end."""

    low: Point | None
    high: Point | None
    low_closed: bool = False
    high_closed: bool = False


@dataclass(frozen=True, slots=True)
class CellSet:
    """The values a constant cell accepts: `values` and `intervals`, or everything else where `negated`."""

    kind: Kind
    values: frozenset[Any] = frozenset()
    intervals: tuple[Interval, ...] = ()
    negated: bool = False


EVERYTHING = CellSet("any")

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<date>date\s*\(\s*"-?\d{4,9}-\d\d-\d\d"\s*\)|@"-?\d{4,9}-\d\d-\d\d")
    | (?P<number>-?\s*(?:\d+(?:\.\d+)?|\.\d+))
    | (?P<boolean>true\b|false\b)
    | (?P<not>not\s*\()
    | (?P<dots>\.\.)
    | (?P<operator><=|>=|<|>)
    | (?P<mark>[\[\](),])
    )""",
    re.VERBOSE,
)


def read_cell(text: str) -> CellSet | None:
    """The set that a constant cell accepts, or None for a cell that needs evaluating."""
    stripped = text.strip()
    if stripped in ("", "-"):
        return EVERYTHING
    tokens = _tokens(stripped)
    if tokens is None:
        return None
    try:
        return _Cell(tokens).read()
    except _NotConstant:
        return None


class _NotConstant(Exception):
    """The cell is more than a comparison with constants."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    value: Any


def _tokens(text: str) -> list[_Token] | None:
    tokens: list[_Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            return None
        tokens.append(_Token(match.lastgroup, _value(match.lastgroup, match.group(match.lastgroup))))
        position = match.end()
    return tokens


def _value(kind: str, source: str) -> Any:
    if kind == "number":
        return Decimal("".join(source.split()))
    if kind == "boolean":
        return source == "true"
    if kind in ("string", "date"):
        return feel.evaluate(source)
    return source


class _Cell:
    """One pass over the tokens of a cell."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.position = 0
        self.values: set[Any] = set()
        self.intervals: list[Interval] = []
        self.kinds: set[str] = set()

    def read(self) -> CellSet:
        negated = self._take("not") is not None
        self._tests()
        if negated:
            self._expect(")")
        if self.position != len(self.tokens) or len(self.kinds) != 1:
            raise _NotConstant
        kind = self.kinds.pop()
        if self.intervals and kind not in ("number", "date"):
            raise _NotConstant
        return CellSet(kind, frozenset(self.values), tuple(self.intervals), negated)  # type: ignore[arg-type]

    def _tests(self) -> None:
        self._test()
        while self._take_mark(","):
            self._test()

    def _test(self) -> None:
        operator = self._take("operator")
        if operator is not None:
            self.intervals.append(_half_line(operator.value, self._literal()))
        elif self._peek_mark("[", "]", "("):
            self.intervals.append(self._interval())
        else:
            self.values.add(self._literal())

    def _interval(self) -> Interval:
        opening = self._next().value
        low = self._literal()
        if self._take("dots") is None:
            raise _NotConstant
        high = self._literal()
        closing = self._next().value
        if closing not in ("]", "[", ")"):
            raise _NotConstant
        return Interval(low, high, low_closed=opening == "[", high_closed=closing == "]")

    def _literal(self) -> Any:
        token = self._next()
        if token.kind not in ("string", "number", "boolean", "date") or not _plain(token):
            raise _NotConstant
        self.kinds.add(token.kind)
        return token.value

    def _next(self) -> _Token:
        if self.position >= len(self.tokens):
            raise _NotConstant
        self.position += 1
        return self.tokens[self.position - 1]

    def _take(self, kind: str) -> _Token | None:
        if self.position < len(self.tokens) and self.tokens[self.position].kind == kind:
            return self._next()
        return None

    def _peek_mark(self, *marks: str) -> bool:
        return self.position < len(self.tokens) and self.tokens[self.position].value in marks

    def _take_mark(self, mark: str) -> bool:
        if self._peek_mark(mark):
            self.position += 1
            return True
        return False

    def _expect(self, mark: str) -> None:
        if not self._take_mark(mark):
            raise _NotConstant


def _plain(token: _Token) -> bool:
    """An impossible date reads as null and one beyond the calendar of Python has its own type: both stay expressions."""
    return token.kind != "date" or type(token.value) is date


def _half_line(operator: str, point: Point) -> Interval:
    if operator in ("<", "<="):
        return Interval(None, point, high_closed=operator == "<=")
    return Interval(point, None, low_closed=operator == ">=")


def constant(text: str) -> tuple[bool, Any]:
    """`(True, value)` for a text that is one literal and nothing else, `(False, None)` otherwise."""
    if text.strip() == "null":
        return True, None
    tokens = _tokens(text.strip())
    if (
        tokens
        and len(tokens) == 1
        and tokens[0].kind in ("string", "number", "boolean", "date")
        and _plain(tokens[0])
    ):
        return True, tokens[0].value
    return False, None
