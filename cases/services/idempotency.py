"""A double click or a retry changes nothing: the key of the first write leads to what it made."""

from __future__ import annotations

from datetime import datetime

from cases.models import Case, IdempotencyKey
from organization.models import User


def already_done(key: str, actor: User | None, operation: str) -> Case | None:
    """The case that this very write went to before, None when it is new or has no key."""
    if not key:
        return None
    found = (
        IdempotencyKey.objects.filter(key=key, actor=actor, operation=operation)
        .select_related("case")
        .first()
    )
    return found.case if found else None


def remember(key: str, actor: User | None, operation: str, case: Case, *, at: datetime) -> None:
    """Keep the key in the transaction of the write. Two at once: the database lets one through."""
    if key:
        IdempotencyKey.objects.create(key=key, actor=actor, operation=operation, case=case, created_at=at)
