"""The one exception of reading a package: raised only where nothing could be shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workflows.findings import Finding, error


class PackageError(Exception):
    """The folder, zip or diagram can't be read as a package. `findings` say why, all of them at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(_facts(finding) for finding in self.findings))

    @property
    def code(self) -> str:
        """The code of the first finding."""
        return self.findings[0].code


def refused(code: str, **params: Any) -> PackageError:
    """A `PackageError` with a single reason."""
    return PackageError([error(code, **params)])


def _facts(finding: Finding) -> str:
    facts = ", ".join(f"{name}={value}" for name, value in finding.params.items())
    return f"{finding.code} ({facts})" if facts else finding.code
