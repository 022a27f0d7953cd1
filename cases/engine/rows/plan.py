"""What one operation is going to write: collected in memory, put down once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases.errors import CaseError
from cases.models import Case, CaseEvent, Publication, Subscription, Task, Timer


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task with its new status, and what has to hold for the change to count.

    The row must still have the status and the owner that the transition started from, and `condition` (SQL with its
    parameters) must be true at the moment of writing. Otherwise `refusal` is raised, and nothing is written.
    """

    task: Task
    status_before: str
    owner_before: int | None
    refusal: CaseError
    condition: str = ""
    parameters: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class CalledOff:
    """What waits in the case and is armed is disarmed where all of these columns have these values."""

    model: type[Timer] | type[Subscription]
    rows: Mapping[str, Any]


@dataclass(slots=True)
class Plan:
    """The writes of one operation on one locked case, in the order in which the writer takes them."""

    case: Case
    at: datetime
    task_changes: list[TaskChange] = field(default_factory=list)
    called_off: list[CalledOff] = field(default_factory=list)
    new_tasks: list[Task] = field(default_factory=list)
    new_timers: list[Timer] = field(default_factory=list)
    new_subscriptions: list[Subscription] = field(default_factory=list)
    publications: list[Publication] = field(default_factory=list)
    events: list[CaseEvent] = field(default_factory=list)
    #: viewflow's status of the run, when it ends.
    process_status: str = ""

    def call_off(self, model: type[Timer] | type[Subscription], **rows: Any) -> None:
        """Once is enough, however often the machine says so."""
        each = CalledOff(model, rows)
        if each not in self.called_off:
            self.called_off.append(each)
