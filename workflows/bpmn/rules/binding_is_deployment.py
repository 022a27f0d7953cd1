"""A case goes on with what it started with; "latest" gives that up (procedure package, "Rules")."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Process
from workflows.bpmn.rules.base import Around, label
from workflows.bpmn.zeebe import Extensions
from workflows.findings import Finding, warning


def binding_is_deployment(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-205, a warning."""
    for node in process.nodes.values():
        if "latest" in _bindings(node.extensions):
            yield warning("BPMN-205", node.id, line=node.line, name=label(node))


def _bindings(extensions: Extensions) -> set[str]:
    called, decision = extensions.called_element, extensions.called_decision
    found = {extensions.form_binding}
    if called is not None:
        found.add(called.binding)
    if decision is not None:
        found.add(decision.binding)
    return found
