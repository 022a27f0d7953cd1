"""A call activity calls a process of this file or of the package (10.3.6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.bpmn.model import CallActivity, Process
from workflows.bpmn.recursion import called_by
from workflows.bpmn.rules.base import Around, label, nearest
from workflows.findings import Finding, error


def called_process_is_known(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-122 where none is named, BPMN-104 where it is unknown."""
    demanded, own = around.vocabulary.processes, around.definitions.processes
    for call in process.of_type(CallActivity):
        called = called_by(call)
        if not called:
            yield error("BPMN-122", call.id, line=call.line, name=label(call))
        elif (
            demanded is not None
            and not called.startswith("=")
            and called not in demanded
            and called not in own
        ):
            named: dict[str, Any] = {
                "name": label(call),
                "process": called,
                "known": nearest(called, {*demanded, *own}),
            }
            yield error("BPMN-104", call.id, line=call.line, **named)
