"""A gateway that is said to part or to join paths has the flows for it (10.6.1, table 10.101, "gatewayDirection")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.bpmn.model import Gateway, Process
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, warning


def gateway_direction_holds(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-207, a warning: the run looks at the flows alone."""
    for gateway in process.of_type(Gateway):
        if not _holds(gateway):
            facts: dict[str, Any] = {"name": label(gateway), "direction": gateway.direction}
            yield warning("BPMN-207", gateway.id, line=gateway.line, **facts)


def _holds(gateway: Gateway) -> bool:
    joins, parts = len(gateway.incoming) > 1, len(gateway.outgoing) > 1
    match gateway.direction:
        case "Converging":
            return joins and not parts
        case "Diverging":
            return parts and not joins
        case "Mixed":
            return joins and parts
    return True
