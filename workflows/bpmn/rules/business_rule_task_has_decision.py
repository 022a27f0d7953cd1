"""A business rule task calls a decision, or is done by a job (10.3.3)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import BusinessRuleTask, Process
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def business_rule_task_has_decision(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-118."""
    for task in process.of_type(BusinessRuleTask):
        if task.extensions.called_decision is None and task.extensions.job is None:
            yield error("BPMN-118", task.id, line=task.line, name=label(task))
