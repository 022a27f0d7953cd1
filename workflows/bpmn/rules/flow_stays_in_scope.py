"""A sequence flow must not cross the border of a sub-process (7.6.1, 8.4.13)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Process
from workflows.bpmn.rules.base import Around, flow_label
from workflows.findings import Finding, error


def flow_stays_in_scope(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-212."""
    for flow in process.flows.values():
        if process.nodes[flow.source].scope != process.nodes[flow.target].scope:
            yield error("BPMN-212", flow.id, line=flow.line, name=flow_label(process, flow.id))
