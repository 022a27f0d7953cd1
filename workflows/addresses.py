"""Addresses: who a task, an escalation or a message goes to (procedure package, "Addresses").

pamapta                               a bare word is a role of the case's unit
role:pamapta                          the same, written out
role:piket_fungsi@function:satreskrim same unit, other function
role:itwasda@level:polda              up the tree to the first unit of that level
role:piket_fungsi@function:f@level:l  both: that function there
party:pelapor                         a party of the case (messages, and tasks that people do on the status page)
public                                anybody, signed in or not (starts only)
=expression                           FEEL giving one of these or a person
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CODE = r"[a-z][a-z0-9_]*"
_ROLE = re.compile(rf"(?:role:)?({_CODE})(?:@function:({_CODE}))?(?:@level:({_CODE}))?\Z")
_PARTY = re.compile(rf"party:({_CODE})\Z")
_PERSON = re.compile(r"person:([A-Za-z0-9_.@+-]+)\Z")


class AddressError(ValueError):
    """A text that is not an address. `text` is what stood there."""

    code = "address_malformed"

    def __init__(self, text: str) -> None:
        super().__init__(f"'{text}' is not an address; write role:CODE, role:CODE@function:CODE or =FEEL.")
        self.text = text


@dataclass(frozen=True, slots=True)
class Address:
    """One place work can go to; exactly one of role, party, person, expression or `public` is set."""

    role: str = ""
    function: str = ""
    level: str = ""
    party: str = ""
    person: str = ""
    expression: str = ""
    public: bool = False

    def __str__(self) -> str:
        if self.expression:
            return f"={self.expression}"
        if self.party:
            return f"party:{self.party}"
        if self.person:
            return f"person:{self.person}"
        if self.public:
            return "public"
        function = f"@function:{self.function}" if self.function else ""
        level = f"@level:{self.level}" if self.level else ""
        return f"role:{self.role}{function}{level}"


def parse(text: str) -> tuple[Address, ...]:
    """The addresses of a comma-separated list, in order. FEEL (after "=") stands alone.

    Raises AddressError for the first that isn't one; an empty text gives none.
    """
    stripped = text.strip()
    if stripped.startswith("="):
        return (Address(expression=stripped[1:].strip()),)
    return tuple(parse_one(part) for part in stripped.split(",") if part.strip())


def parse_one(text: str) -> Address:
    """One address without FEEL. Raises AddressError."""
    text = text.strip()
    if text == "public":
        return Address(public=True)
    if match := _PARTY.match(text):
        return Address(party=match[1])
    if match := _PERSON.match(text):
        return Address(person=match[1])
    if match := _ROLE.match(text):
        role, function, level = match.groups()
        return Address(role=role, function=function or "", level=level or "")
    raise AddressError(text)
