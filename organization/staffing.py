"""Which queues of work somebody is there for, and which wait for nobody: what a supervisor must know before all else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from .models import Absence, Duty, Function, Post, Role
from .queues import is_away, keys_of, queue_key


@dataclass(frozen=True, slots=True)
class Staffing:
    """`held` are the queues of some units that somebody present, or a stand-in, serves; `unheld` all others.

    `titles` say a role's or a function's code in both languages: (Indonesian, English).
    """

    held: frozenset[str]
    unheld: frozenset[str]
    titles: Mapping[str, tuple[str, str]]

    def words(self, queue: str, language: str) -> str:
        """A queue as people call it: the role, and the function where it is one function's."""
        _, role, function = queue.split("/")
        codes = [role, *([function] if function else ())]
        return ", ".join(self._title(code, language) for code in codes)

    def _title(self, code: str, language: str) -> str:
        title, english = self.titles.get(code, (code, ""))
        return english if language == "en" and english else title


def staffing(units: Collection[int], at: datetime) -> Staffing:
    """Who serves what in these units at a moment. Two queries."""
    codes = {kind: dict[str, tuple[str, str]]() for kind in ("role", "function")}
    for kind, code, title, english in _codes("role", Role).union(_codes("function", Function), all=True):
        codes[kind][code] = (title, english)
    every = {
        queue_key(unit, role, function)
        for unit in units
        for role in codes["role"]
        for function in ("", *codes["function"])
    }
    held = frozenset(key for post in _served_posts(units, at) for key in keys_of(post))
    return Staffing(held, frozenset(every - held), {**codes["function"], **codes["role"]})


def _codes(kind: str, model: type[Role] | type[Function]) -> QuerySet[Any, Any]:
    return model._default_manager.order_by().values_list(Value(kind), "code", "title", "title_en")


def _served_posts(units: Collection[int], at: datetime) -> QuerySet[Post]:
    """Posts whose holder is there, or somebody who stands in and is there."""
    stand_in = Absence.objects.current(at).filter(user=OuterRef("user"), substitute__is_active=True)
    stood_in = Exists(stand_in.exclude(is_away("substitute", at)))
    held = Post.objects.current(at).filter(unit__in=units, user__is_active=True)
    return held.filter(~is_away("user", at) | stood_in).select_related("role", "function")


def has_left(user_field: str, unit_field: str, at: datetime) -> Q:
    """Condition: the person held a post in the unit and holds none there now."""
    ever = Post.objects.filter(user=OuterRef(user_field), unit=OuterRef(unit_field))
    return Q(Exists(ever)) & ~Q(Exists(ever.filter(_current(at))))


def shift_is_over(user_field: str, since_field: str, at: datetime) -> Q:
    """Condition: a shift of the person has ended since the moment in `since_field`, and no other has begun."""
    shifts = Duty.objects.filter(user=OuterRef(user_field))
    ended = shifts.filter(ends__lte=at, ends__gt=OuterRef(since_field))
    return Q(Exists(ended)) & ~Q(Exists(shifts.filter(starts__lte=at, ends__gt=at)))


def people_missing(units: Collection[int], at: datetime) -> QuerySet[Any, Any]:
    """Ids of people once posted in one of the units who have left, are away, or whose last shift is over."""
    gone = Q(user__is_active=False) | Q(is_away("user", at)) | has_left("user", "unit", at)
    last = Duty.objects.filter(user=OuterRef("user"))
    off = Q(Exists(last.filter(ends__lte=at))) & ~Q(Exists(last.filter(starts__lte=at, ends__gt=at)))
    return Post.objects.filter(gone | off, unit__in=units).order_by().values("user")


def _current(at: datetime) -> Q:
    return Q(since__lte=at) & (Q(until=None) | Q(until__gt=at))
