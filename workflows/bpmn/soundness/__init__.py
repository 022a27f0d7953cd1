"""Can every case come to an end, and can every element be reached? Per process and sub-process, in bounded time.

Translate a scope to a Petri net, reduce it, visit its markings within a budget, judge. What the budget leaves open
is said as such (BPMN-203), never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import AdHocSubProcess, Process, SubProcess
from workflows.bpmn.soundness.budget import Budget
from workflows.bpmn.soundness.translate import beginnings, considered
from workflows.bpmn.soundness.verdict import judge
from workflows.findings import Finding

__all__ = ["Budget", "soundness"]


def soundness(process: Process, budget: Budget) -> Iterator[Finding]:
    """Findings of all scopes that can begin; ad-hoc ones run in no order, so there is nothing to judge."""
    if process.start_events():
        yield from judge(process, process.id, budget)
    for scope in process.of_type(SubProcess):
        if not isinstance(scope, AdHocSubProcess) and begins(process, scope):
            yield from judge(process, scope.id, budget)


def begins(process: Process, scope: SubProcess) -> bool:
    """Whether a sub-process has a place to begin at."""
    inside = considered(process, scope.id)
    return bool(process.start_events(scope.id)) or (bool(beginnings(inside)) and not scope.triggered_by_event)
