"""An expression after "=" can be read (DMN 1.5, chapter 10, FEEL grammar)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.bpmn.expressions import Place, places, position
from workflows.bpmn.model import Process
from workflows.bpmn.rules.base import Around, flow_label, label
from workflows.feel import FeelError, compile_expression
from workflows.findings import Finding, error

#: Characters of different expressions in one file, each counted as forty more: half a second of reading.
MAX_CHARACTERS = 200_000
_OVERHEAD = 40


def feel_parses(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-114, with line and column in the file; BPMN-124 where the expressions are too much to read."""
    judged: dict[str, FeelError | None] = {}
    rows: list[str] = []
    left = MAX_CHARACTERS // max(len(around.definitions.processes), 1)
    for place in places(process):
        text = place.feel
        if text is None:
            continue
        if text not in judged:
            left -= len(text) + _OVERHEAD
            if left < 0:
                yield error(
                    "BPMN-124", process.id, line=process.line, name=label(process), limit=MAX_CHARACTERS
                )
                return
            judged[text] = _fault(text)
        fault = judged[text]
        if fault is not None:
            rows = rows or around.definitions.xml.decode("utf-8", "replace").split("\n")
            yield _finding(process, place, fault, rows)


def _fault(text: str) -> FeelError | None:
    try:
        compile_expression(text)
    except FeelError as fault:
        return fault
    return None


def _finding(process: Process, place: Place, fault: FeelError, rows: list[str]) -> Finding:
    element = place.element
    name = flow_label(process, element.id) if element.id in process.flows else label(element)
    line, column = position(rows, place, fault.line, fault.column)
    facts: dict[str, Any] = {
        "name": name,
        "what": place.what,
        "expression": place.text[:200],
        "reason": fault.code,
    }
    return error("BPMN-114", element.id, line=line, column=column, at=fault.column, **facts)
