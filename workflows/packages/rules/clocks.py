"""Clocks: their states, calendars and ladders."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.findings import Finding, Severity

from .scope import Scope, said, unknown

ALWAYS = "clock"
WORKDAY = "workday"


def states_are_declared(scope: Scope) -> Iterator[Finding]:
    record = scope.package.definition_record
    for n, clock in enumerate(record.value.clocks):
        for name in ("starts", "stops", "resets", "pauses"):
            for m, state in enumerate(getattr(clock, name)):
                path = f"clocks[{n}].{name}[{m}]"
                yield from unknown(record, "PKG-209", path, state, scope.state_codes)


def calendar_is_known(scope: Scope) -> Iterator[Finding]:
    record = scope.package.definition_record
    calendars = scope.vocabulary.calendars
    known = None if calendars is None else {*calendars, ALWAYS, WORKDAY}
    for n, clock in enumerate(record.value.clocks):
        yield from unknown(record, "PKG-219", f"clocks[{n}].calendar", clock.calendar, known)


def escalation_fits_calendar(scope: Scope) -> Iterator[Finding]:
    """A share of a time that stands still at night means nothing to people; elsewhere write a duration."""
    record = scope.package.definition_record
    for n, clock in enumerate(record.value.clocks):
        for m, step in enumerate(clock.escalate):
            if step.at.endswith("%") and clock.calendar != ALWAYS:
                path = f"clocks[{n}].escalate[{m}].at"
                yield said(record, "PKG-220", path, value=step.at, calendar=clock.calendar)


def states_are_entered(scope: Scope) -> Iterator[Finding]:
    """A declared state that no node enters: a clock may wait for it for ever."""
    if not scope.diagrams:
        return
    record = scope.package.definition_record
    entered = {node.extensions.state for _, node in scope.nodes()}
    if record.value.withdrawal is not None:
        entered.add(record.value.withdrawal.state)
    for n, state in enumerate(record.value.states):
        if state.code and state.code not in entered:
            path = f"states[{n}].code"
            yield said(
                record, "PKG-221", path, severity=Severity.WARNING, element=state.code, value=state.code
            )
