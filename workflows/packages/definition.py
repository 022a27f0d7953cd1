"""procedure.yaml as values: one dataclass per table of keys, in the order in which the page of the format names them.

The `help` of each field is the sentence of the generated reference (docs/procedure-package.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .information import ExtensionDefinition, InformationDefinition
from .kinds import (
    AddressText,
    Code,
    DataPath,
    Duration,
    DurationOrFeel,
    ElementId,
    Expression,
    FilePath,
    ShareOrDuration,
    StateCode,
)
from .texts import LocalText

FORMAT = 1


def _help(text: str) -> dict[str, str]:
    return {"help": text}


class Stage(StrEnum):
    """What a state means to somebody who waits."""

    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"
    STOPPED = "stopped"


class ParameterType(StrEnum):
    DURATION = "duration"
    NUMBER = "number"
    STRING = "string"
    BOOLEAN = "boolean"
    DATE = "date"


class EscalationMeans(StrEnum):
    """How the addressed hears of it: in the inbox, or by a message too."""

    INBOX = "inbox"
    MESSAGE = "message"


class Paper(StrEnum):
    A4 = "a4"
    F4 = "f4"


class AnnouncementKind(StrEnum):
    """Where the public pages put it: "you said, we did", figures, or general information."""

    IMPROVEMENT = "improvement"
    FIGURES = "figures"
    INFORMATION = "information"


class StartScreen(StrEnum):
    """Where officers find a way in: among the tiles of the counter, or on the screen for calls."""

    COUNTER = "counter"
    CALL = "call"


class IdentityRule(StrEnum):
    CONFIDENTIAL = "confidential"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class ScanDefinition:
    """How old paper that is scanned in bulk fills the start form: which fields take the file and the day of receipt."""

    file: DataPath = field(metadata=_help("field of the form for the scanned file"))
    received: DataPath = field(metadata=_help("field for the moment at which the paper came in"))
    subject: DataPath = field(default="", metadata=_help("field for a few words on what it is about"))


@dataclass(frozen=True, kw_only=True)
class StartDefinition:
    """One way in: who may open a case, with which form, at which start event."""

    channels: tuple[Code, ...] = field(metadata=_help("channels by which it may be opened"))
    event: ElementId = field(
        default="", metadata=_help("start event of the diagram; its only none start event otherwise")
    )
    form: Code = field(default="", metadata=_help("form filled at the start"))
    by: tuple[AddressText, ...] = field(metadata=_help("who may open it; `public` is anybody"))
    scan: ScanDefinition | None = field(
        default=None, metadata=_help("for old paper scanned in bulk: not offered at the counter")
    )
    screen: StartScreen = field(
        default=StartScreen.COUNTER,
        metadata=_help("`call`: on the screen for calls, where a form asks three things and sends at once"),
    )
    title: LocalText | None = field(
        default=None, metadata=_help("what people call this way in; the name of the start event otherwise")
    )
    catch_all: bool = field(
        default=False, metadata=_help("people whose matter fits no service are led here (no wrong door)")
    )


@dataclass(frozen=True, kw_only=True)
class ReopeningDefinition:
    """A way back into a case that has ended: it goes on, as the same case, at a start event of the diagram."""

    event: ElementId = field(metadata=_help("start event of the diagram at which it goes on"))
    form: Code = field(default="", metadata=_help("form filled when it is reopened"))
    by: tuple[AddressText, ...] = field(
        metadata=_help("who may reopen it; `public` is the reporter, by the secret code")
    )
    from_: tuple[StateCode, ...] = field(
        default=(), metadata=_help("states that it may have ended in; any otherwise")
    )
    within: DurationOrFeel = field(default="", metadata=_help("how long after its end; for ever without it"))
    when: Expression = field(
        default="", metadata=_help("it may be reopened only where this is true, the form's answers included")
    )


@dataclass(frozen=True, kw_only=True)
class WithdrawalDefinition:
    """The reporter takes the matter back: the case ends in a state of its own, whatever was under way."""

    state: StateCode = field(metadata=_help("state that it ends in"))
    by: tuple[AddressText, ...] = field(
        metadata=_help("who may record it; `public` is the reporter, by the secret code")
    )
    from_: tuple[StateCode, ...] = field(
        default=(), metadata=_help("states in which it may be withdrawn; any otherwise")
    )
    when: Expression = field(default="", metadata=_help("it may be withdrawn only where this is true"))


@dataclass(frozen=True, kw_only=True)
class ParameterDefinition:
    """What a unit may set without a new version; FEEL reads it as `param.CODE`."""

    code: Code = field(metadata=_help("name after `param.`"))
    type: ParameterType = field(metadata=_help("type of its value"))
    default: Any = field(metadata=_help("value where a unit has set none"))
    title: LocalText = field(metadata=_help("what people call it"))


@dataclass(frozen=True, kw_only=True)
class StateDefinition:
    """An explicit state of the case; a node enters it by `zeebe:property name="state"`."""

    code: StateCode = field(metadata=_help("stable code"))
    title: LocalText = field(metadata=_help("what people call it"))
    stage: Stage = field(metadata=_help("whether work goes on, waits, is done or was stopped"))
    public: bool = field(default=False, metadata=_help("whether the citizen sees it on the status page"))


@dataclass(frozen=True, kw_only=True)
class EscalationDefinition:
    """One step of a clock's ladder."""

    at: ShareOrDuration = field(
        metadata=_help("share of the target (`clock` calendars only) or time since the start")
    )
    to: AddressText = field(metadata=_help("who hears of it"))
    by: tuple[EscalationMeans, ...] = field(default=(EscalationMeans.INBOX,), metadata=_help("how"))


@dataclass(frozen=True, kw_only=True)
class ClockDefinition:
    """A promise about time. It ends as met, breached or not applicable."""

    code: Code = field(metadata=_help("stable code"))
    title: LocalText = field(metadata=_help("what people call it"))
    starts: tuple[StateCode, ...] = field(metadata=_help("entering one of these states starts it"))
    starts_at: Expression = field(default="", metadata=_help("the moment of the start, taken from the data"))
    stops: tuple[StateCode, ...] = field(metadata=_help("entering one of these states stops it"))
    stops_at: Expression = field(default="", metadata=_help("the moment of the stop, taken from the data"))
    resets: tuple[StateCode, ...] = field(default=(), metadata=_help("stops it; it starts anew on return"))
    pauses: tuple[StateCode, ...] = field(default=(), metadata=_help("keeps the time left until return"))
    when: Expression = field(default="", metadata=_help("it applies only where this is true"))
    repeats: bool = field(
        default=False, metadata=_help("it is promised again each time a start state is entered after its end")
    )
    target: DurationOrFeel = field(metadata=_help("how long it may take"))
    calendar: Code = field(
        default="clock", metadata=_help("`clock` (24/7), `workday`, or the code of a calendar")
    )
    escalate: tuple[EscalationDefinition, ...] = field(default=(), metadata=_help("the ladder"))
    follows: tuple[DataPath, ...] = field(
        default=(), metadata=_help("answers that make it be worked out anew when they are given again")
    )


@dataclass(frozen=True, kw_only=True)
class NumberDefinition:
    """How a gapless number is written."""

    pattern: str = field(metadata=_help("text with placeholders such as `{n}`, `{year}`, `{unit_path}`"))
    series: Expression = field(
        default="", metadata=_help("separate counting per value; written by `{series}`")
    )


@dataclass(frozen=True, kw_only=True)
class LetterField:
    label: LocalText = field(metadata=_help("label of the line"))
    value: Expression = field(metadata=_help("what stands behind it"))


@dataclass(frozen=True, kw_only=True)
class LetterDefinition:
    """A document described instead of drawn."""

    letterhead: str = field(default="", metadata=_help("shared letterhead, such as `umum/kop`"))
    title: LocalText = field(metadata=_help("heading"))
    fields: tuple[LetterField, ...] = field(default=(), metadata=_help("lines of label and value"))
    clause: LocalText | None = field(default=None, metadata=_help("closing paragraph"))
    signatures: tuple[AddressText, ...] = field(default=(), metadata=_help("who signs, left to right"))
    qr: bool = field(default=True, metadata=_help("whether the verification code is printed"))


@dataclass(frozen=True, kw_only=True)
class DocumentDefinition:
    """A paper that the procedure issues; exactly one of `template` and `letter`."""

    code: Code = field(metadata=_help("stable code, named by `issue_document`"))
    title: LocalText = field(metadata=_help("what people call it"))
    template: FilePath = field(default="", metadata=_help("Typst file of the package"))
    letter: LetterDefinition | None = field(default=None, metadata=_help("or a description"))
    number: Code = field(default="", metadata=_help("number that it carries"))
    valid: DurationOrFeel = field(default="", metadata=_help("how long it is valid; without it, for ever"))
    verify: bool = field(
        default=False, metadata=_help("whether a QR code leads to the public verification page")
    )
    signers: tuple[AddressText, ...] = field(default=(), metadata=_help("who may sign"))
    paper: Paper = field(default=Paper.A4, metadata=_help("paper size"))
    download: bool = field(
        default=False, metadata=_help("whether the tracking code opens the file on the status page")
    )
    extend: ExtensionDefinition | None = field(
        default=None, metadata=_help("how its holder asks for an extension")
    )


@dataclass(frozen=True, kw_only=True)
class AnnouncementField:
    """One line of an announcement."""

    label: LocalText = field(metadata=_help("label of the line"))
    value: Expression = field(metadata=_help("text, number or list; a line without a value is left out"))
    breakdown: bool = field(
        default=False, metadata=_help("left out where fewer than `at_least` people are behind it")
    )


@dataclass(frozen=True, kw_only=True)
class AnnouncementDefinition:
    """What anybody may read from then on, given out by `publish`. It can't name a person of the case.

    Pages take it from `cases.public_selectors.announcements`.
    """

    code: Code = field(metadata=_help("stable code, named by `publish`"))
    kind: AnnouncementKind = field(metadata=_help("where the public pages put it"))
    title: LocalText = field(metadata=_help("heading, with {{ FEEL }} placeholders"))
    fields: tuple[AnnouncementField, ...] = field(metadata=_help("the lines"))
    when: Expression = field(default="", metadata=_help("consent: it is given out only where this is true"))
    counts: Expression = field(default="", metadata=_help("how many people the figures are about"))
    at_least: int = field(default=10, metadata=_help("below this number of people no breakdown is given out"))


@dataclass(frozen=True, kw_only=True)
class QuestionnaireDefinition:
    """What people are asked after a case of `survey: true` has ended, once a case, without login.

    The answers are kept apart from the case and its people; `survey_figures` adds them up. In the texts, `alamat` is
    the address of the questions, `layanan` and `service` the title of the case's procedure, `sampai` the last day.
    """

    form: Code = field(metadata=_help("form with the questions; it asks for no identity"))
    scores: tuple[Code, ...] = field(metadata=_help("fields that are numbers to be added up"))
    groups: tuple[Code, ...] = field(default=(), metadata=_help("fields by which figures are broken down"))
    remarks: tuple[Code, ...] = field(default=(), metadata=_help("fields with free text"))
    remind: Duration = field(default="P3D", metadata=_help("time from invitation to reminder"))
    expires: Duration = field(default="P14D", metadata=_help("time from invitation to the end"))
    invitation: LocalText = field(metadata=_help("message, with {{ FEEL }} placeholders"))
    reminder: LocalText = field(metadata=_help("the same, for the reminder"))


@dataclass(frozen=True, kw_only=True)
class PartyDefinition:
    """A person in the case."""

    role: Code = field(metadata=_help("what the person is to the case"))
    path: DataPath = field(metadata=_help("where the form puts the person"))
    identity: bool = field(default=False, metadata=_help("kept only in the encrypted party row"))
    recuse: bool = field(default=False, metadata=_help("marks a reported officer, who must not see the case"))


@dataclass(frozen=True, kw_only=True)
class PrivacyDefinition:
    identity: IdentityRule = field(
        default=IdentityRule.CONFIDENTIAL, metadata=_help("whether names are masked in lists")
    )
    sealed: Expression = field(
        default="=false", metadata=_help("true: without clearance the case does not exist")
    )


@dataclass(frozen=True, kw_only=True)
class FieldStep:
    """One thing that an officer in the field reports with a tap, at the moment when it happens."""

    code: Code = field(metadata=_help("stable code"))
    title: LocalText = field(metadata=_help("what stands on the button"))
    sets: DataPath = field(default="", metadata=_help("answer of the completed task that takes the moment"))
    form: Code = field(default="", metadata=_help("form that goes with the step"))
    stops: Code = field(
        default="", metadata=_help("clock that the first officer's step stops, at its moment")
    )
    completes: ElementId = field(
        default="", metadata=_help("user task that the first officer's step completes")
    )


@dataclass(frozen=True, kw_only=True)
class DispatchDefinition:
    """Officers sent out: each gets a link on the phone, for these steps and nothing else."""

    officers: DataPath = field(metadata=_help("answer of a `roster` field: who is sent"))
    starts: tuple[StateCode, ...] = field(metadata=_help("entering one of these states sends them"))
    clock: Code = field(default="", metadata=_help("clock that the phone and the duty board count"))
    place: DataPath = field(default="", metadata=_help("answer that says where the scene is"))
    shows: tuple[DataPath, ...] = field(
        default=(), metadata=_help("further answers that the phone shows; never identity")
    )
    valid: Duration = field(default="PT12H", metadata=_help("how long a link is good"))
    steps: tuple[FieldStep, ...] = field(metadata=_help("what is reported, in order"))

    def step(self, code: str) -> FieldStep:
        """Raises KeyError."""
        return _by(self.steps, "code", code)


@dataclass(frozen=True, kw_only=True)
class DuplicateRule:
    """When two cases are likely to be about the same matter."""

    by: tuple[DataPath, ...] = field(
        metadata=_help("data that must be equal; kept as keyed fingerprints, so people's may be among them")
    )
    within: Duration = field(metadata=_help("how far back to look"))


@dataclass(frozen=True, kw_only=True)
class SearchField:
    """Data lifted to an indexed column; never identity."""

    path: DataPath = field(metadata=_help("where the data stand"))
    as_: Code = field(metadata=_help("name of the search column"))


@dataclass(frozen=True, kw_only=True)
class LegalBasis:
    id: str = field(metadata=_help("the rule as it is cited"))
    en: str = field(default="", metadata=_help("the same in English"))


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """A warning that the authors looked at and stand by."""

    code: str = field(metadata=_help("code of the finding"))
    element: str = field(default="", metadata=_help("element that it is about"))
    reason: str = field(metadata=_help("why it may stand"))


@dataclass(frozen=True, kw_only=True)
class ForwardDefinition:
    """Where the desk leads somebody who asks for a service that the unit doesn't offer."""

    title: LocalText = field(metadata=_help("what the button says"))
    procedure: Code = field(metadata=_help("procedure that is opened instead"))
    event: ElementId = field(
        default="", metadata=_help("its start event; its first way in that is open to the officer otherwise")
    )
    answers: Mapping[str, Any] = field(
        default_factory=dict, metadata=_help("what its start form is filled with beforehand")
    )


@dataclass(frozen=True, kw_only=True)
class SwitchedOffDefinition:
    """What the desk says and does where a unit has switched the procedure off (its setting `offered`)."""

    text: LocalText = field(metadata=_help("what the visitor is told"))
    forward: tuple[ForwardDefinition, ...] = field(default=(), metadata=_help("where the visitor is led"))


@dataclass(frozen=True, kw_only=True)
class ProcedureDefinition:
    """What a procedure is."""

    format: int = field(metadata=_help("format of the package; 1"))
    key: Code = field(metadata=_help("stable id of the procedure"))
    version: str = field(metadata=_help("the authors' label"))
    enabled: bool = field(
        default=True, metadata=_help("false: shipped switched off; a unit's setting `offered` goes before it")
    )
    switched_off: SwitchedOffDefinition | None = field(
        default=None, metadata=_help("what is said where it is not offered")
    )
    title: LocalText = field(metadata=_help("what people call it"))
    description: LocalText | None = field(
        default=None, metadata=_help("one sentence for the one who picks a service")
    )
    information: InformationDefinition = field(
        default=InformationDefinition(), metadata=_help("what people are told before they come")
    )
    process: FilePath = field(metadata=_help("the main diagram"))
    function: Code = field(default="", metadata=_help("police function that owns it"))
    start: tuple[StartDefinition, ...] = field(default=(), metadata=_help("the ways in"))
    reopening: tuple[ReopeningDefinition, ...] = field(
        default=(), metadata=_help("the ways back into a case that has ended; none otherwise")
    )
    withdrawal: WithdrawalDefinition | None = field(
        default=None, metadata=_help("how the reporter may take it back; not at all otherwise")
    )
    parameters: tuple[ParameterDefinition, ...] = field(default=(), metadata=_help("what a unit may set"))
    states: tuple[StateDefinition, ...] = field(default=(), metadata=_help("the explicit states"))
    clocks: tuple[ClockDefinition, ...] = field(default=(), metadata=_help("the promises about time"))
    numbers: Mapping[Code, NumberDefinition] = field(
        default_factory=dict, metadata=_help("the numbers, by code")
    )
    documents: tuple[DocumentDefinition, ...] = field(default=(), metadata=_help("the papers"))
    announcements: tuple[AnnouncementDefinition, ...] = field(
        default=(), metadata=_help("what is made public")
    )
    parties: tuple[PartyDefinition, ...] = field(default=(), metadata=_help("the persons"))
    privacy: PrivacyDefinition = field(default=PrivacyDefinition(), metadata=_help("who may know"))
    dispatch: DispatchDefinition | None = field(
        default=None, metadata=_help("officers sent to a scene, and what they report from there")
    )
    duplicates: tuple[DuplicateRule, ...] = field(default=(), metadata=_help("when two cases are alike"))
    search: tuple[SearchField, ...] = field(default=(), metadata=_help("what is found by searching"))
    survey: bool = field(default=False, metadata=_help("whether the citizen is asked how it went"))
    questionnaire: QuestionnaireDefinition | None = field(
        default=None, metadata=_help("what is asked then, for all procedures of the unit")
    )
    retention: Duration = field(default="", metadata=_help("how long the case is kept; for ever otherwise"))
    legal_basis: tuple[LegalBasis, ...] = field(default=(), metadata=_help("the rules that it stands on"))
    confirmed: tuple[Confirmation, ...] = field(default=(), metadata=_help("warnings that may stand"))

    def state(self, code: str) -> StateDefinition:
        """Raises KeyError."""
        return _by(self.states, "code", code)

    def clock(self, code: str) -> ClockDefinition:
        """Raises KeyError."""
        return _by(self.clocks, "code", code)

    def document(self, code: str) -> DocumentDefinition:
        """Raises KeyError."""
        return _by(self.documents, "code", code)

    def announcement(self, code: str) -> AnnouncementDefinition:
        """Raises KeyError."""
        return _by(self.announcements, "code", code)

    def party(self, role: str) -> PartyDefinition:
        """Raises KeyError."""
        return _by(self.parties, "role", role)

    def parameter(self, code: str) -> ParameterDefinition:
        """Raises KeyError."""
        return _by(self.parameters, "code", code)


def _by(items: tuple[Any, ...], key: str, value: str) -> Any:
    for item in items:
        if getattr(item, key) == value:
            return item
    raise KeyError(value)
