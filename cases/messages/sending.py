"""Which messages an event sets off, who reads them, and what they say.

A message is a row of the transaction that sets it off; a worker hands it over afterwards (cases.services.outbox).
The text may name its owner, so it is sealed under the case's key; addresses stay in the rows of the people.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases.models import Case, Channel, Message, MessageStatus, Notice, Party
from organization import crypto
from organization.errors import OrganizationError
from organization.models import Contact, User
from organization.resolution import resolve
from workflows import addresses, feel
from workflows.addresses import Address
from workflows.packages import MessageDefinition, Package
from workflows.packages.placeholders import fill

#: Channels that need a gateway.
OUTSIDE = (Channel.SMS, Channel.WHATSAPP, Channel.EMAIL)
LANGUAGES = ("id", "en")

#: Subject and text by language.
Body = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Reader:
    """Who reads a message, and by which channels outside; without any it waits on the page, or in the inbox."""

    channels: tuple[str, ...] = ()
    party: Party | None = None
    user: User | None = None
    language: str = "id"


@dataclass(frozen=True)
class Occasion:
    """What sets messages off: the event ("state:TERBIT", "document:CODE", a key), and what can be read of the case.

    `barred` gives the ids of officers who must not know of the case; `told` are officers who hear of it anyway.
    """

    event: str
    at: datetime
    context: Mapping[str, Any]
    barred: Callable[[], Collection[int]]
    told: frozenset[int] = field(default=frozenset())


def send(
    case: Case, package: Package, occasion: Occasion, *, also: tuple[MessageDefinition, ...] = ()
) -> list[Message]:
    """Write the messages that the event sets off, a row for each reader; officers get a notice beside it.

    `also` are messages that another procedure has for this event, to the people of this one.
    """
    return [
        _write(case, definition.on, str(definition.to), reader, _body(definition, occasion.context), occasion)
        for definition in (*package.messages, *also)
        if definition.on == occasion.event
        for reader in _readers(case, package, definition, occasion)
    ]


def alert(
    case: Case, users: Iterable[User], *, event: str, to: str, body: Body, at: datetime
) -> list[Message]:
    """The same by telephone or mail for officers who have it in their inbox already; for those who want it."""
    occasion = Occasion(event, at, {}, frozenset, frozenset(user.pk for user in users))
    readers = [reader for reader in _officers(users, OUTSIDE) if reader.channels]
    return [_write(case, event, to, reader, body, occasion) for reader in readers]


def read(message: Message) -> Body:
    """Subject and text in both languages, unsealed: only for whom it was written to."""
    return json.loads(
        crypto.unseal(bytes(message.case.data_key), bytes(message.sealed), associated=_bound(message.case))
    )


def _readers(
    case: Case, package: Package, definition: MessageDefinition, occasion: Occasion
) -> Iterator[Reader]:
    listed = tuple(str(channel) for channel in definition.channels)
    for address in _addresses(str(definition.to), occasion.context):
        if address.party:
            yield from _parties(case, package, address.party, listed)
        else:
            yield from _officers(_resolved(case, address, occasion), listed) or [Reader()]


def _addresses(text: str, context: Mapping[str, Any]) -> tuple[Address, ...]:
    """What the definition names; an expression is evaluated first."""
    written = addresses.parse(text)
    if len(written) == 1 and written[0].expression:
        value = feel.evaluate(written[0].expression, context)
        return addresses.parse(str(value)) if value else ()
    return written


def _parties(case: Case, package: Package, role: str, listed: tuple[str, ...]) -> Iterator[Reader]:
    """Everybody of that role; nobody by name still leaves a text on the page. A reported officer is told nothing."""
    if any(party.role == role and party.recuse for party in package.definition.parties):
        return
    found = list(case.parties.filter(role=role).order_by("path", "ordinal"))
    for party in found:
        yield Reader(_wanted(party.channel, listed), party=party, language=party.language or "id")
    if not found:
        yield Reader()


def _wanted(choice: str, listed: tuple[str, ...]) -> tuple[str, ...]:
    """The channels outside in the order of their turns: the person's choice first. Who chose the page gets no other."""
    if choice == Channel.PAGE:
        return ()
    outside = [channel for channel in listed if channel in OUTSIDE]
    return tuple(sorted(outside, key=lambda channel: channel != choice))


def _resolved(case: Case, address: Address, occasion: Occasion) -> tuple[User, ...]:
    """The officers an address reaches now; none when nobody holds it: that must not stop the step that tells."""
    try:
        return resolve(address, unit=case.unit, at=occasion.at, excluding=occasion.barred()).users
    except OrganizationError:
        return ()


def _officers(users: Iterable[User], listed: tuple[str, ...]) -> list[Reader]:
    people = list(users)
    chosen = dict(Contact.objects.filter(user__in=people).values_list("user", "channel"))
    return [
        Reader(
            tuple(channel for channel in (chosen.get(user.pk, ""),) if channel in listed),
            user=user,
            language=user.language,
        )
        for user in people
    ]


def _body(definition: MessageDefinition, context: Mapping[str, Any]) -> Body:
    return {
        lang: {
            "subject": fill(definition.subject.in_(lang), context) if definition.subject else "",
            "text": fill(definition.text.in_(lang), context),
        }
        for lang in LANGUAGES
    }


def _write(case: Case, event: str, to: str, reader: Reader, body: Body, occasion: Occasion) -> Message:
    text = json.dumps(body, ensure_ascii=False).encode()
    message = Message(
        case=case,
        event=event,
        to=to,
        party=reader.party,
        user=reader.user,
        language=reader.language,
        sealed=crypto.seal(bytes(case.data_key), text, associated=_bound(case)),
        created_at=occasion.at,
    )
    officer = not to.startswith("party:")
    if reader.channels:
        message.channel, *message.rest = reader.channels
        message.status, message.next_attempt_at = MessageStatus.PENDING, occasion.at
    elif officer:
        message.channel = Channel.INBOX
        message.status = MessageStatus.SENT if reader.user else MessageStatus.NOBODY
    else:
        message.channel, message.status = Channel.PAGE, MessageStatus.PAGE
    message.delivered_at = None if reader.channels or message.status == MessageStatus.NOBODY else occasion.at
    message.save()
    if reader.user is not None and reader.user.pk not in occasion.told:
        Notice.objects.create(
            user=reader.user, case=case, kind="message", data={"message": message.pk}, created_at=occasion.at
        )
    return message


def _bound(case: Case) -> bytes:
    return f"message|{case.pk}".encode()
