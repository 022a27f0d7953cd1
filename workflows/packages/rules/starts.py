"""The ways in: start event, form, channel."""

from __future__ import annotations

from collections.abc import Iterator

from forms_config.schema import FormError, iter_fields
from workflows.bpmn.model import Definitions, StartEvent
from workflows.findings import Finding, Severity

from ..definition import StartScreen
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


def scans_fill_their_form(scope: Scope) -> Iterator[Finding]:
    """A scanned paper brings a file, a day and a few words; what else the form demands, nobody would fill in."""
    record = scope.package.definition_record
    for n, start in enumerate(record.value.start):
        if start.scan is None or start.form not in scope.package.form_index:
            continue
        fields = {field.path: field for field in iter_fields(scope.package.form(start.form))}
        filled = {"file": start.scan.file, "received": start.scan.received, "subject": start.scan.subject}
        for name, path in filled.items():
            if path or name != "subject":
                yield from unknown(record, "PKG-285", f"start[{n}].scan.{name}", path, fields)
        for path, field in fields.items():
            if field.required and field.default is None and path not in filled.values():
                yield said(record, "PKG-286", f"start[{n}].scan", value=path)


def ways_back_lead_somewhere(scope: Scope) -> Iterator[Finding]:
    """A reopened case goes on at a start event that nothing but a person sets off."""
    record = scope.package.definition_record
    main = scope.diagrams.get(record.value.process)
    events = None if main is None else _none_start_events(main)
    for n, way in enumerate(record.value.reopening):
        path = f"reopening[{n}]"
        yield from unknown(record, "PKG-214", f"{path}.event", way.event, events)
        yield from unknown(record, "PKG-215", f"{path}.form", way.form, scope.package.form_index)
        for m, state in enumerate(way.from_):
            yield from unknown(record, "PKG-209", f"{path}.from[{m}]", state, scope.state_codes)
    withdrawal = record.value.withdrawal
    if withdrawal is not None:
        yield from unknown(record, "PKG-209", "withdrawal.state", withdrawal.state, scope.state_codes)
        for m, state in enumerate(withdrawal.from_):
            yield from unknown(record, "PKG-209", f"withdrawal.from[{m}]", state, scope.state_codes)


def _none_start_events(definitions: Definitions) -> frozenset[str]:
    return frozenset(
        node.id
        for process in definitions.processes.values()
        for node in process.start_events()
        if isinstance(node, StartEvent) and not node.definitions
    )


#: On the screen for calls a person is in danger: more than this is asked when help is on its way.
MOST_ASKED = 3


def calls_ask_three_things(scope: Scope) -> Iterator[Finding]:
    record = scope.package.definition_record
    for n, start in enumerate(record.value.start):
        if start.screen is not StartScreen.CALL or start.form not in scope.package.form_index:
            continue
        try:
            asked = [part for part in iter_fields(scope.package.form(start.form)) if not part.hide]
        except FormError:
            continue  # the form has findings of its own
        if len(asked) > MOST_ASKED:
            path, severity = f"start[{n}].form", Severity.WARNING
            yield said(
                record,
                "PKG-283",
                path,
                severity=severity,
                element=start.form,
                value=start.form,
                count=len(asked),
                most=MOST_ASKED,
            )


def _start_events(definitions: Definitions) -> frozenset[str]:
    return frozenset(
        node.id
        for process in definitions.processes.values()
        for node in process.start_events()
        if isinstance(node, StartEvent)
    )
