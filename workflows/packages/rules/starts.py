"""The ways in: start event, form, channel."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Definitions, StartEvent
from workflows.findings import Finding, Severity

from .scope import Scope, said, unknown


def ways_in_lead_somewhere(scope: Scope) -> Iterator[Finding]:
    record = scope.package.definition_record
    if not record.value.start:
        yield said(record, "PKG-213", "start", severity=Severity.WARNING)
    main = scope.diagrams.get(record.value.process)
    events = None if main is None else _start_events(main)
    for n, start in enumerate(record.value.start):
        path = f"start[{n}]"
        yield from unknown(record, "PKG-214", f"{path}.event", start.event, events)
        yield from unknown(record, "PKG-215", f"{path}.form", start.form, scope.package.form_index)
        for m, channel in enumerate(start.channels):
            yield from unknown(record, "PKG-216", f"{path}.channels[{m}]", channel, scope.vocabulary.channels)
        if events is not None and not start.event and len(events) > 1:
            yield said(record, "PKG-217", path, known=sorted(events))


def _start_events(definitions: Definitions) -> frozenset[str]:
    return frozenset(
        node.id
        for process in definitions.processes.values()
        for node in process.start_events()
        if isinstance(node, StartEvent)
    )
