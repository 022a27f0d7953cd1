"""A decision that a task calls is in the package (10.3.3, business rule task)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.bpmn.model import Process
from workflows.bpmn.rules.base import Around, label, nearest
from workflows.findings import Finding, error


def decision_is_known(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-103."""
    decisions = around.vocabulary.decisions
    if decisions is None:
        return
    for node in process.nodes.values():
        called = node.extensions.called_decision
        decision = called.decision_id if called else ""
        if decision and not decision.startswith("=") and decision not in decisions:
            named: dict[str, Any] = {
                "name": label(node),
                "decision": decision,
                "known": nearest(decision, decisions),
            }
            yield error("BPMN-103", node.id, line=node.line, **named)
