"""Can every case come to an end, and can every element be reached? Per process and sub-process, in bounded time.

Translate a scope to a Petri net, reduce it, visit its markings within a budget, judge; inner scopes first, since a
scope waits for its sub-processes. What the budget leaves open is said as such (BPMN-203), never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workflows.bpmn.model import AdHocSubProcess, Process, SubProcess
from workflows.bpmn.soundness.budget import Budget
from workflows.bpmn.soundness.catching import Ending, ending, escapes, freed_by_callers, frees
from workflows.bpmn.soundness.outcome import Outcome
from workflows.bpmn.soundness.translate import Around, beginnings, considered, instantiating
from workflows.bpmn.soundness.verdict import freed, judge
from workflows.findings import Finding

__all__ = ["Budget", "begins", "soundness", "starts"]


def soundness(process: Process, budget: Budget, others: Iterable[Process] = ()) -> Iterator[Finding]:
    """Findings of all scopes that can begin; ad-hoc ones run in no order, so there is nothing to judge.

    `others` are the processes of the file, one of which may call this one and interrupt the call.
    """
    outcomes: dict[str, Outcome] = {}
    around = Around(outcomes, escapes(process))
    inner = [scope for scope in process.of_type(SubProcess) if _judged(process, scope)]
    for scope in reversed(inner):
        outcomes[scope.id] = _judge(process, scope.id, budget, around)
    if starts(process):
        whole = _judge(process, process.id, budget, around)
        safe = freed_by_callers(process, others)
        yield from freed(whole.traps) if safe else whole.traps
        yield from whole.findings
    for scope in inner:
        yield from outcomes[scope.id].findings


def starts(process: Process) -> bool:
    """Whether a process has a place to begin at: a start event, or what instantiates it."""
    return bool(process.start_events() or instantiating(process))


def begins(process: Process, scope: SubProcess) -> bool:
    """Whether a sub-process has a place to begin at."""
    inside = considered(process, scope.id)
    return bool(process.start_events(scope.id)) or (bool(beginnings(inside)) and not scope.triggered_by_event)


def _judged(process: Process, scope: SubProcess) -> bool:
    return not isinstance(scope, AdHocSubProcess) and begins(process, scope)


def _judge(process: Process, scope: str, budget: Budget, around: Around) -> Outcome:
    """The outcome of a scope together with its event sub-processes."""
    outcome = judge(process, scope, budget, around)
    listeners = process.event_starts(scope)
    if any(map(frees, listeners)):
        outcome.findings += freed(outcome.traps)
        outcome.traps = []
    if any(listener.interrupting for listener in listeners):
        outcome.completes = True
    over = any(ending(process, node) is not Ending.NONE for node in process.children(scope))
    for listener in listeners:
        traps = around.outcomes[listener.scope].traps if listener.scope in around.outcomes else []
        others = any(frees(other) for other in listeners if other is not listener)
        if not listener.interrupting and (others or over):
            outcome.findings += freed(traps)
        else:
            outcome.traps += traps
    return outcome
