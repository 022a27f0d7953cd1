"""Which messages an event sets off, and what they say.

The only channel that needs no gateway is the case's own page ("page"); a message waits there for its reader. The
text may name its owner, so it is sealed under the case's key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cases.engine.variables import context_of
from cases.models import Case, Message
from organization import crypto
from workflows.packages.message import MessageDefinition, fill

if TYPE_CHECKING:
    from cases.engine.work import Work

PAGE = "page"


def send(work: Work, event: str) -> list[Message]:
    """Write the messages that `event` ("state:TERBIT", "document:CODE", a key) sets off, and tell the story."""
    sent = []
    for definition in work.package.messages:
        if definition.on == event:
            sent.append(_write(work, definition))
            work.record("message.sent", event=event, to=str(definition.to), channel=PAGE)
    return sent


def read(message: Message) -> Mapping[str, Any]:
    """Subject and text in both languages, unsealed: only for the party that it was written to."""
    return json.loads(crypto.unseal(bytes(message.case.data_key), bytes(message.sealed), associated=_bound(message.case)))


def _write(work: Work, definition: MessageDefinition) -> Message:
    context = context_of(work.case, work.package)
    body = {
        lang: {
            "subject": fill(definition.subject.in_(lang), context),
            "text": fill(definition.text.in_(lang), context),
        }
        for lang in ("id", "en")
    }
    sealed = crypto.seal(
        bytes(work.case.data_key), json.dumps(body, ensure_ascii=False).encode(), associated=_bound(work.case)
    )
    return Message.objects.create(
        case=work.case,
        event=definition.on,
        to=str(definition.to),
        channel=PAGE,
        sealed=sealed,
        created_at=work.at,
        delivered_at=work.at,
    )


def _bound(case: Case) -> bytes:
    return f"message|{case.pk}".encode()
