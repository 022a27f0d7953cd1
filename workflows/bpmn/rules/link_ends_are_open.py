"""A link stands for a flow: none leaves the throwing end, none leads to the catching one (10.5.4, link events)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import (
    Event,
    IntermediateCatchEvent,
    IntermediateThrowEvent,
    LinkDefinition,
    Process,
)
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def link_ends_are_open(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-234."""
    for event in process.of_type(Event):
        if not any(isinstance(each, LinkDefinition) for each in event.definitions):
            continue
        thrown = isinstance(event, IntermediateThrowEvent) and event.outgoing
        caught = isinstance(event, IntermediateCatchEvent) and event.incoming
        if thrown or caught:
            yield error("BPMN-234", event.id, line=event.line, name=label(event))
