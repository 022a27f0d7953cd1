"""What the instances give is collected by two settings, and their number is said in one way (10.3.8; Camunda 8)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Activity, MultiInstance, Process
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def multi_instance_is_whole(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-126: output collection without output element or the other way round, or both list and number."""
    for activity in process.of_type(Activity):
        loop = activity.loop
        if isinstance(loop, MultiInstance):
            half = bool(loop.output_collection) != bool(loop.output_element)
            if half or (loop.collection and loop.cardinality):
                yield error("BPMN-126", activity.id, line=activity.line, name=label(activity))
