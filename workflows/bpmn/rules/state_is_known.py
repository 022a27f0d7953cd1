"""The state that a node enters is one of the procedure (procedure package, "states")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.bpmn.model import Process
from workflows.bpmn.rules.base import Around, label, nearest
from workflows.findings import Finding, error


def state_is_known(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-110."""
    states = around.vocabulary.states
    if states is None:
        return
    for node in process.nodes.values():
        state = node.extensions.state
        if state and state not in states:
            named: dict[str, Any] = {"name": label(node), "state": state, "known": nearest(state, states)}
            yield error("BPMN-110", node.id, line=node.line, **named)
