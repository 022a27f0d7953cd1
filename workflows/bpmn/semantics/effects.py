"""What one operation did, in order: data for whoever writes it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ..model import Node


class Outcome(StrEnum):
    """How a process ended (10.5.6): all tokens consumed, a terminate end, or an uncaught error."""

    COMPLETED = "completed"
    TERMINATED = "terminated"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a flow was taken or not: its condition and the values it read. `value` None is FEEL's null."""

    flow: str
    condition: str
    value: bool | None
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that happened to `token` at `node`."""

    node: Node
    token: int


@dataclass(frozen=True, slots=True)
class Entered(Effect):
    """A token reached the node."""

    scope: int


@dataclass(frozen=True, slots=True)
class Passed(Effect):
    """A token left by `flows`; `reasons` only where conditions decided, `default` when none held."""

    flows: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()
    default: bool = False


@dataclass(frozen=True, slots=True)
class TaskOpened(Effect):
    """Work for a person begins."""

    scope: int


@dataclass(frozen=True, slots=True)
class JobRequested(Effect):
    """A machine step is to be carried out outside of this operation."""

    scope: int


@dataclass(frozen=True, slots=True)
class TimerArmed(Effect):
    """The timer event `node` waits; `token` is the waiting token, or the host's for a boundary event."""

    scope: int


@dataclass(frozen=True, slots=True)
class Completed(Effect):
    """An activity was completed. Its task, job and boundary timers are over."""


@dataclass(frozen=True, slots=True)
class Withdrawn(Effect):
    """A resting token was taken away: whatever waits for it (task, job, timers, incident) is called off."""


@dataclass(frozen=True, slots=True)
class Stuck(Effect):
    """The token can't go on by itself; it rests where it is until a person repairs the case."""

    code: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ended(Effect):
    """The process is over; `node` is the last element that a token reached."""

    outcome: Outcome
