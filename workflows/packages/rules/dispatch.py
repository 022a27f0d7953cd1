"""Officers sent to a scene: states, tasks, forms and the clock that are named; nothing that says who reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workflows.bpmn.model import UserTask
from workflows.findings import Finding

from ..definition import DispatchDefinition
from .scope import Scope, said, unknown


def names_are_known(scope: Scope) -> Iterator[Finding]:
    record, sent = scope.package.definition_record, scope.definition.dispatch
    if sent is None:
        return
    for n, state in enumerate(sent.starts):
        yield from unknown(record, "PKG-209", f"dispatch.starts[{n}]", state, scope.state_codes)
    yield from unknown(record, "PKG-235", "dispatch.clock", sent.clock, scope.clock_codes)
    tasks = frozenset(node.id for _, node in scope.nodes() if isinstance(node, UserTask))
    for n, step in enumerate(sent.steps):
        path = f"dispatch.steps[{n}]"
        yield from unknown(record, "PKG-215", f"{path}.form", step.form, scope.package.form_index)
        yield from unknown(record, "PKG-235", f"{path}.stops", step.stops, scope.clock_codes)
        yield from unknown(record, "PKG-280", f"{path}.completes", step.completes, tasks)


def steps_are_given_once(scope: Scope) -> Iterator[Finding]:
    record, sent = scope.package.definition_record, scope.definition.dispatch
    if sent is None:
        return
    if not sent.steps:
        yield said(record, "PKG-281", "dispatch.steps")
    for code, count in Counter(step.code for step in sent.steps).items():
        if code and count > 1:
            yield said(record, "PKG-202", "dispatch.steps", element=code, value=code)


def phone_spares_identity(scope: Scope) -> Iterator[Finding]:
    """A phone is lost more easily than a desk: whom the case is about is never shown on it."""
    record, sent = scope.package.definition_record, scope.definition.dispatch
    if sent is None:
        return
    people = [party.path for party in scope.definition.parties if party.identity]
    for path, shown in _shown(sent):
        if any(shown == person or shown.startswith(f"{person}.") for person in people):
            yield said(record, "PKG-282", path, value=shown)


def _shown(sent: DispatchDefinition) -> Iterator[tuple[str, str]]:
    yield "dispatch.place", sent.place
    yield from ((f"dispatch.shows[{n}]", shown) for n, shown in enumerate(sent.shows))
