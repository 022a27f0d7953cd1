"""An activity takes and gives one token or more (10.3, table 10.3, "startQuantity" and "completionQuantity")."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Activity, Process
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def quantities_are_positive(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-237."""
    for activity in process.of_type(Activity):
        if min(activity.start_quantity, activity.completion_quantity) < 1:
            yield error("BPMN-237", activity.id, line=activity.line, name=label(activity))
