"""Each way out of a choice, the default aside, says when it is taken (10.6.2, 10.6.3, 13.4.2, 13.4.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.bpmn.model import ExclusiveGateway, Gateway, InclusiveGateway, Process
from workflows.bpmn.rules.base import Around, flow_label, label
from workflows.findings import Finding, error


def choice_has_conditions(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-217."""
    for node in process.of_type(Gateway):
        if not isinstance(node, ExclusiveGateway | InclusiveGateway) or len(node.outgoing) < 2:
            continue
        for flow in process.outgoing(node.id):
            if not flow.condition and flow.id != node.default_flow:
                named: dict[str, Any] = {"name": label(node), "flow": flow_label(process, flow.id)}
                yield error("BPMN-217", flow.id, line=flow.line, **named)
