"""How a machine step can fail."""

from __future__ import annotations


class JobFailed(Exception):
    """The step can't be carried out. `code` says why; the text is for the operator and names no person."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail


class BpmnError(Exception):
    """The step ends with an error of the business, which the diagram may catch by its code (BPMN 2.0.2, 10.4.5.3)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
