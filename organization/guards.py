"""Who watches over access: heads of units, and the roles that guard it (`Role.guards`)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from .models import Post, Role, Unit, User

_HEAD = Q(role__leads=Role.Leads.UNIT)
_GUARD = Q(role__guards=True)


def guardians_of(unit: Unit, at: datetime, *, excluding: Collection[int] = ()) -> list[User]:
    """The head of the unit and those who guard its access; of each kind those of the nearest unit that has any.

    Whoever is excluded is passed over, up the tree. Two queries.
    """
    found: dict[int, User] = {}
    for kind in (_HEAD, _GUARD):
        for user in _nearest(unit, kind, at, excluding):
            found.setdefault(user.pk, user)
    return list(found.values())


def guards_access(user: User, unit: Unit, at: datetime) -> bool:
    """Whether a person heads the unit, or guards access there or above. One query."""
    posts = Post.objects.current(at).filter(user=user, user__is_active=True)
    return posts.filter(_GUARD & Q(unit__path__in=unit.lineage) | _HEAD & Q(unit=unit)).exists()


def _nearest(unit: Unit, kind: Q, at: datetime, excluding: Collection[int]) -> list[User]:
    posts = (
        Post.objects.current(at)
        .filter(kind, unit__path__in=unit.lineage, user__is_active=True)
        .exclude(user__in=excluding)
        .select_related("unit", "user")
        .order_by("pk")
    )
    by_length = sorted(posts, key=lambda post: -len(post.unit.path))
    return [post.user for post in by_length if post.unit_id == by_length[0].unit_id]
