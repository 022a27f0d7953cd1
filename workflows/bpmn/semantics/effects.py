"""What one operation did, in order: data for whoever writes it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ..model import EventDefinition, Node


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
    """Something that happened to `token` at `node` in `scope`. An element's id is unique in its process only."""

    node: Node
    token: int
    scope: int


@dataclass(frozen=True, slots=True)
class Entered(Effect):
    """A token reached the node."""


@dataclass(frozen=True, slots=True)
class Passed(Effect):
    """A token left by `flows`; `reasons` only where conditions decided, `default` when none held.

    What waited for the token is over: a catching event, or all events behind an event-based gateway.
    """

    flows: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()
    default: bool = False


@dataclass(frozen=True, slots=True)
class TaskOpened(Effect):
    """Work for a person begins."""


@dataclass(frozen=True, slots=True)
class JobRequested(Effect):
    """A machine step is to be carried out outside of this operation."""


@dataclass(frozen=True, slots=True)
class TimerArmed(Effect):
    """The timer event `node` waits.

    `token` is the waiting token: of a boundary event its host, of an event behind an event-based gateway the one at
    the gateway, of an event sub-process the host of the `scope` that it stands in (0 for the root).
    """

    definition: EventDefinition


@dataclass(frozen=True, slots=True)
class EventAwaited(Effect):
    """A message, signal or condition is waited for; `token` and `scope` as those of `TimerArmed`.

    It ends with `AwaitEnded`, with `Completed`, `Withdrawn`, `Passed` or `Stuck` of the token, or when the scope closes.
    """

    definition: EventDefinition


@dataclass(frozen=True, slots=True)
class AwaitEnded(Effect):
    """The event `node` is waited for no longer, though its token or scope goes on. Ends timers, too."""


@dataclass(frozen=True, slots=True)
class MessageThrown(Effect):
    """A message leaves; `node` is the event or send task that sends it."""

    definition: EventDefinition


@dataclass(frozen=True, slots=True)
class SignalThrown(Effect):
    """A signal goes out to all that wait for it."""

    definition: EventDefinition


@dataclass(frozen=True, slots=True)
class ErrorThrown(Effect):
    """An error was raised here; `caught_by` is the id of the event that catches it, None when nothing does."""

    code: str
    caught_by: str | None = None


@dataclass(frozen=True, slots=True)
class EscalationThrown(Effect):
    """An escalation was raised here; what nothing catches is without consequence (10.4.5.5)."""

    code: str
    caught_by: str | None = None


@dataclass(frozen=True, slots=True)
class CompensationThrown(Effect):
    """What was completed is to be undone: `activities` in the order in which it is."""

    activities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScopeOpened(Effect):
    """`scope` begins: a sub-process, a called process, an event sub-process, a loop or one pass of it.

    `node` is the activity and `token` its host.
    """


@dataclass(frozen=True, slots=True)
class ScopeClosed(Effect):
    """`scope` is over, by itself or called off; nothing waits in it any more."""


@dataclass(frozen=True, slots=True)
class Completed(Effect):
    """An activity was completed. Its task, job and boundary events are over."""


@dataclass(frozen=True, slots=True)
class Withdrawn(Effect):
    """A resting token was taken away: whatever waits for it (task, job, events, incident) is called off."""


@dataclass(frozen=True, slots=True)
class Stuck(Effect):
    """The token can't go on by itself; it rests where it is until a person repairs the case."""

    code: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ended(Effect):
    """The process is over; `node` is the last element that a token reached."""

    outcome: Outcome
