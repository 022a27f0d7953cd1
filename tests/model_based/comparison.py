"""One history, told by both sides and compared after each step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workflows.bpmn import model as bpmn
from workflows.bpmn import read
from workflows.bpmn.semantics import RunawayProcess

from .machine_side import MachineSide
from .operations import Choice, Operation, chosen
from .reference import Runaway
from .reference_side import ReferenceSide
from .view import Situation

#: More tokens than that at once are a diagram without bound; nothing new is learnt from it.
MANY_TOKENS = 40


class Different(AssertionError):
    """The two sides tell different stories."""


@dataclass
class Told:
    """What became of one history."""

    operations: list[Operation] = field(default_factory=list)
    last: Situation | None = None
    runaway: bool = False


def compare(
    xml: bytes,
    history: Sequence[Choice],
    variables: Mapping[str, Any],
    side: Callable[..., Any] = MachineSide,
) -> Told:
    """Raises Different with both situations and the operations that led there."""
    definitions = read(xml)
    process = definitions.main()
    one = ReferenceSide(process, variables, definitions.processes)
    other = side(process, variables, definitions.processes)
    told = Told()
    operation: Operation | None = Operation("start", event=beginning(process))
    choices = iter(history)
    while operation is not None:
        told.operations.append(operation)
        if _ran_away(one, other, operation):
            told.runaway = True
            return told
        told.last = _same(one.situation(), other.situation(), told.operations)
        choice = next(choices, None)
        over = told.last.outcome is not None or _tokens(told.last) > MANY_TOKENS
        operation = None if choice is None or over else chosen(told.last, choice)
    return told


def beginning(process: bpmn.Process) -> str:
    return next(event.id for event in process.start_events())


def _ran_away(one: ReferenceSide, other: Any, operation: Operation) -> bool:
    """Whether the operation would go on for ever, which both must see."""
    try:
        one.do(operation)
    except Runaway:
        try:
            other.do(operation)
        except RunawayProcess:
            return True
        raise Different(f"only the reference runs away at {operation}") from None
    try:
        other.do(operation)
    except RunawayProcess:
        raise Different(f"only the machine runs away at {operation}") from None
    return False


def _same(expected: Situation, found: Situation, operations: list[Operation]) -> Situation:
    thrown = found.thrown is not None
    one, other = expected.text(thrown=thrown), found.text(thrown=thrown)
    if one != other:
        steps = "\n".join(f"  {step}" for step in operations)
        raise Different(f"after\n{steps}\nreference:\n{one}\nother side:\n{other}")
    return expected


def _tokens(situation: Situation) -> int:
    return sum(1 for _ in situation.root.walk())
