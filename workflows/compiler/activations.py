"""What may happen to a task's status. A transition changes its own row and saves nothing; the engine writes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from viewflow.workflow.activation import Activation
from viewflow.workflow.status import STATUS


class StepActivation(Activation):
    """An element that no person works on. It has no task row, so nothing can happen to one."""

    def __init__(self, task: Any) -> None:
        # Without viewflow's look at the process: it would cost a query for nothing.
        self.task = task


class HumanActivation(StepActivation):
    """A user task: free, held by somebody, then done or called off."""

    type = "human"

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.ASSIGNED)
    def claim(self, *, owner_id: int, at: datetime) -> None:
        self.task.owner_id, self.task.assigned = owner_id, at

    @Activation.status.transition(source=STATUS.ASSIGNED, target=STATUS.NEW)
    def release(self) -> None:
        self.task.owner_id, self.task.assigned = None, None

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.ASSIGNED)
    def assign(self, *, owner_id: int, at: datetime) -> None:
        self.task.owner_id, self.task.assigned = owner_id, at

    @Activation.status.transition(source=STATUS.ASSIGNED, target=STATUS.DONE)
    def finish(self, *, at: datetime) -> None:
        self.task.finished = at

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.DONE)
    def answer(self, *, at: datetime) -> None:
        """By somebody who has no account: it has no holder, before or after."""
        self.task.finished = at

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.CANCELED)
    def cancel(self, *, at: datetime) -> None:
        self.task.finished = at
