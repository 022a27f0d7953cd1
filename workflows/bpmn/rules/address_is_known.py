"""Work goes to addresses that exist: roles, functions, levels (10.3.3, resources; procedure package, "Addresses")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows import addresses
from workflows.bpmn.model import Element, Process
from workflows.bpmn.rules.base import Around, label, nearest
from workflows.bpmn.vocabulary import Names, Vocabulary
from workflows.findings import Finding, error


def address_is_known(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-106 role, 107 function, 108 level, 109 no address at all; where roles are demanded."""
    if around.vocabulary.roles is None:
        return
    for node in process.nodes.values():
        assignment = node.extensions.assignment
        for text in (assignment.assignee, assignment.candidate_users, assignment.candidate_groups):
            yield from _judge(text, node, around.vocabulary)
    for lane in process.lanes:
        yield from _judge(lane.properties.get("role", ""), lane, around.vocabulary)


def _judge(text: str, element: Element, vocabulary: Vocabulary) -> Iterator[Finding]:
    try:
        found = addresses.parse(text)
    except addresses.AddressError as fault:
        yield error("BPMN-109", element.id, line=element.line, name=label(element), address=fault.text)
        return
    for address in found:
        yield from _unknown("BPMN-106", address.role, vocabulary.roles, element)
        yield from _unknown("BPMN-107", address.function, vocabulary.functions, element)
        yield from _unknown("BPMN-108", address.level, vocabulary.levels, element)


def _unknown(code: str, name: str, known: Names, element: Element) -> Iterator[Finding]:
    if name and known is not None and name not in known:
        facts: dict[str, Any] = {"name": label(element), "address": name, "known": nearest(name, known)}
        yield error(code, element.id, line=element.line, **facts)
