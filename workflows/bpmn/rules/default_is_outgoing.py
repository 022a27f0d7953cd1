"""The default flow is one of the flows that leave the element itself (8.4.13, "default")."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Activity, Gateway, Process
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def default_is_outgoing(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-215."""
    for node in process.nodes.values():
        if (
            isinstance(node, Activity | Gateway)
            and node.default_flow
            and node.default_flow not in node.outgoing
        ):
            yield error("BPMN-215", node.id, line=node.line, name=label(node), flow=node.default_flow)
