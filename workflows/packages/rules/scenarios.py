"""Scenarios speak of people, elements, states and codes that are there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from workflows.findings import Finding

from ..records import Record
from ..scenario import AnyStep, Expect, Expectation, Refused, Scenario
from .scope import Scope, unknown

#: Keys of a step that name an element, and the keys that name a person.
_ELEMENTS = ("complete", "claim", "draft", "fail", "reopen")
_EXPECTED_ELEMENTS = ("open", "path", "completed", "incidents")
_CODED = (("documents", "code", "PKG-233"), ("clocks", "code", "PKG-235"), ("escalated", "clock", "PKG-235"))


def people_are_given(scope: Scope) -> Iterator[Finding]:
    for record in scope.package.scenario_records:
        known = record.value.given.people
        yield from unknown(record, "PKG-240", "start.by", record.value.start.by, _plus_public(known))
        for path, step in _steps(record.value):
            yield from unknown(record, "PKG-240", f"{path}.by", getattr(step, "by", ""), _plus_public(known))
        for path, expected in _expectations(record.value):
            for n, person in enumerate(expected.hidden_from or ()):
                yield from unknown(record, "PKG-240", f"{path}.hidden_from[{n}]", person, known)


def _plus_public(people: Collection[str]) -> set[str]:
    return {*people, "public"}


def names_are_known(scope: Scope) -> Iterator[Finding]:
    for record in scope.package.scenario_records:
        yield from _elements(scope, record)
        for path, expected in _expectations(record.value):
            if path not in _elsewhere(record.value):
                yield from _expected(scope, record, path, expected)


def _elsewhere(scenario: Scenario) -> set[str]:
    """Steps on a case that the first one opened: it may run another procedure, whose names are its own."""
    return {
        f"steps[{n}].{name}"
        for n, step in enumerate(scenario.steps)
        if (step.refused.case if isinstance(step, Refused) else step.case)
        for name in ("expect", *_ELEMENTS, *(f"refused.{each}" for each in _ELEMENTS))
    }


def _elements(scope: Scope, record: Record[Scenario]) -> Iterator[Finding]:
    if not scope.diagrams:
        return
    yield from unknown(record, "PKG-241", "start.event", record.value.start.event, scope.element_ids)
    elsewhere = _elsewhere(record.value)
    for path, step in _steps(record.value):
        for name in _ELEMENTS:
            place = f"{path}.{name}"
            if place not in elsewhere:
                yield from unknown(record, "PKG-241", place, getattr(step, name, ""), scope.element_ids)


def _expected(scope: Scope, record: Record[Any], path: str, expected: Expectation) -> Iterator[Finding]:
    yield from unknown(record, "PKG-209", f"{path}.state", expected.state or "", scope.state_codes)
    if scope.diagrams and not _calls_elsewhere(scope):
        for name in _EXPECTED_ELEMENTS:
            for n, element in enumerate(getattr(expected, name) or ()):
                yield from unknown(record, "PKG-241", f"{path}.{name}[{n}]", element, scope.element_ids)
    known = {"PKG-233": scope.document_codes, "PKG-235": scope.clock_codes}
    for name, key, code in _CODED:
        for n, item in enumerate(getattr(expected, name) or ()):
            yield from unknown(record, code, f"{path}.{name}[{n}].{key}", str(item.get(key, "")), known[code])


def _calls_elsewhere(scope: Scope) -> bool:
    """A called process of another package brings elements of its own into the story of the case."""
    own = {process for definitions in scope.diagrams.values() for process in definitions.processes}
    for _, node in scope.nodes():
        called = node.extensions.called_element
        if called is not None and called.process_id not in own:
            return True
    return False


def _steps(scenario: Scenario) -> Iterator[tuple[str, AnyStep]]:
    """Every step, those that must be refused included."""
    for n, step in enumerate(scenario.steps):
        if isinstance(step, Refused):
            yield f"steps[{n}].refused", step.refused
        else:
            yield f"steps[{n}]", step


def _expectations(scenario: Scenario) -> Iterator[tuple[str, Expectation]]:
    for n, step in enumerate(scenario.steps):
        if isinstance(step, Expect):
            yield f"steps[{n}].expect", step.expect
    yield "expect", scenario.expect
