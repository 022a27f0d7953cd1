"""Other procedures: called by a call activity, continued as, opened, referred to."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import CallActivity, Node
from workflows.findings import Finding, Severity

from ..records import closest
from .jobs import static_text
from .scope import Scope, drawn, said

_JOBS = frozenset({"continue_as", "open_case", "refer_case"})


def called_procedures_are_known(scope: Scope) -> Iterator[Finding]:
    """Nowhere at all: a warning while it is only imported, an error when it is published."""
    for file, node in scope.nodes():
        word = _called(scope, node)
        if word and word not in scope.procedure_names and not _drawn_by_sibling(scope, word):
            severity = Severity.ERROR if scope.publishing else Severity.WARNING
            guess = closest(word, scope.procedure_names) or "-"
            yield drawn(file, node, "PKG-234", severity=severity, value=word, guess=guess)


def forwarding_procedures_are_known(scope: Scope) -> Iterator[Finding]:
    """Where a switched-off procedure leads; as strict as a call."""
    record = scope.package.definition_record
    said_off = record.value.switched_off
    for n, forward in enumerate(said_off.forward if said_off else ()):
        if forward.procedure not in scope.procedure_names:
            severity = Severity.ERROR if scope.publishing else Severity.WARNING
            guess = closest(forward.procedure, scope.procedure_names) or "-"
            path = f"switched_off.forward[{n}].procedure"
            yield said(record, "PKG-263", path, severity=severity, value=forward.procedure, guess=guess)


def _called(scope: Scope, node: Node) -> str:
    if isinstance(node, CallActivity):
        called = node.extensions.called_element
        return static_text(called.process_id if called else node.called)
    job = node.extensions.job
    return static_text(scope.settings_of(node).get("procedure", "")) if job and job.type in _JOBS else ""


def _drawn_by_sibling(scope: Scope, process_id: str) -> bool:
    """Whether another package of the set has a process of that id. Files that can't be read are its own findings."""
    needle = f'id="{process_id}"'.encode()
    return any(needle in package.files[file] for package in scope.siblings for file in package.diagram_files)
