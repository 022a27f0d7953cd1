"""A compensation activity stands outside the normal flow (10.7.2; table 10.3, "isForCompensation")."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Activity, Process
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def compensation_activity_is_apart(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-228."""
    for activity in process.of_type(Activity):
        if activity.for_compensation and (activity.incoming or activity.outgoing):
            yield error("BPMN-228", activity.id, line=activity.line, name=label(activity))
