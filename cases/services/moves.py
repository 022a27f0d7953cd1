"""How a task changes its status: by the activation's transition, and only if its row still stands as it stood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from cases.engine.rows import TaskChange
from cases.engine.work import Work
from cases.errors import CaseError, TaskAlreadyDone
from cases.models import Task

#: SQL with its parameters, and what is raised where it doesn't hold.
Permission = tuple[str, Sequence[Any], CaseError]


def activation(task: Task) -> Any:
    """The FSM that guards the task's status."""
    return task.flow_task.activation_class(task)


@contextmanager
def moved(work: Work, task: Task, *, only_if: Permission | None = None) -> Iterator[None]:
    """What transitions change in the block is written, if the row still stands as it stood before.

    `only_if` is asked by the very statement that writes: nothing can come between asking and writing.
    """
    status, owner_id = task.status, task.owner_id
    yield
    condition, parameters, refusal = only_if or ("", (), TaskAlreadyDone(task=task.title))
    work.plan.task_changes.append(TaskChange(task, status, owner_id, refusal, condition, parameters))
