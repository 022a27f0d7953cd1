"""Nobody asks for conditions behind parallel and event-based gateways or events (8.4.13, table 8.60)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.bpmn.model import Event, EventBasedGateway, ParallelGateway, Process
from workflows.bpmn.rules.base import Around, flow_label, label
from workflows.findings import Finding, error


def no_condition_where_none_counts(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-218."""
    for flow in process.flows.values():
        source = process.nodes[flow.source]
        if flow.condition and isinstance(source, ParallelGateway | EventBasedGateway | Event):
            named: dict[str, Any] = {"name": label(source), "flow": flow_label(process, flow.id)}
            yield error("BPMN-218", flow.id, line=flow.line, **named)
