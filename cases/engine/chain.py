"""The hash chain of a case's events: each hash covers the event and the hash before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from cases.models import CaseEvent


def event_hash(
    *,
    previous: str,
    case_id: int,
    seq: int,
    kind: str,
    at: datetime,
    actor_id: int | None,
    element: str,
    data: Any,
) -> str:
    """SHA-256 over the canonical JSON of an event, as 64 hexadecimal digits."""
    body = [previous, case_id, seq, kind, at.astimezone(UTC).isoformat(), actor_id, element, data]
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of(event: CaseEvent, previous: str) -> str:
    return event_hash(
        previous=previous,
        case_id=event.case_id,
        seq=event.seq,
        kind=event.kind,
        at=event.at,
        actor_id=event.actor_id,
        element=event.element,
        data=event.data,
    )


def broken_at(events: Iterable[CaseEvent]) -> int | None:
    """The number of the first event whose hash or number is wrong, None when the chain holds. Takes them in order."""
    previous, expected = "", 1
    for event in events:
        if event.seq != expected or event.hash != hash_of(event, previous):
            return event.seq
        previous, expected = event.hash, expected + 1
    return None
