"""The duty roster: who stands by for which function of a unit, and who may plan it.

Source: domain book R-047 (duty officers of the functions), R-064 to R-066 (one room, standby roster per unit).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from .errors import DutyImpossible, DutyOverlaps, RosterNotYours
from .models import Duty, Function, Post, Role, Unit, User
from .queues import is_away
from .selectors import effective_posts

#: A function belongs on the board when the roster named it within this span around now.
AROUND = timedelta(days=7)
LONGEST_SHIFT = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Standby:
    """A function and its duty officers now; nobody where there is a gap in the roster."""

    function: Function
    duties: tuple[Duty, ...]


def standby(unit: Unit, at: datetime) -> tuple[Standby, ...]:
    """Who stands by for each function that the unit's roster knows these days. Three queries.

    A shift without a function counts for the functions of its person's posts. Absent people don't stand by.
    """
    near = Duty.objects.filter(unit=unit, starts__lt=at + AROUND, ends__gt=at - AROUND, user__is_active=True)
    duties = list(near.annotate(away=is_away("user", at)).select_related("user", "function"))
    posts = Post.objects.current(at).filter(unit=unit, user__in={duty.user_id for duty in duties})
    held = list(posts.exclude(function=None).select_related("function"))
    functions: dict[int, Function] = {}
    present: dict[int, list[Duty]] = {}
    for duty in sorted(duties, key=lambda duty: (duty.user.full_name, duty.pk)):
        for function in _functions_of(duty, held):
            functions[function.pk] = function
            if duty.starts <= at < duty.ends and not duty.away:
                present.setdefault(function.pk, []).append(duty)
    known = sorted(functions.values(), key=lambda function: function.code)
    return tuple(Standby(function, tuple(present.get(function.pk, ()))) for function in known)


@dataclass(frozen=True, slots=True)
class Available:
    """An officer who may be sent: the post's function, and whether the roster names him now."""

    user: User
    function: Function | None
    on_duty: bool


def available(unit: Unit, role: str, at: datetime) -> tuple[Available, ...]:
    """Who holds a role in a unit and is there: those on duty first, then by function and name. One query."""
    roster = Duty.objects.current(at).filter(
        Q(function=None) | Q(function=OuterRef("function")), user=OuterRef("user"), unit=unit
    )
    posts = Post.objects.current(at).filter(unit=unit, role__code=role, user__is_active=True)
    found = posts.annotate(away=is_away("user", at), on_roster=Exists(roster)).exclude(away=True)
    ordered = found.select_related("user", "function").order_by(
        "-on_roster", "function__code", "user__full_name", "pk"
    )
    first: dict[int, Available] = {}
    for post in ordered:
        first.setdefault(post.user_id, Available(post.user, post.function, post.on_roster))
    return tuple(first.values())


def shifts(unit: Unit, since: datetime, until: datetime) -> tuple[Duty, ...]:
    """The unit's shifts that touch a span, by time, function and name."""
    found = Duty.objects.filter(unit=unit, starts__lt=until, ends__gt=since)
    ordered = found.order_by("starts", "function__code", "user__full_name", "pk")
    return tuple(ordered.select_related("user", "function", "planned_by"))


def may_plan(planner: User, unit: Unit, function: Function | None, at: datetime) -> bool:
    """Whether a person may plan shifts of a function (None: of any) in a unit."""
    return _may_plan(effective_posts(planner, at), unit, function)


@transaction.atomic
def plan_shift(
    *,
    planner: User,
    user: User,
    unit: Unit,
    starts: datetime,
    ends: datetime,
    at: datetime,
    function: Function | None = None,
    regu: str = "",
) -> Duty:
    """Put a person on the roster. Raises RosterNotYours, DutyImpossible, DutyOverlaps.

    Concurrency: the person's row is locked, so of two shifts that overlap one is refused.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if not may_plan(planner, unit, function, at):
        raise RosterNotYours(unit=unit.name)
    _require_possible(user, unit, function, starts, ends, at)
    other = Duty.objects.filter(user=user, starts__lt=ends, ends__gt=starts).first()
    if other is not None:
        raise DutyOverlaps(user=user.display_name, starts=other.starts, ends=other.ends)
    return Duty.objects.create(
        user=user, unit=unit, function=function, starts=starts, ends=ends, regu=regu, planned_by=planner
    )


@transaction.atomic
def cancel_shift(*, planner: User, duty_id: int, unit: Unit, at: datetime) -> None:
    """Take a shift off: one to come is removed, a running one ends now, a past one stays as it was.

    Raises RosterNotYours, DutyImpossible (there is none of this unit, or it is over).
    """
    duty = Duty.objects.select_for_update(of=("self",)).filter(pk=duty_id, unit=unit).first()
    if duty is None or duty.ends <= at:
        raise DutyImpossible(reason="over")
    if not may_plan(planner, unit, duty.function, at):
        raise RosterNotYours(unit=unit.name)
    if duty.starts >= at:
        duty.delete()
        return
    duty.ends = at
    duty.save(update_fields=["ends"])


def _functions_of(duty: Duty, held: Iterable[Post]) -> Iterable[Function]:
    if duty.function is not None:
        return (duty.function,)
    return (post.function for post in held if post.user_id == duty.user_id and post.function is not None)


def _may_plan(posts: Iterable[Post], unit: Unit, function: Function | None) -> bool:
    return any(post.unit_id == unit.pk and _post_plans(post, function) for post in posts)


def _post_plans(post: Post, function: Function | None) -> bool:
    role = post.role
    if role.keeps_roster or role.leads in (Role.Leads.UNIT, Role.Leads.DEPUTY):
        return True
    own = role.function_id or post.function_id
    return role.leads == Role.Leads.FUNCTION and function is not None and function.pk == own


def _require_possible(
    user: User, unit: Unit, function: Function | None, starts: datetime, ends: datetime, at: datetime
) -> None:
    if starts >= ends:
        raise DutyImpossible(reason="ends_first")
    if ends - starts > LONGEST_SHIFT:
        raise DutyImpossible(reason="too_long")
    if ends <= at:
        raise DutyImpossible(reason="over")
    in_function = Q(function=function) if function is not None else Q()
    if not Post.objects.current(starts).filter(in_function, user=user, unit=unit).exists():
        raise DutyImpossible(reason="no_post")
