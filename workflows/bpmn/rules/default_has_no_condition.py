"""The default flow is taken when no condition holds; it has none itself (8.4.13)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Activity, Gateway, Process
from workflows.bpmn.rules.base import Around, flow_label
from workflows.findings import Finding, error


def default_has_no_condition(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-216."""
    for node in process.nodes.values():
        if isinstance(node, Activity | Gateway) and node.default_flow in node.outgoing:
            flow = process.flows[node.default_flow or ""]
            if flow.condition:
                yield error("BPMN-216", flow.id, line=flow.line, name=flow_label(process, flow.id))
