"""A timer counts on a calendar that exists (procedure package, "BPMN")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.bpmn.model import Event, Process
from workflows.bpmn.rules.base import Around, label, nearest
from workflows.findings import Finding, error

BUILT_IN = frozenset({"clock", "workday"})


def calendar_is_known(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-111."""
    if around.vocabulary.calendars is None:
        return
    known = around.vocabulary.calendars | BUILT_IN
    for event in process.of_type(Event):
        calendar = event.extensions.properties.get("calendar", "")
        if calendar and calendar not in known:
            named: dict[str, Any] = {
                "name": label(event),
                "calendar": calendar,
                "known": nearest(calendar, known),
            }
            yield error("BPMN-111", event.id, line=event.line, **named)
