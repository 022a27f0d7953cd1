"""scenarios/*.yaml as values: executable examples, the acceptance tests of a procedure.

A step is known by its first key. Where a step nests its own keys (`refused`, `fail`, `cancel`), `reshape` lifts them,
so that every step reads alike: verb, then what belongs to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from .kinds import AddressText, Code, Duration, ElementId, Keys, Moment, StateCode, ZoneName

Items: TypeAlias = tuple[Mapping[str, Any], ...]


class CaseStatus(StrEnum):
    """How a run stands: `terminated` by a terminate end, `failed` by an uncaught BPMN error."""

    RUNNING = "running"
    COMPLETED = "completed"
    TERMINATED = "terminated"
    FAILED = "failed"
    CANCELED = "canceled"


class ClockStatus(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, kw_only=True)
class UnitGiven:
    """The unit made for the run."""

    level: Code = field(default="polres", metadata={"help": "level of the unit"})
    zone: ZoneName = field(default="Asia/Makassar", metadata={"help": "its time zone"})
    name: str = field(default="", metadata={"help": "its name"})


@dataclass(frozen=True, kw_only=True)
class AnswersGiven:
    """Answers to the procedure's questionnaire, as if people had sent them on the day of the start."""

    times: int = field(default=1, metadata={"help": "how many people answered so"})
    service: Code = field(
        default="", metadata={"help": "procedure that they had to do with; this one otherwise"}
    )
    with_: Mapping[str, Any] = field(metadata={"help": "what they answered, by field"})


@dataclass(frozen=True, kw_only=True)
class Given:
    """What stands before the first step."""

    at: Moment = field(default="", metadata={"help": "the run's clock at the start; now otherwise"})
    unit: UnitGiven = field(default=UnitGiven(), metadata={"help": "the unit made for the run"})
    people: Mapping[Code, AddressText] = field(
        default_factory=dict, metadata={"help": "people made for the run and their posts"}
    )
    parameters: Mapping[Code, Any] = field(
        default_factory=dict, metadata={"help": "values that the unit has set"}
    )
    answers: tuple[AnswersGiven, ...] = field(
        default=(), metadata={"help": "answers that the questionnaire has had"}
    )


@dataclass(frozen=True, kw_only=True)
class ScenarioStart:
    """How the case begins; empty for a process that is started with nothing."""

    by: Code = field(default="", metadata={"help": "person who opens it"})
    channel: Code = field(default="", metadata={"help": "channel by which it is opened"})
    with_: Mapping[str, Any] = field(
        default_factory=dict,
        metadata={
            "help": "answers of the start form; `nrp:NAME`, `akun:NAME`: service number, account of a person of the run"
        },
    )
    attach: Mapping[str, Any] = field(default_factory=dict, metadata={"help": "files by data path"})
    event: ElementId = field(default="", metadata={"help": "start event"})
    message: str = field(default="", metadata={"help": "name of the message that starts it"})
    key: Any = field(default=None, metadata={"help": "correlation key of that message"})
    signal: str = field(default="", metadata={"help": "name of the signal that starts it"})
    process: ElementId = field(default="", metadata={"help": "one of several processes in the file"})


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """What must be so. A key that isn't written is not looked at; an empty list is."""

    status: CaseStatus | None = field(default=None, metadata={"help": "how the run stands"})
    state: StateCode | None = field(default=None, metadata={"help": "state of the case"})
    open: tuple[ElementId, ...] | None = field(
        default=None, metadata={"help": "waiting user tasks and waits, sorted"}
    )
    path: tuple[ElementId, ...] | None = field(
        default=None, metadata={"help": "completed activities, a subset in order"}
    )
    completed: tuple[ElementId, ...] | None = field(
        default=None, metadata={"help": "completed activities, all of them"}
    )
    variables: Mapping[str, Any] | None = field(default=None, metadata={"help": "data, a subset"})
    documents: (
        tuple[Annotated[Mapping[str, Any], Keys(("code", "valid", "number", "status"))], ...] | None
    ) = field(default=None, metadata={"help": "documents issued"})
    numbers: tuple[Any, ...] | None = field(default=None, metadata={"help": "numbers given"})
    notified: tuple[Annotated[Mapping[str, Any], Keys(("to", "event", "channel"))], ...] | None = field(
        default=None, metadata={"help": "messages sent"}
    )
    escalated: tuple[Annotated[Mapping[str, Any], Keys(("clock", "to", "at"))], ...] | None = field(
        default=None, metadata={"help": "escalations"}
    )
    incidents: tuple[ElementId, ...] | None = field(
        default=None, metadata={"help": "elements with an open incident"}
    )
    timers: tuple[Annotated[Mapping[str, Any], Keys(("element", "due"))], ...] | None = field(
        default=None, metadata={"help": "waiting timers"}
    )
    clocks: tuple[Annotated[Mapping[str, Any], Keys(("code", "status"))], ...] | None = field(
        default=None, metadata={"help": "clocks and their status"}
    )
    opened: tuple[Annotated[Mapping[str, Any], Keys(("procedure", "unit"))], ...] | None = field(
        default=None, metadata={"help": "cases opened by this one"}
    )
    hidden_from: tuple[Code, ...] | None = field(
        default=None, metadata={"help": "people who must find nothing"}
    )


# Steps -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Step:
    """`case` picks another case that the run has opened; 0 is the first."""

    case: int = field(default=0, metadata={"help": "which case of the run"})


@dataclass(frozen=True, kw_only=True)
class Complete(Step):
    complete: ElementId = field(metadata={"help": "user task"})
    by: Code = field(default="", metadata={"help": "person"})
    with_: Mapping[str, Any] = field(default_factory=dict, metadata={"help": "answers"})
    attach: Mapping[str, Any] = field(default_factory=dict, metadata={"help": "files by data path"})
    index: int = field(default=0, metadata={"help": "which of several open instances; 0 is the oldest"})


@dataclass(frozen=True, kw_only=True)
class Claim(Step):
    claim: ElementId = field(metadata={"help": "user task"})
    by: Code = field(default="", metadata={"help": "person"})
    index: int = field(default=0, metadata={"help": "which of several open instances"})


@dataclass(frozen=True, kw_only=True)
class Draft(Step):
    draft: ElementId = field(metadata={"help": "user task"})
    by: Code = field(default="", metadata={"help": "person"})
    with_: Mapping[str, Any] = field(default_factory=dict, metadata={"help": "answers, valid or not"})
    index: int = field(default=0, metadata={"help": "which of several open instances"})


@dataclass(frozen=True, kw_only=True)
class Advance(Step):
    advance: Duration = field(metadata={"help": "time that passes"})


@dataclass(frozen=True, kw_only=True)
class AdvanceTo(Step):
    advance_to: Moment = field(metadata={"help": "moment that comes"})


@dataclass(frozen=True, kw_only=True)
class MessageGiven:
    name: str = field(metadata={"help": "name of the message"})
    key: Any = field(default=None, metadata={"help": "correlation key"})
    with_: Mapping[str, Any] = field(default_factory=dict, metadata={"help": "what it carries"})


@dataclass(frozen=True, kw_only=True)
class Message(Step):
    message: MessageGiven = field(metadata={"help": "message that arrives"})


@dataclass(frozen=True, kw_only=True)
class SignalGiven:
    name: str = field(metadata={"help": "name of the signal"})
    with_: Mapping[str, Any] = field(default_factory=dict, metadata={"help": "what it carries"})


@dataclass(frozen=True, kw_only=True)
class Signal(Step):
    signal: SignalGiven = field(metadata={"help": "signal that is broadcast"})


@dataclass(frozen=True, kw_only=True)
class Fail(Step):
    """A machine step fails. Written `{fail: ELEMENT, error: CODE}` or `{fail: {job: ELEMENT, error: CODE}}`."""

    fail: ElementId = field(metadata={"help": "the step"})
    job: str = field(default="", metadata={"help": "job type, where it has to be said"})
    error: str = field(default="", metadata={"help": "BPMN error code; none is a technical failure"})
    index: int = field(default=0, metadata={"help": "which of several open instances"})

    @staticmethod
    def reshape(keys: Mapping[str, Any]) -> Mapping[str, Any]:
        inner = _inner(keys, "fail")
        return keys if inner is None else {**_without(keys, "fail"), "fail": inner.pop("job", None), **inner}


@dataclass(frozen=True, kw_only=True)
class Cancel(Step):
    """A person ends the case. Written `{cancel: {by: P, reason: R}}`."""

    cancel: bool = field(default=True, metadata={"help": "`{by, reason}`"})
    by: Code = field(metadata={"help": "person"})
    reason: str = field(default="", metadata={"help": "why"})

    @staticmethod
    def reshape(keys: Mapping[str, Any]) -> Mapping[str, Any]:
        inner = _inner(keys, "cancel")
        return keys if inner is None else {**_without(keys, "cancel"), **inner}


@dataclass(frozen=True, kw_only=True)
class Reopen(Step):
    """A case that has ended goes on. Written `{reopen: EVENT, by: P, with: {...}, reason: R}`."""

    reopen: ElementId = field(metadata={"help": "start event at which it goes on"})
    by: Code = field(default="", metadata={"help": "person, or `public`"})
    with_: Mapping[str, Any] = field(default_factory=dict, metadata={"help": "answers"})
    reason: str = field(default="", metadata={"help": "why"})


@dataclass(frozen=True, kw_only=True)
class Withdraw(Step):
    """The reporter takes the matter back. Written `{withdraw: {by: P, reason: R}}`."""

    withdraw: bool = field(default=True, metadata={"help": "`{by, reason}`"})
    by: Code = field(metadata={"help": "person, or `public`"})
    reason: str = field(default="", metadata={"help": "why"})

    @staticmethod
    def reshape(keys: Mapping[str, Any]) -> Mapping[str, Any]:
        inner = _inner(keys, "withdraw")
        return keys if inner is None else {**_without(keys, "withdraw"), **inner}


@dataclass(frozen=True, kw_only=True)
class Expect(Step):
    expect: Expectation = field(metadata={"help": "what must be so now"})


@dataclass(frozen=True, kw_only=True)
class Refused(Step):
    """The step inside must be refused. Written `{refused: {complete: X, by: P, code: C}}`."""

    refused: AcceptedStep = field(
        metadata={"help": "the step that must be refused, and the `code` of the refusal"}
    )
    code: str = field(metadata={"help": "code of the refusal"})

    @staticmethod
    def reshape(keys: Mapping[str, Any]) -> Mapping[str, Any]:
        inner = _inner(keys, "refused")
        if inner is None or "code" not in inner:
            return keys
        return {**keys, "code": inner.pop("code"), "refused": inner}


AcceptedStep: TypeAlias = (
    Complete | Claim | Draft | Advance | AdvanceTo | Message | Signal | Fail | Cancel | Reopen | Withdraw
)
AnyStep: TypeAlias = AcceptedStep | Expect | Refused


@dataclass(frozen=True, kw_only=True)
class Scenario:
    name: str = field(metadata={"help": "what it shows, in a sentence"})
    given: Given = field(default=Given(), metadata={"help": "what stands before"})
    start: ScenarioStart = field(default=ScenarioStart(), metadata={"help": "how the case begins"})
    steps: tuple[AnyStep, ...] = field(default=(), metadata={"help": "what people and time do"})
    expect: Expectation = field(default=Expectation(), metadata={"help": "what must be so at the end"})


def _inner(keys: Mapping[str, Any], verb: str) -> dict[str, Any] | None:
    value = keys.get(verb)
    return dict(value) if isinstance(value, Mapping) else None


def _without(keys: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in keys.items() if key != name}
