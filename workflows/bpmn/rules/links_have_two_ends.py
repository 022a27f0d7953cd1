"""A link that is thrown is caught once, in the same scope (10.5.5, "link events")."""

from __future__ import annotations

from collections import Counter
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


def links_have_two_ends(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-225."""
    caught = Counter(key for event in process.of_type(IntermediateCatchEvent) for key in _links(event))
    thrown = Counter(key for event in process.of_type(IntermediateThrowEvent) for key in _links(event))
    for event in process.of_type(Event):
        for scope, link in _links(event):
            ends = caught[scope, link], thrown[scope, link]
            if link and (ends[0] != 1 or ends[1] == 0):
                yield error("BPMN-225", event.id, line=event.line, name=label(event), link=link)


def _links(event: Event) -> Iterator[tuple[str, str]]:
    return ((event.scope, each.link) for each in event.definitions if isinstance(each, LinkDefinition))
