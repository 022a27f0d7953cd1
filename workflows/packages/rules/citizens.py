"""What is promised to people without an account: tasks for parties, information, catch-all, extension of papers."""

from __future__ import annotations

from collections.abc import Iterator

from workflows import addresses
from workflows.bpmn.model import UserTask
from workflows.findings import Finding

from ..records import closest
from .scope import Scope, drawn, said, unknown

_PUBLIC = "public"


def tasks_are_for_declared_parties(scope: Scope) -> Iterator[Finding]:
    """A task for a party is done on the status page; a party that nobody declared would never come."""
    parties = {party.role for party in scope.definition.parties}
    for file, node in scope.nodes():
        text = node.extensions.assignment.candidate_groups if isinstance(node, UserTask) else ""
        for role in _parties_in(text):
            if role not in parties:
                yield drawn(file, node, "PKG-271", value=role, guess=closest(role, parties) or "-")


def catch_all_is_public(scope: Scope) -> Iterator[Finding]:
    record = scope.package.definition_record
    for n, start in enumerate(record.value.start):
        if start.catch_all and _PUBLIC not in start.by:
            yield said(record, "PKG-272", f"start[{n}].catch_all")


def information_is_known(scope: Scope) -> Iterator[Finding]:
    record = scope.package.definition_record
    listed = record.value.information.checklist
    if listed is None:
        return
    path = "information.checklist"
    yield from unknown(record, "PKG-273", f"{path}.decision", listed.decision, scope.package.decision_index)
    yield from unknown(record, "PKG-274", f"{path}.catalogue", listed.catalogue, scope.vocabulary.catalogues)


def extension_has_a_way_in(scope: Scope) -> Iterator[Finding]:
    record = scope.package.definition_record
    events = {start.event for start in record.value.start if start.event}
    for n, document in enumerate(record.value.documents):
        if document.extend is not None:
            event = document.extend.event
            yield from unknown(record, "PKG-275", f"documents[{n}].extend.event", event, events)


def _parties_in(text: str) -> list[str]:
    try:
        return [address.party for address in addresses.parse(text) if address.party]
    except addresses.AddressError:
        return []
