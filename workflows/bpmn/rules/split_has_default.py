"""An answer that nobody foresaw must still lead somewhere (13.4.2: without a match and default, an exception)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Activity, ExclusiveGateway, InclusiveGateway, Node, Process
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, warning


def split_has_default(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-201, a warning."""
    for node in process.nodes.values():
        if _may_find_no_way(process, node):
            yield warning("BPMN-201", node.id, line=node.line, name=label(node))


def _may_find_no_way(process: Process, node: Node) -> bool:
    flows = process.outgoing(node.id)
    if isinstance(node, ExclusiveGateway | InclusiveGateway):
        return len(flows) > 1 and node.default_flow is None
    if isinstance(node, Activity):
        return bool(flows) and node.default_flow is None and all(flow.condition for flow in flows)
    return False
