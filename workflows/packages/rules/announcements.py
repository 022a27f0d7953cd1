"""What is made public: it is declared, it names nobody, and its refusal leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from workflows import feel
from workflows.bpmn.model import BoundaryEvent, ErrorDefinition, Node
from workflows.findings import Finding, Severity

from ..definition import AnnouncementDefinition
from ..placeholders import expressions, unbalanced
from ..records import closest
from .jobs import machine_steps, static_text
from .scope import Scope, drawn, said
from .syntax import feel_fault

#: The error with which `publish` ends where the text names a person of the case.
NAMES_SOMEBODY = "identity_named"


def published_announcements_are_known(scope: Scope) -> Iterator[Finding]:
    known = [announcement.code for announcement in scope.definition.announcements]
    for file, node in _publishing(scope):
        word = static_text(scope.settings_of(node).get("announcement", ""))
        if word and word not in known:
            yield drawn(file, node, "PKG-242", value=word, guess=closest(word, known) or "-")


def announcements_spare_identity(scope: Scope) -> Iterator[Finding]:
    """Security design: identity lives only in the encrypted party row, so nothing public is made of it."""
    record = scope.package.definition_record
    people = {party.path.partition(".")[0] for party in record.value.parties if party.identity}
    for n, announcement in enumerate(record.value.announcements):
        for path, text in _expressions(announcement, f"announcements[{n}]"):
            if fault := feel_fault(text):
                yield said(record, "PKG-204", path, text=text, problem=fault)
                continue
            for name in sorted(feel.compile_expression(text).names & people):
                yield said(record, "PKG-243", path, value=name)
        for lang in ("id", "en"):
            if unbalanced(announcement.title.in_(lang)):
                yield said(record, "PKG-237", f"announcements[{n}].title.{lang}")


def refusal_is_caught(scope: Scope) -> Iterator[Finding]:
    """A step that publishes may be refused; only what catches that can lead back to the text."""
    if not any(party.identity for party in scope.definition.parties):
        return
    events = (node for _, node in scope.nodes() if isinstance(node, BoundaryEvent))
    caught = {event.attached_to for event in events if _catches(event)}
    for file, node in _publishing(scope):
        if node.id not in caught:
            yield drawn(file, node, "PKG-244", severity=Severity.WARNING, error=NAMES_SOMEBODY)


def _publishing(scope: Scope) -> Iterator[tuple[str, Node]]:
    return ((file, node) for file, node, kind in machine_steps(scope) if kind == "publish")


def _catches(event: BoundaryEvent) -> bool:
    errors = (each.code for each in event.definitions if isinstance(each, ErrorDefinition))
    return any(code in ("", NAMES_SOMEBODY) for code in errors)


def _expressions(announcement: AnnouncementDefinition, path: str) -> Iterator[tuple[str, str]]:
    """Everything that is read of the data, without the leading "="; what is no FEEL is another rule's, titles aside."""
    for lang in ("id", "en"):
        for text in expressions(announcement.title.in_(lang)):
            yield f"{path}.title.{lang}", text
    for n, line in enumerate(announcement.fields):
        if not feel_fault(line.value[1:]):
            yield f"{path}.fields[{n}].value", line.value[1:]
