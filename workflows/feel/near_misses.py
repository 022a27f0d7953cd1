"""Spellings of other languages that FEEL does not have, and what to write instead."""

from __future__ import annotations

from collections.abc import Sequence

from .scanner import Kind, Token

_PAIRS = {"==": "=", "&&": "and", "||": "or", "<>": "!=", "=>": ">=", "=<": "<="}
_SINGLE = {
    "!": "not(...)",
    "%": "modulo(a, b)",
    "^": "**",
    "'": '"..."',
    "`": '"..."',
    "“": '"..."',
    "”": '"..."',
}


def near_miss(tokens: Sequence[Token], index: int) -> tuple[int, str, str] | None:
    """At a token that does not fit: where the foreign spelling begins, how it reads, and FEEL's own."""
    for first in (index - 1, index):
        if first >= 0 and first + 1 < len(tokens):
            left, right = tokens[first], tokens[first + 1]
            meant = _PAIRS.get(left.text + right.text)
            if meant and left.kind is right.kind is Kind.SYMBOL and left.end == right.start:
                return first, left.text + right.text, meant
    token = tokens[index]
    meant = _SINGLE.get(token.text) if token.kind is Kind.SYMBOL else None
    return (index, token.text, meant) if meant else None
