"""messages/*.yaml as values: a text sent to people when something happens."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from .kinds import AddressText, EventName
from .texts import LocalText


class Channel(StrEnum):
    """Ways to reach a person."""

    SMS = "sms"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    PAGE = "page"
    INBOX = "inbox"


@dataclass(frozen=True, kw_only=True)
class MessageDefinition:
    """`on` names what triggers it: `state:CODE`, `document:CODE`, `clock:CODE`, or the key of a notify step."""

    on: EventName = field(metadata={"help": "what triggers it"})
    to: AddressText = field(metadata={"help": "who receives it"})
    channels: tuple[Channel, ...] = field(
        metadata={"help": "by the person's choice, in this order otherwise"}
    )
    subject: LocalText | None = field(
        default=None, metadata={"help": "subject, with {{ FEEL }} placeholders"}
    )
    text: LocalText = field(metadata={"help": "text, with {{ FEEL }} placeholders"})

    @property
    def kind(self) -> str:
        """ "state", "document", "clock" or "step"."""
        return self.on.partition(":")[0] if ":" in self.on else "step"

    @property
    def subject_code(self) -> str:
        """The state, document, clock or notify key that it is about."""
        return self.on.rpartition(":")[2]
