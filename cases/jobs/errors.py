"""How a machine step can fail."""

from __future__ import annotations


class JobFailed(Exception):
    """The step can't be carried out. `code` says why; the text is for the operator and names no person."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail
