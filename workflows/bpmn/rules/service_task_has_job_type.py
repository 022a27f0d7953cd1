"""A service or send task says which job does it (10.3.3, "implementation")."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Process, SendTask, ServiceTask, Task
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def service_task_has_job_type(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-116, where job types are demanded."""
    if around.vocabulary.job_types is None:
        return
    for task in process.of_type(Task):
        if isinstance(task, ServiceTask | SendTask) and task.extensions.job is None:
            yield error("BPMN-116", task.id, line=task.line, name=label(task))
