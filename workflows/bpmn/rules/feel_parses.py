"""An expression after "=" can be read, and can give something (DMN 1.5, chapter 10, FEEL grammar and semantics)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.bpmn.expressions import Place, known_names, places, position
from workflows.bpmn.model import Process
from workflows.bpmn.rules.base import Around, flow_label, label
from workflows.feel import FeelError, Problem, check, compile_expression
from workflows.findings import Finding, error, warning

#: Characters of different expressions in one file, each counted as forty more: half a second of reading.
MAX_CHARACTERS = 200_000
_OVERHEAD = 40


def feel_parses(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-114, with line and column in the file; BPMN-240, a warning, for one that can be read but not be meant: a
    name that is nowhere, an operator that fits nothing. BPMN-124 where the expressions are too much to read.
    """
    names = known_names(process, around.vocabulary.variables)
    judged: dict[str, tuple[Problem, ...]] = {}
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
            judged[text] = _problems(text, names)
        for problem in judged[text]:
            rows = rows or around.definitions.xml.decode("utf-8", "replace").split("\n")
            yield _finding(process, place, problem, rows)


def _problems(text: str, names: frozenset[str] | None) -> tuple[Problem, ...]:
    """What FEEL says: the one fault that keeps the text from being read, or what is doubtful in it.

    A name that is nowhere is doubtful only where it resembles one that is there: messages bring names of their own.
    """
    try:
        compile_expression(text)
    except FeelError as fault:
        return (Problem(fault.code, fault.line, fault.column, fault.params, _UNREADABLE),)
    return tuple(each for each in check(text, names) if each.code != "FEEL-201" or each.suggestion)


_UNREADABLE = "unreadable"


def _finding(process: Process, place: Place, problem: Problem, rows: list[str]) -> Finding:
    element = place.element
    name = flow_label(process, element.id) if element.id in process.flows else label(element)
    line, column = position(rows, place, problem.line, problem.column)
    facts: dict[str, Any] = {
        "name": name,
        "what": place.what,
        "expression": place.text[:200],
        "reason": Finding(problem.code, params=problem.params),
    }
    if problem.severity == _UNREADABLE:
        return error("BPMN-114", element.id, line=line, column=column, at=problem.column, **facts)
    return warning(
        "BPMN-240", element.id, line=line, column=column, suggestion=problem.suggestion or "—", **facts
    )
