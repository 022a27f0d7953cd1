"""The one exception of reading a diagram: raised only where there is nothing to show."""

from __future__ import annotations

from typing import Any

from workflows.findings import Finding, error


class BpmnError(Exception):
    """The bytes are no BPMN file that could be shown with its faults marked.

    `code` is one of BPMN-001 to BPMN-007, `params` fill its text, `line` and `column` count from 1.
    """

    def __init__(
        self, code: str, *, line: int | None = None, column: int | None = None, **params: Any
    ) -> None:
        facts = ", ".join(f"{name}={value}" for name, value in params.items())
        super().__init__(f"{code} ({facts})" if facts else code)
        self.code, self.params, self.line, self.column = code, params, line, column

    def as_finding(self) -> Finding:
        """The same fact for a list of findings."""
        return error(self.code, line=self.line, column=self.column, **self.params)
