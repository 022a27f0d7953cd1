"""Can every case come to an end, and can every element be reached? Per process and sub-process, in bounded time.

Translate a scope to a Petri net, reduce it, visit its markings within a budget, judge. What the budget leaves open
is said as such (BPMN-203), never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import AdHocSubProcess, Process, SubProcess
from workflows.bpmn.soundness.explore import Budget
from workflows.bpmn.soundness.verdict import judge
from workflows.findings import Finding

__all__ = ["Budget", "soundness"]


def soundness(process: Process, budget: Budget) -> Iterator[Finding]:
    """Findings of all scopes that have a start event; ad-hoc ones run in no order, so there is nothing to judge."""
    scopes = [process.id]
    scopes += [each.id for each in process.of_type(SubProcess) if not isinstance(each, AdHocSubProcess)]
    for scope in scopes:
        if process.start_events(scope):
            yield from judge(process, scope, budget)
