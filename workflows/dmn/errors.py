"""The one exception of the package: a model that can't be used, or a decision that isn't in it."""

from __future__ import annotations

from typing import Any


class DmnError(Exception):
    """A decision model was refused.

    `code` is stable and has its sentence in `messages.<language>.yaml`; `params` are the facts of that sentence
    (names, limits, namespaces); `line` and `column` point into the XML where that is known.
    """

    def __init__(
        self, code: str, *, line: int | None = None, column: int | None = None, **params: Any
    ) -> None:
        facts = ", ".join(f"{name}={value!r}" for name, value in params.items())
        place = f" (line {line})" if line else ""
        super().__init__(f"{code}{place}: {facts}" if facts else f"{code}{place}")
        self.code = code
        self.params = params
        self.line = line
        self.column = column
