"""The meaning of BPMN: what a token does next. No database, no Django, no clock.

`Machine` takes a parsed process and the tokens of one case, performs one operation on them and says in order what
happened (`effects`). Whoever runs it carries the effects out; where both could decide, the machine decides.
Source: BPMN 2.0.2, chapter 13 (execution semantics).
"""

from .effects import (
    AwaitEnded,
    CompensationThrown,
    Completed,
    Effect,
    Ended,
    Entered,
    ErrorThrown,
    EscalationThrown,
    EventAwaited,
    JobRequested,
    MessageThrown,
    Outcome,
    Passed,
    Reason,
    ScopeClosed,
    ScopeOpened,
    SignalThrown,
    Stuck,
    TaskOpened,
    TimerArmed,
    Withdrawn,
)
from .judge import Judge, Library, StepFailed, Verdict
from .machine import Machine, RunawayProcess
from .marking import Marking, Scope, Stage, Token
from .repairs import NotRepairable
from .run import UnknownToken

__all__ = [
    "AwaitEnded",
    "CompensationThrown",
    "Completed",
    "Effect",
    "Ended",
    "Entered",
    "ErrorThrown",
    "EscalationThrown",
    "EventAwaited",
    "JobRequested",
    "Judge",
    "Library",
    "Machine",
    "Marking",
    "MessageThrown",
    "NotRepairable",
    "Outcome",
    "Passed",
    "Reason",
    "RunawayProcess",
    "Scope",
    "ScopeClosed",
    "ScopeOpened",
    "SignalThrown",
    "Stage",
    "StepFailed",
    "Stuck",
    "TaskOpened",
    "TimerArmed",
    "Token",
    "UnknownToken",
    "Verdict",
    "Withdrawn",
]
