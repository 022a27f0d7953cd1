"""A message in the form of its channel, and the address of its reader as others may see it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cases.models import Channel

#: Letters of an SMS: six parts at most, whatever was filled into the text.
LONGEST_SMS = 900
LONGEST_SUBJECT = 200
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def text_for(channel: str, text: str) -> str:
    """The text without control characters; an SMS is one line of bounded length."""
    plain = _CONTROL.sub(" ", text)
    if channel == Channel.SMS:
        line = " ".join(plain.split())
        return line if len(line) <= LONGEST_SMS else f"{line[: LONGEST_SMS - 1]}…"
    return plain


def subject_for(text: str) -> str:
    """One line: a second one would be another header."""
    return " ".join(_CONTROL.sub(" ", text).split())[:LONGEST_SUBJECT]


def masked(channel: str, address: str) -> str:
    """What the case file shows of an address: the last two digits, or the first letter and the domain's ending."""
    if channel != Channel.EMAIL:
        return f"•••• {address[-2:]}" if address else ""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}•••@•••.{domain.rpartition('.')[2]}" if name else ""


def address_of(channel: str, person: Mapping[str, object]) -> str:
    """Where the channel reaches a person, empty when it doesn't. `person` is a party's identity or an officer's card."""
    name = "email" if channel == Channel.EMAIL else "no_hp"
    return str(person.get(name) or "").strip()
