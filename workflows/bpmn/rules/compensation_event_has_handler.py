"""A compensation boundary event is tied to one compensation activity, by an association (10.7.2)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Activity, BoundaryEvent, CompensateDefinition, Process
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def compensation_event_has_handler(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-227, also for a sequence flow that leaves the event."""
    for event in process.of_type(BoundaryEvent):
        if isinstance(event.definition, CompensateDefinition) and not _tied(process, event):
            yield error("BPMN-227", event.id, line=event.line, name=label(event))


def _tied(process: Process, event: BoundaryEvent) -> bool:
    ends = [each.target for each in process.associations if each.source == event.id]
    ends += [each.source for each in process.associations if each.target == event.id]
    activities = [node for end in ends if isinstance(node := process.nodes.get(end), Activity)]
    if event.outgoing or len(activities) != 1:
        return False
    return activities[0].for_compensation and activities[0].scope == event.scope
