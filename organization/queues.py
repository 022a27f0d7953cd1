"""Queues of work, and whether a person is there to take from them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from .models import Absence, Post


def queue_key(unit_id: int, role: str, function: str = "") -> str:
    """The name of a queue of work: a role of a unit, in one function or in all of them ("")."""
    return f"{unit_id}/{role}/{function}"


def keys_of(post: Post) -> tuple[str, ...]:
    """A post serves its role's queue, and its function's part of it."""
    everywhere = queue_key(post.unit_id, post.role.code)
    if post.function is None:
        return (everywhere,)
    return (everywhere, queue_key(post.unit_id, post.role.code, post.function.code))


def is_away(user_field: str, at: datetime) -> Exists:
    """Condition on rows of people's doings: the person in `user_field` is absent at the moment."""
    return Exists(Absence.objects.current(at).filter(user=OuterRef(user_field)))
