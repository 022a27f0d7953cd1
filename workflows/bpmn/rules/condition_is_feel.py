"""Only FEEL, after a leading "=", can be true or false; plain text can not (8.4.13, "conditionExpression")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.bpmn.expressions import places
from workflows.bpmn.model import Process
from workflows.bpmn.rules.base import Around, flow_label, label
from workflows.findings import Finding, error


def condition_is_feel(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-120."""
    for place in places(process):
        if place.logical and place.feel is None:
            element = place.element
            name = flow_label(process, element.id) if element.id in process.flows else label(element)
            facts: dict[str, Any] = {"name": name, "what": place.what, "text": place.text[:200]}
            yield error("BPMN-120", element.id, line=element.line, **facts)
