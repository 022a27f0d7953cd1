"""A form that a task or start event names is in the package (10.3.3, user task)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.bpmn.model import Process
from workflows.bpmn.rules.base import Around, label, nearest
from workflows.findings import Finding, error


def form_is_known(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-102."""
    forms = around.vocabulary.forms
    if forms is None:
        return
    for node in process.nodes.values():
        form = node.extensions.form_id
        if form and not form.startswith("=") and form not in forms:
            named: dict[str, Any] = {"name": label(node), "form": form, "known": nearest(form, forms)}
            yield error("BPMN-102", node.id, line=node.line, **named)
