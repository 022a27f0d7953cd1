"""A process that calls itself needs a way to stop (10.3.6, call activity)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import CallActivity, Process
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error, warning


def calls_come_back(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-127 where each call leads to another for ever; BPMN-239, a warning, where nothing on the way waits."""
    for call in process.of_type(CallActivity):
        if call.id in around.recursion.endless:
            yield error("BPMN-127", call.id, line=call.line, name=label(call))
        elif call.id in around.recursion.hasty:
            yield warning("BPMN-239", call.id, line=call.line, name=label(call))
