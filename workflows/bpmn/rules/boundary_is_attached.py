"""A boundary event stands on an activity of its own scope (10.5.4, "attachedToRef")."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Activity, BoundaryEvent, Process
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def boundary_is_attached(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-213."""
    for event in process.of_type(BoundaryEvent):
        host = process.nodes.get(event.attached_to)
        if not isinstance(host, Activity) or host.scope != event.scope:
            yield error("BPMN-213", event.id, line=event.line, name=label(event), host=event.attached_to)
