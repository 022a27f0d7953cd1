"""Which events may stand where (10.5.5, tables 10.84 to 10.93)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Process
from workflows.bpmn.profile import Standing, shape_of, standing
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def position_is_allowed(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-222."""
    for node in process.nodes.values():
        shape = shape_of(process, node)
        if standing(shape) is Standing.FORBIDDEN:
            yield error("BPMN-222", node.id, line=node.line, name=label(node), kind=str(shape))
