"""Who begins a process isn't led to by a flow: gateway or receive task with "instantiate" (10.6.6; 10.3.3.3)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import EventBasedGateway, Process, ReceiveTask
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def instantiating_has_no_incoming(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-233, also for a parallel event gateway that begins nothing (table 10.111, "eventGatewayType")."""
    for node in process.nodes.values():
        if not isinstance(node, EventBasedGateway | ReceiveTask):
            continue
        idle = isinstance(node, EventBasedGateway) and node.parallel and not node.instantiate
        if (node.instantiate and node.incoming) or idle:
            yield error("BPMN-233", node.id, line=node.line, name=label(node))
