"""What can be refused about procedures. Errors carry facts; nothing was written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from workflows.findings import Finding


class ProcedureError(Exception):
    """A step in the life of a procedure was refused."""

    code = "procedure_error"


class ProcedureNotFound(ProcedureError, LookupError):
    """No such procedure, or no version of it that could be used."""

    code = "procedure_not_found"

    def __init__(self, key: str, serial: int | None = None) -> None:
        super().__init__(f"There is no procedure '{key}'" + (f" with version {serial}." if serial else "."))
        self.key, self.serial = key, serial


class PackageRefused(ProcedureError):
    """The package has errors, or warnings that nobody confirmed. `findings` are those in the way."""

    code = "package_refused"

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(f"{len(findings)} finding(s) stand in the way.")
        self.findings = tuple(findings)


class ScenariosFailed(ProcedureError):
    """The package's own scenarios don't pass. `failures` are sentences, each naming its scenario."""

    code = "scenarios_failed"

    def __init__(self, failures: Sequence[str]) -> None:
        super().__init__("; ".join(failures))
        self.failures = tuple(failures)


class ThreePeopleNeeded(ProcedureError):
    """Author, checker and approver have to be three different people."""

    code = "three_people_needed"

    def __init__(self, person: str) -> None:
        super().__init__(f"{person} already has another part in this version.")
        self.person = person


class NotAtInstallation(ProcedureError):
    """Publishing without three people is for the first version of an installation that has published none."""

    code = "not_at_installation"

    def __init__(self, key: str) -> None:
        super().__init__(
            f"'{key}' can't be published at installation any more: name author, checker, approver."
        )
        self.key = key


class WrongStatus(ProcedureError):
    """The version is not where this step begins."""

    code = "wrong_status"

    def __init__(self, *, version: str, status: str, step: str) -> None:
        super().__init__(f"{version} is {status}; '{step}' doesn't start there.")
        self.version, self.status, self.step = version, status, step


class DraftChanged(ProcedureError):
    """Somebody saved the draft since this page was opened; nothing of theirs was overwritten."""

    code = "draft_changed"

    def __init__(self, *, by: str, at: datetime | None) -> None:
        super().__init__(
            f"{by or 'Somebody'} saved this draft at {at:%H:%M}." if at else "The draft changed."
        )
        self.by, self.at = by, at


class KeyIsFixed(ProcedureError):
    """A draft stays a version of its procedure: its key can't change."""

    code = "key_is_fixed"

    def __init__(self, *, key: str, given: str) -> None:
        super().__init__(f"The key is '{key}' and stays so; '{given}' would be another procedure.")
        self.key, self.given = key, given


class ProcedureExists(ProcedureError):
    """A new procedure needs a key that no other has."""

    code = "procedure_exists"

    def __init__(self, key: str) -> None:
        super().__init__(f"There is a procedure '{key}' already: make a draft from one of its versions.")
        self.key = key


class NotYourPart(ProcedureError):
    """Writing, checking and approving procedures belong to posts. `needs` is the role's code."""

    code = "not_your_part"

    def __init__(self, needs: str) -> None:
        super().__init__(f"This takes the role '{needs}'.")
        self.needs = needs
