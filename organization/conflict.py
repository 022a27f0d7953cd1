"""Conflict of interest: which places of the organization must not know of a matter that is about one of them.

A place is a text, so that what is barred can be stored with a case and compared with a person's places:

user:12                  one person
office:PATH@FUNCTION     everybody with a post in one function of one unit
unit:PATH                everybody with a post in a unit or below it
role:PATH@ROLE           everybody who holds a role of a unit

Source: security.md, "Visibility" 2 (recused); domain book, P-07 (gateways).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from .models import Post, Role, Unit, User

#: Roles whose holder stands for the whole unit.
_WHOLE_UNIT = (Role.Leads.UNIT, Role.Leads.DEPUTY)


@dataclass(frozen=True, slots=True)
class Conflict:
    """`places` must not know of the matter; `climbs` says that the unit can't handle it itself."""

    places: frozenset[str]
    climbs: bool


def conflict_of(reported: User, *, at: datetime, handled_by: Collection[str] = ()) -> Conflict:
    """What a report about a person bars: the person, all below, the members and the head of the function.

    Who heads a unit, or is its deputy, bars the whole unit. The matter goes one level up then, and if the person
    serves in one of the functions `handled_by` (codes) that would handle it. One query.
    """
    posts = list(
        Post.objects.current(at).filter(user=reported).select_related("unit", "role__function", "function")
    )
    places = {f"user:{reported.pk}", *(place for post in posts for place in _barred_by(post))}
    climbs = any(post.role.leads in _WHOLE_UNIT or _function_of(post) in handled_by for post in posts)
    return Conflict(frozenset(places), climbs)


def conflict_of_function(unit: Unit, function: str, *, handled_by: Collection[str] = ()) -> Conflict:
    """What a report about an unknown officer of a function bars: that function of the unit."""
    return Conflict(frozenset({f"office:{unit.path}@{function}"}), function in handled_by)


def places_of(user: User, posts: Iterable[Post]) -> frozenset[str]:
    """All places that a person with these posts is in. Unit, role and function of the posts are loaded."""
    places = {f"user:{user.pk}"}
    for post in posts:
        places.update(f"unit:{path}" for path in post.unit.lineage)
        places.add(f"role:{post.unit.path}@{post.role.code}")
        if function := _function_of(post):
            places.add(f"office:{post.unit.path}@{function}")
    return frozenset(places)


def people_in(places: Iterable[str], at: datetime) -> frozenset[int]:
    """Ids of the people in any of the places at a moment. One query."""
    wanted = Q(pk=None)
    people: set[int] = set()
    for kind, _, rest in (place.partition(":") for place in places):
        if kind == "user":
            people.add(int(rest))
        else:
            wanted |= _posts_in(kind, rest)
    return frozenset(people | set(Post.objects.current(at).filter(wanted).values_list("user", flat=True)))


def _barred_by(post: Post) -> Iterator[str]:
    if post.role.leads in _WHOLE_UNIT:
        yield f"unit:{post.unit.path}"
    elif function := _function_of(post):
        yield f"office:{post.unit.path}@{function}"
    else:
        yield f"role:{post.unit.path}@{post.role.code}"


def _function_of(post: Post) -> str:
    """The function that a post is in: its own, else its role's."""
    function = post.function or post.role.function
    return function.code if function else ""


def _posts_in(kind: str, rest: str) -> Q:
    path, _, code = rest.partition("@")
    if kind == "unit":
        return Q(unit__path=path) | Q(unit__path__startswith=f"{path}/")
    if kind == "role":
        return Q(unit__path=path, role__code=code)
    return Q(unit__path=path) & (Q(function__code=code) | Q(function=None, role__function__code=code))
