"""The one exception of reading a form: raised only where there is nothing to show."""

from __future__ import annotations

from typing import Any

from workflows.findings import Finding, error


class FormError(Exception):
    """The bytes are no form. `code` is FORM-001 to FORM-007, `line` counts from 1 where it is known."""

    def __init__(self, code: str, *, line: int | None = None, **params: Any) -> None:
        facts = ", ".join(f"{name}={value}" for name, value in params.items())
        super().__init__(f"{code} ({facts})" if facts else code)
        self.code, self.params, self.line = code, params, line

    def as_finding(self) -> Finding:
        """The same fact for a list of findings."""
        return error(self.code, line=self.line, **self.params)
