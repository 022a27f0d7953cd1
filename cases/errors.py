"""Why a step on a case was refused. Nothing was written when one of these is raised.

Errors carry facts; sentences for people are made at the edge from `code` and the attributes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any


class CaseError(Exception):
    """A step on a case was refused."""

    code = "case_error"

    def facts(self) -> Mapping[str, Any]:
        """What there is to know about it, ready for a sentence or an API answer."""
        return dict(vars(self))


class CaseNotFound(CaseError):
    """There is no such case, or none that this person may know of."""

    code = "case_not_found"


class TaskNotFound(CaseError):
    """There is no such task, or none that this person may know of."""

    code = "task_not_found"


class DocumentNotFound(CaseNotFound):
    """There is no such document, or none that this person may know of."""

    code = "document_not_found"


class DocumentNotMade(CaseError):
    """The paper could not be set; `why` is the code of the fault."""

    code = "document_not_made"

    def __init__(self, *, document: str, why: str) -> None:
        super().__init__(f"'{document}' could not be set: {why}.")
        self.document, self.why = document, why


class NotPermitted(CaseError):
    """The person may not do this."""

    code = "not_permitted"

    def __init__(self, *, action: str, needs: str = "") -> None:
        super().__init__(f"Not permitted: {action}{f', needs {needs}' if needs else ''}.")
        self.action, self.needs = action, needs


class AlreadyClaimed(CaseError):
    """A colleague was quicker."""

    code = "already_claimed"

    def __init__(self, *, task: str, by: str, at: datetime | None) -> None:
        super().__init__(f"'{task}' is held by {by}.")
        self.task, self.by, self.at = task, by, at


class TaskAlreadyDone(CaseError):
    """The task is over: completed, or called off by the procedure."""

    code = "task_already_done"

    def __init__(self, *, task: str, by: str = "", at: datetime | None = None) -> None:
        super().__init__(f"'{task}' is over{f', done by {by}' if by else ''}.")
        self.task, self.by, self.at = task, by, at


class CaseIsOver(CaseError):
    """The case has ended; nothing moves it any more."""

    code = "case_is_over"

    def __init__(self, *, life: str) -> None:
        super().__init__(f"The case is {life}.")
        self.life = life


class CaseErased(CaseError):
    """The retention time of the case is over; its key was destroyed, and what was sealed under it is gone."""

    code = "case_erased"


class CaseIsRunning(CaseError):
    """The case has not ended; there is nothing to reopen."""

    code = "case_is_running"


class CannotReopen(CaseError):
    """No way back is open for this case. `why`: no_way, state, window, condition."""

    code = "cannot_reopen"

    def __init__(self, *, why: str) -> None:
        super().__init__(f"The case can't be reopened: {why}.")
        self.why = why


class CannotWithdraw(CaseError):
    """The matter can't be taken back. `why`: no_way, state, condition."""

    code = "cannot_withdraw"

    def __init__(self, *, why: str) -> None:
        super().__init__(f"The case can't be withdrawn: {why}.")
        self.why = why


class CaseBusy(CaseError):
    """Another step holds the case for longer than the lock waits. Try again."""

    code = "case_busy"


class Conflict(CaseError):
    """Somebody else changed what this step relies on."""

    code = "conflict"

    def __init__(self, *, what: str) -> None:
        super().__init__(f"'{what}' was changed meanwhile.")
        self.what = what


class RunawayCase(CaseError):
    """The step would go round for ever: the diagram has a loop in which nothing waits, and must be mended."""

    code = "runaway_process"

    def __init__(self, *, element: str) -> None:
        super().__init__(f"The process runs round and round, last at '{element}'.")
        self.element = element


class InvalidAnswers(CaseError):
    """The form's answers are not acceptable. `errors` are the form schema's, in the order of the form."""

    code = "invalid_answers"

    def __init__(self, errors: tuple[Any, ...]) -> None:
        places = ", ".join(f"{error.path} ({error.code})" for error in errors)
        super().__init__(f"Answers are not acceptable: {places}.")
        self.errors = errors


class CannotStart(CaseError):
    """The procedure has no such way in for this person and channel."""

    code = "cannot_start"

    def __init__(self, *, procedure: str, channel: str) -> None:
        super().__init__(f"'{procedure}' can't be opened by '{channel}' here.")
        self.procedure, self.channel = procedure, channel


class SwitchedOff(CannotStart):
    """The unit doesn't offer the procedure; `unit` is the unit's path."""

    code = "switched_off"

    def __init__(self, *, procedure: str, channel: str, unit: str) -> None:
        super().__init__(procedure=procedure, channel=channel)
        self.unit = unit


class InvalidEvent(CaseError):
    """A message or signal whose name or key nobody could wait for."""

    code = "invalid_event"

    def __init__(self, *, name: str) -> None:
        super().__init__(f"'{name}' is not a message or signal that can be sent.")
        self.name = name


class FileRefused(CaseError):
    """The file is not one of those that are accepted."""

    code = "file_refused"

    def __init__(self, *, name: str, why: str) -> None:
        super().__init__(f"'{name}' was refused: {why}.")
        self.name, self.why = name, why


class LinkNotGood(CaseError):
    """The link on a phone opens nothing: it expired, was recalled, or never was one."""

    code = "link_not_good"


class StepOutOfOrder(CaseError):
    """A step from the scene is reported before the one that comes first."""

    code = "step_out_of_order"

    def __init__(self, *, step: str, first: str) -> None:
        super().__init__(f"'{step}' can't be reported before '{first}'.")
        self.step, self.first = step, first


class TimeImplausible(CaseError):
    """A time typed for a step lies before the officer was sent, before the step before, or in the future."""

    code = "time_implausible"

    def __init__(self, *, earliest: datetime, latest: datetime) -> None:
        super().__init__(f"The time must lie between {earliest.isoformat()} and {latest.isoformat()}.")
        self.earliest, self.latest = earliest, latest


class ReasonRequired(CaseError):
    """The step asks for a reason."""

    code = "reason_required"


class CannotRepair(CaseError):
    """The token can't be moved this way."""

    code = "cannot_repair"

    def __init__(self, *, element: str, target: str = "") -> None:
        super().__init__(f"No way on from '{element}'{f' to {target!r}' if target else ''} by hand.")
        self.element, self.target = element, target


class CannotReceive(NotPermitted):
    """Whom a task is given to isn't there, or isn't of its queues. `why`: "away", "inactive", "not_of_queue"."""

    code = "cannot_receive"

    def __init__(self, *, who: str, why: str, needs: str = "") -> None:
        super().__init__(action="take", needs=needs)
        self.who, self.why = who, why


class AlreadyHolds(CaseError):
    """The person whom a task is given to holds it already."""

    code = "already_holds"

    def __init__(self, *, who: str) -> None:
        super().__init__(f"{who} holds it already.")
        self.who = who


class TooLateToUndo(CaseError):
    """What was done long ago, or was taken back once, isn't taken back."""

    code = "too_late_to_undo"

    def __init__(self, *, until: datetime) -> None:
        super().__init__(f"It could be taken back until {until.isoformat()}, once.")
        self.until = until


class SurveyClosed(CaseError):
    """The code opens no questions: it is unknown, was used, or is too old. Which of these is told to nobody."""

    code = "survey_closed"


class DeviceRefused(CaseError):
    """The device may not hand in: it is unknown to this token, or was blocked. `why` is a code."""

    code = "device_refused"

    def __init__(self, *, why: str) -> None:
        super().__init__(f"The device may not hand in ({why}).")
        self.why = why
