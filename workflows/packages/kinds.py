"""What the texts of a package file must look like: codes, durations, FEEL, addresses.

A kind is attached to a field by its annotation, `Annotated[str, CODE]`. The reader checks the form of the text;
what it refers to is checked by the rules, which find the fields again by their kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

_DURATION = (
    r"P(?=[0-9T])(?:\d{1,5}Y)?(?:\d{1,5}M)?(?:\d{1,5}W)?(?:\d{1,6}D)?"
    r"(?:T(?=\d)(?:\d{1,7}H)?(?:\d{1,8}M)?(?:\d{1,9}(?:\.\d{1,6})?S)?)?"
)
_CODE = r"[a-z][a-z0-9_]*"
_STATE = r"[A-Z][A-Z0-9_]*"
_NAME = r"[^\W\d]\w*"


class Feel(StrEnum):
    """Whether a text may, must or can't be an expression after a leading "="."""

    NEVER = "never"
    MAY = "may"
    MUST = "must"


@dataclass(frozen=True, slots=True)
class Kind:
    """A form of text. `name` is how the reference of keys calls it, `pattern` matches the whole text."""

    name: str
    pattern: str = r".*"
    feel: Feel = Feel.NEVER

    def fits(self, text: str) -> bool:
        if text.startswith("=") and self.feel is not Feel.NEVER:
            return len(text) > 1
        return self.feel is not Feel.MUST and re.fullmatch(self.pattern, text, re.DOTALL) is not None


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that a free mapping may have."""

    names: tuple[str, ...]


CODE = Kind("code", _CODE)
STATE = Kind("state code", _STATE)
ELEMENT = Kind("element id", r"[A-Za-z_][\w.\-]*")
DATA_PATH = Kind("data path", rf"{_NAME}(?:\.(?:{_NAME}|\*))*")
FILE = Kind("file path", r"[^/\\][^\\]*")
DURATION = Kind("ISO 8601 duration", _DURATION)
DURATION_OR_FEEL = Kind("ISO 8601 duration or FEEL", _DURATION, Feel.MAY)
SHARE_OR_DURATION = Kind("percentage, ISO 8601 duration or FEEL", rf"\d{{1,4}}%|{_DURATION}", Feel.MAY)
MOMENT = Kind(
    "ISO 8601 moment with offset", r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)"
)
EXPRESSION = Kind("FEEL", feel=Feel.MUST)
ADDRESS = Kind("address", r"[^=].*", Feel.MAY)
EVENT = Kind("event", rf"(?:state:{_STATE})|(?:(?:document|clock):{_CODE})|{_CODE}")
ZONE = Kind("time zone", r"[A-Za-z]+(?:/[A-Za-z_]+)*")

Code = Annotated[str, CODE]
StateCode = Annotated[str, STATE]
ElementId = Annotated[str, ELEMENT]
DataPath = Annotated[str, DATA_PATH]
FilePath = Annotated[str, FILE]
Duration = Annotated[str, DURATION]
DurationOrFeel = Annotated[str, DURATION_OR_FEEL]
ShareOrDuration = Annotated[str, SHARE_OR_DURATION]
Moment = Annotated[str, MOMENT]
Expression = Annotated[str, EXPRESSION]
AddressText = Annotated[str, ADDRESS]
EventName = Annotated[str, EVENT]
ZoneName = Annotated[str, ZONE]


def kind_of(annotation: Any) -> Kind | None:
    """The kind in an `Annotated` type, or None."""
    return next((item for item in getattr(annotation, "__metadata__", ()) if isinstance(item, Kind)), None)
