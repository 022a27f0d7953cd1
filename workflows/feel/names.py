"""The static symbol table: which sequences of tokens are names, spaces and operators included."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from .scanner import KEYWORDS, Kind, Source, Token, scan

_GLUE = frozenset("+-*/.'")
Piece = tuple[str, bool]
"""A token's text, and whether white space stands before it where that matters."""


@lru_cache(maxsize=4096)
def normalized(name: str) -> str:
    """White space inside a name counts as one blank (DMN 1.5, 10.3.1.4)."""
    return " ".join(name.split())


@lru_cache(maxsize=4096)
def _pieces(name: str) -> tuple[Piece, ...]:
    tokens = [token for token in scan(Source(name)) if token.kind is not Kind.END]
    return tuple(_piece(tokens, index) for index in range(len(tokens)))


def _piece(tokens: Sequence[Token], index: int) -> Piece:
    token = tokens[index]
    if index == 0:
        return token.text, False
    before = tokens[index - 1]
    sign = token.text in _GLUE or before.text in _GLUE
    return token.text, sign and before.end != token.start


class NameIndex:
    """Names of one scope, found by their first token."""

    __slots__ = ("_by_first", "singles")

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.singles: set[str] = set()
        self._by_first: dict[str, list[tuple[tuple[Piece, ...], str]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        if name.isidentifier() and name not in KEYWORDS:
            self.singles.add(name)
            return
        if '"' in name or "/*" in name:
            return
        pieces = _pieces(name)
        if pieces:
            entries = self._by_first.setdefault(pieces[0][0], [])
            entries.append((pieces, normalized(name)))
            entries.sort(key=lambda entry: -len(entry[0]))

    def match(self, tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
        """The longest name starting at this token, with the number of tokens it takes."""
        first = tokens[index].text
        for pieces, name in self._by_first.get(first, ()):
            if _same(pieces, tokens, index):
                return name, len(pieces)
        return (first, 1) if first in self.singles else None


def _same(pieces: tuple[Piece, ...], tokens: Sequence[Token], index: int) -> bool:
    if index + len(pieces) > len(tokens):
        return False
    return all(
        tokens[index + step].text == piece[0] and (step == 0 or _piece(tokens, index + step)[1] == piece[1])
        for step, piece in enumerate(pieces)
    )


def longest(indexes: Iterable[NameIndex], tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
    """The longest match of several scopes; the inner scope wins a draw."""
    best: tuple[str, int] | None = None
    for names in indexes:
        found = names.match(tokens, index)
        if found and (best is None or found[1] > best[1]):
            best = found
    return best


def word_run(tokens: Sequence[Token], index: int) -> int:
    """How many words in a row, keywords excluded, start here: a name nobody declared is still one name."""
    end = index
    while tokens[end].kind is Kind.WORD and tokens[end].text not in KEYWORDS and tokens[end].text != "?":
        end += 1
    return end - index
