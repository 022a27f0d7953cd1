"""What the organization refuses, with the facts. Texts for people stand at the edge; `code` is stable."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime


class OrganizationError(Exception):
    """A question to the organization has no answer, or a change to it was refused; nothing was written."""

    code = "organization_error"


class UserIsNeverDeleted(OrganizationError):
    """Someone's work stays attributable: a person who leaves is deactivated."""

    code = "user_is_never_deleted"

    def __init__(self) -> None:
        super().__init__("Users are never deleted: set is_active to False and end their posts instead.")


class NobodyHolds(OrganizationError):
    """An address reaches no person: neither on duty, nor a holder, nor anybody up the ladder."""

    code = "nobody_holds"

    def __init__(self, *, address: str, unit: str, at: datetime) -> None:
        super().__init__(
            f"Nobody can take '{address}' at '{unit}' on {at.isoformat()}, nor anybody above. "
            f"Give somebody the post, or end the absence that empties it."
        )
        self.address, self.unit, self.at = address, unit, at


class NotAnOffice(OrganizationError):
    """An address that names no post of the organization (a party, the public, unevaluated FEEL)."""

    code = "not_an_office"

    def __init__(self, *, address: str) -> None:
        super().__init__(f"'{address}' names no role and no officer, so it can't be resolved to people.")
        self.address = address


class UnknownCode(OrganizationError):
    """A code that the organization doesn't know. `kind` says of what: role, catalogue, calendar ..."""

    code = "unknown_code"

    def __init__(self, *, kind: str, value: str) -> None:
        super().__init__(
            f"There is no {kind} '{value}'. Load it with `manage.py load_organization`, or correct the code."
        )
        self.kind, self.value = kind, value


class PostOverlaps(OrganizationError):
    """The same person would hold the same post twice at a time."""

    code = "post_overlaps"

    def __init__(self, *, user: str, post: str, since: datetime) -> None:
        super().__init__(f"'{user}' already holds '{post}' since {since.isoformat()}: end that post first.")
        self.user, self.post, self.since = user, post, since


class DutyOverlaps(OrganizationError):
    """The same person would be on duty twice at a time."""

    code = "duty_overlaps"

    def __init__(self, *, user: str, starts: datetime, ends: datetime) -> None:
        super().__init__(
            f"'{user}' is on duty from {starts.isoformat()} to {ends.isoformat()} already: end or move that shift."
        )
        self.user, self.starts, self.ends = user, starts, ends


class DutyImpossible(OrganizationError):
    """A shift that can't be: it ends before it starts, is over already, or its person holds no post there."""

    code = "duty_impossible"

    def __init__(self, *, reason: str) -> None:
        super().__init__(f"This shift can't be planned ({reason}).")
        self.reason = reason


class AbsenceImpossible(OrganizationError):
    """An absence can't be recorded or ended. `reason`: see `organization.absences`."""

    code = "absence_impossible"

    def __init__(self, *, reason: str) -> None:
        super().__init__(f"The absence can't be: {reason}.")
        self.reason = reason


class RosterNotYours(OrganizationError):
    """Only heads and those whose role keeps the roster plan shifts; a function's head those of the function."""

    code = "roster_not_yours"

    def __init__(self, *, unit: str) -> None:
        super().__init__(
            f"The roster of '{unit}' is kept by others: ask a head, or give a role `keeps_roster`."
        )
        self.unit = unit


class UnitMisplaced(OrganizationError):
    """A unit can't stand where it was put in the tree."""

    code = "unit_misplaced"

    def __init__(self, *, unit: str, parent: str) -> None:
        super().__init__(
            f"'{unit}' can't stand under '{parent}': choose a parent of a higher level outside its branch."
        )
        self.unit, self.parent = unit, parent


class FixtureInvalid(OrganizationError):
    """Fixture files with faults; all of them at once, each with its file and entry."""

    code = "fixture_invalid"

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("Nothing was loaded:\n" + "\n".join(self.faults))


class TokenTooLong(OrganizationError):
    """A program's token would live longer than is allowed."""

    code = "token_too_long"

    def __init__(self, *, days: int) -> None:
        super().__init__(
            f"A token lives {days} days at most: choose an earlier end, and give out a new one then."
        )
        self.days = days
