"""What was completed in a scope and could be compensated, in order (BPMN 2.0.2, 10.7.1 and 13.5.5).

A record is [activity], or [sub-process, its locals, the records inside it]. They stand in the memory of the scope in
which the activity was completed. What a loop repeats is recorded once for each pass.
"""

from __future__ import annotations

from typing import Any

from .marking import Scope
from .run import Move, Run

Record = list[Any]

_KEY = ":completed"


def remember(run: Run, move: Move) -> None:
    """An activity was completed. Of a loop the passes count, not the whole."""
    if move.node.id not in run.wiring(move.scope).handlers:
        return
    if move.scope.is_instance or getattr(move.node, "loop", None) is None:
        records_in(move.scope).append([move.node.id])


def remember_scope(run: Run, scope: Scope, around: Scope) -> None:
    """A scope ends well. What is in it can be undone as long as the scope around it runs; a called process can't."""
    inside = scope.memory.get(_KEY, [])
    if scope.loop is not None or scope.is_instance:
        if inside:
            records_in(around).extend(inside)
        return
    if scope.process:
        return
    wiring = run.wiring(around)
    undone_as_a_whole = scope.element in wiring.handlers
    if not undone_as_a_whole and (inside or scope.element in wiring.undoing_starts):
        records_in(around).append([scope.element, scope.locals, inside])


def records_in(scope: Scope) -> list[Record]:
    records: list[Record] = scope.memory.setdefault(_KEY, [])
    return records


def take_records(scope: Scope, activity: str = "") -> list[Record]:
    """Those of one activity, or all, in order of completion. They are taken out: nothing is undone twice."""
    records = scope.memory.pop(_KEY, [])
    taken = [record for record in records if activity in ("", record[0])]
    kept = [record for record in records if activity not in ("", record[0])]
    if kept:
        scope.memory[_KEY] = kept
    return taken
