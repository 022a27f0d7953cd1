"""The tokens of one expression, read front to back, with errors that say what was expected."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .errors import FeelError
from .near_misses import near_miss
from .scanner import KEYWORDS, Kind, Source, Token, scan
from .suggestions import closest


class TokenStream:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.tokens = scan(source)
        self.index = 0

    @property
    def current(self) -> Token:
        return self.tokens[self.index]

    def peek(self, ahead: int = 1) -> Token:
        return self.tokens[min(self.index + ahead, len(self.tokens) - 1)]

    def advance(self, count: int = 1) -> Token:
        token = self.tokens[self.index]
        self.index += count
        return token

    def at(self, *texts: str) -> bool:
        """Is the current token one of these symbols or words (never a string literal)?"""
        token = self.tokens[self.index]
        return (token.kind is Kind.SYMBOL or token.kind is Kind.WORD) and token.text in texts

    def take(self, *texts: str) -> Token | None:
        return self.advance() if self.at(*texts) else None

    def expect(self, *texts: str) -> Token:
        token = self.take(*texts)
        if token is None:
            raise self.unexpected(texts)
        return token

    def near_miss(self) -> FeelError | None:
        """The error that names FEEL's own spelling, where the current token is one of another language."""
        found = near_miss(self.tokens, self.index)
        if found is None:
            return None
        place, text, meant = found
        return self.error("FEEL-112", self.tokens[place], found=text, meant=meant)

    def unexpected(self, expected: Collection[str]) -> FeelError:
        slip = self.near_miss()
        if slip is not None:
            return slip
        token = self.current
        wanted = " ".join(f"'{text}'" for text in expected)
        if token.kind is Kind.END:
            return self.error("FEEL-105", token, expected=wanted)
        error = self.error("FEEL-104", token, found=self.shown(token), expected=wanted)
        error.suggestion = self._near_miss(expected)
        return error

    def _near_miss(self, expected: Collection[str]) -> str | None:
        """A misspelt keyword is read as a name, often as the end of the one before it."""
        keywords = [text for text in expected if text in KEYWORDS]
        if not keywords:
            return None
        words = (self.tokens[max(self.index - 1, 0)], self.current)
        found = (closest(word.text, keywords) for word in words if word.kind is Kind.WORD)
        return next((suggestion for suggestion in found if suggestion), None)

    def shown(self, token: Token) -> str:
        return self.source.text[token.start : token.end][:40]

    def error(self, code: str, token: Token, **params: Any) -> FeelError:
        return self.source.error(code, token.start, **params)

    def is_name_word(self, token: Token) -> bool:
        return token.kind is Kind.WORD and token.text not in KEYWORDS
