"""Which messages an event sets off, and what they say.

The only channel that needs no gateway is the case's own page ("page"); a message waits there for its reader. The
text may name its owner, so it is sealed under the case's key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.models import Case, Message
from organization import crypto
from workflows.packages import MessageDefinition
from workflows.packages.placeholders import fill

PAGE = "page"


def send(
    case: Case,
    definitions: tuple[MessageDefinition, ...],
    event: str,
    *,
    context: Mapping[str, Any],
    at: datetime,
) -> list[Message]:
    """Write the messages that `event` ("state:TERBIT", "document:CODE", a key) sets off."""
    return [_write(case, found, context, at) for found in definitions if found.on == event]


def read(message: Message) -> Mapping[str, Any]:
    """Subject and text in both languages, unsealed: only for the party that it was written to."""
    return json.loads(
        crypto.unseal(bytes(message.case.data_key), bytes(message.sealed), associated=_bound(message.case))
    )


def _write(case: Case, definition: MessageDefinition, context: Mapping[str, Any], at: datetime) -> Message:
    body = {
        lang: {
            "subject": fill(definition.subject.in_(lang), context) if definition.subject else "",
            "text": fill(definition.text.in_(lang), context),
        }
        for lang in ("id", "en")
    }
    text = json.dumps(body, ensure_ascii=False).encode()
    return Message.objects.create(
        case=case,
        event=definition.on,
        to=str(definition.to),
        channel=PAGE,
        sealed=crypto.seal(bytes(case.data_key), text, associated=_bound(case)),
        created_at=at,
        delivered_at=at,
    )


def _bound(case: Case) -> bytes:
    return f"message|{case.pk}".encode()
