"""What a package says to people before they come, and how a paper is prolonged."""

from __future__ import annotations

from dataclasses import dataclass, field

from .kinds import Code, ElementId
from .texts import LocalText


def _help(text: str) -> dict[str, str]:
    return {"help": text}


@dataclass(frozen=True, kw_only=True)
class RequirementList:
    """Papers that depend on one answer: a decision is asked once for each value of a catalogue."""

    decision: Code = field(metadata=_help("decision that gives the rows, as for a checklist"))
    input: Code = field(metadata=_help("its input that takes the value"))
    catalogue: Code = field(metadata=_help("catalogue with the values"))


@dataclass(frozen=True, kw_only=True)
class InformationDefinition:
    """What people are told of the service before they come."""

    keywords: tuple[str, ...] = field(
        default=(), metadata=_help("words by which people call the matter, in either language")
    )
    requirements: tuple[LocalText, ...] = field(default=(), metadata=_help("what has to be brought"))
    checklist: RequirementList | None = field(default=None, metadata=_help("papers by kind of matter"))
    hours: LocalText | None = field(default=None, metadata=_help("when the service is open"))
    fee: LocalText | None = field(default=None, metadata=_help("what it costs; free of charge otherwise"))


@dataclass(frozen=True, kw_only=True)
class ExtensionDefinition:
    """A way in of the same procedure, offered where the document is verified."""

    event: ElementId = field(metadata=_help("start event"))
    number: Code = field(default="", metadata=_help("field of its form that takes the document's number"))
