"""A thrown compensation names an activity that it can see (10.5.5, compensation events; 10.7.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.bpmn.model import (
    Activity,
    CompensateDefinition,
    EndEvent,
    Event,
    IntermediateThrowEvent,
    Node,
    Process,
    SubProcess,
)
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def compensated_activity_exists(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-229: the activity is of the scope of the event or, thrown in an event sub-process, of the one around."""
    for event in process.of_type(Event):
        if not isinstance(event, EndEvent | IntermediateThrowEvent):
            continue
        for definition in event.definitions:
            if isinstance(definition, CompensateDefinition) and definition.activity:
                target = process.nodes.get(definition.activity)
                if not isinstance(target, Activity) or target.scope not in _visible(process, event):
                    facts: dict[str, Any] = {"name": label(event), "activity": definition.activity}
                    yield error("BPMN-229", event.id, line=event.line, **facts)


def _visible(process: Process, event: Node) -> set[str]:
    scope = process.nodes.get(event.scope)
    around = isinstance(scope, SubProcess) and scope.triggered_by_event
    return {event.scope, scope.scope} if around and scope is not None else {event.scope}
