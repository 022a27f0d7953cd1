"""The meaning of BPMN: what a token does next. No database, no Django, no clock.

`Machine` takes a parsed process and the tokens of one case, performs one operation on them and says in order what
happened (`effects`). Whoever runs it carries the effects out; where both could decide, the machine decides.
Source: BPMN 2.0.2, chapter 13 (execution semantics).
"""

from .effects import (
    Completed,
    Effect,
    Ended,
    Entered,
    JobRequested,
    Outcome,
    Passed,
    Reason,
    Stuck,
    TaskOpened,
    TimerArmed,
    Withdrawn,
)
from .machine import Judge, Machine, RunawayProcess, StepFailed, UnknownToken, Verdict
from .marking import Marking, Scope, Token

__all__ = [
    "Completed",
    "Effect",
    "Ended",
    "Entered",
    "JobRequested",
    "Judge",
    "Machine",
    "Marking",
    "Outcome",
    "Passed",
    "Reason",
    "RunawayProcess",
    "Scope",
    "StepFailed",
    "Stuck",
    "TaskOpened",
    "TimerArmed",
    "Token",
    "UnknownToken",
    "Verdict",
    "Withdrawn",
]
