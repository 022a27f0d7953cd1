"""What begins a case can't depend on its data: there is none yet (10.5.2; Camunda 8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows import feel
from workflows.bpmn.model import MessageDefinition, Process, SignalDefinition
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def start_trigger_is_fixed(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-125: the name of a message or signal that begins a process uses a variable."""
    for event in process.start_events():
        for definition in event.definitions:
            if isinstance(definition, MessageDefinition | SignalDefinition) and _varies(definition.name):
                facts: dict[str, Any] = {"name": label(event), "text": definition.name[:200]}
                yield error("BPMN-125", event.id, line=event.line, **facts)


def _varies(name: str) -> bool:
    if not name.startswith("="):
        return False
    return any(problem.code == "FEEL-201" for problem in feel.check(name[1:], ()))
