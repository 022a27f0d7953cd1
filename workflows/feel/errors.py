"""What can go wrong with an expression: an error that stops it, or a problem that is reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class FeelError(Exception):
    """The expression cannot be read, or it used up its budget. Carries facts; the sentence is in messages.*.yaml.

    `line` and `column` count from 1; `params` fill the sentence of `code`; `suggestion` is the word that
    was probably meant, for a near miss.
    """

    def __init__(self, code: str, line: int = 1, column: int = 1, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.column = column
        self.params = params
        self.suggestion: str | None = None

    def __str__(self) -> str:
        from .texts import render

        return f"{self.line}:{self.column} {self.code} {render(self, 'en')}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One warning of a run or one finding of a check. `suggestion` is a name the author may have meant."""

    code: str
    line: int
    column: int
    params: Mapping[str, Any] = field(default_factory=dict)
    severity: str = "warning"
    suggestion: str | None = None


class Refused(Exception):
    """Inside the engine: the value is null, and this is why. Turned into a `Problem` where the position is known."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
