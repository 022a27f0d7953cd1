"""Source text to raw tokens. Which words form a name is decided later, by the names in scope."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum

from .errors import FeelError


class Kind(Enum):
    WORD = "word"
    NUMBER = "number"
    STRING = "string"
    TEMPORAL = "temporal"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is the source slice, for strings the value. `start` and `end` are offsets into the source."""

    kind: Kind
    text: str
    start: int
    end: int


KEYWORDS = frozenset(
    [
        "for",
        "return",
        "if",
        "then",
        "else",
        "some",
        "every",
        "satisfies",
        "in",
        "and",
        "or",
        "between",
        "instance",
        "of",
        "function",
        "external",
        "true",
        "false",
        "null",
    ]
)

_PATTERN = re.compile(
    r"""
    (?P<space>(?:\s|/\*.*?\*/|//[^\n\r]*)+)
  | (?P<number>(?:\d+(?:\.(?!\.)\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<temporal>@\s*"(?:[^"\\]|\\.)*")
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<word>[^\W\d](?:\w|\u00B7)*|\?(?!\w)|[\U00010000-\U000EFFFF]+)
  | (?P<symbol>\*\*|\.\.|!=|<=|>=|->|.)
    """,
    re.VERBOSE | re.DOTALL,
)

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\", "/": "/"}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_KINDS = {"number": Kind.NUMBER, "word": Kind.WORD, "symbol": Kind.SYMBOL}


class Source:
    """The text with its line starts, so that an offset becomes line and column (from 1)."""

    __slots__ = ("_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]

    def position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def error(self, code: str, offset: int, **params: object) -> FeelError:
        line, column = self.position(offset)
        return FeelError(code, line, column, **params)


def scan(source: Source) -> list[Token]:
    """All tokens, the last of kind END. Raises FeelError on an open string or comment."""
    tokens: list[Token] = []
    text = source.text
    for match in _PATTERN.finditer(text):
        group = match.lastgroup
        if group == "space":
            continue
        start, end = match.span()
        if group == "string":
            tokens.append(Token(Kind.STRING, unescape(text[start + 1 : end - 1]), start, end))
        elif group == "temporal":
            opening = text.index('"', start)
            tokens.append(Token(Kind.TEMPORAL, unescape(text[opening + 1 : end - 1]), start, end))
        else:
            _refuse_open_ends(source, match.group(), start)
            tokens.append(Token(_KINDS[group or "symbol"], match.group(), start, end))
    tokens.append(Token(Kind.END, "", len(text), len(text)))
    return tokens


def _refuse_open_ends(source: Source, symbol: str, start: int) -> None:
    if symbol == '"':
        raise source.error("FEEL-102", start)
    if symbol == "/" and source.text.startswith("/*", start):
        raise source.error("FEEL-103", start)


def unescape(body: str) -> str:
    """Escapes of a FEEL string literal (DMN 1.5, grammar rule 64), with surrogate pairs joined."""
    if "\\" not in body:
        return body
    plain = _ESCAPE.sub(_unescape_one, body)
    if any("\ud800" <= char <= "\udfff" for char in plain):
        return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return plain


def _unescape_one(match: re.Match[str]) -> str:
    code = match.group(1)
    if len(code) > 1:
        point = int(code[1:], 16)
        return chr(point) if point <= 0x10FFFF else match.group()
    return _ESCAPES.get(code, match.group())
