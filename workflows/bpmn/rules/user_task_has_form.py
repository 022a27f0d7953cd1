"""A person needs something to fill in or to confirm (10.3.3, "rendering")."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Process, UserTask
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def user_task_has_form(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-115, where forms are demanded."""
    if around.vocabulary.forms is None:
        return
    for task in process.of_type(UserTask):
        if not task.extensions.form_id:
            yield error("BPMN-115", task.id, line=task.line, name=label(task))
