"""Changes to the organization."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from .errors import PostOverlaps, UnitMisplaced
from .models import Absence, Duty, Function, Post, Role, Setting, Unit, User
from .models.units import Level


@transaction.atomic
def place_unit(*, unit: Unit, parent: Unit | None) -> Unit:
    """Put a unit under `parent` (None: at the root), with everything below it, and store it.

    Raises UnitMisplaced when the parent is of no higher level or stands in the unit's own branch.
    """
    old_path = unit.path
    require_place(unit, parent)
    unit.parent = parent
    unit.path = f"{parent.path}/{unit.code}" if parent else unit.code
    unit.save()
    if old_path and old_path != unit.path:
        _move_branch(old_path, unit.path)
    return unit


def require_place(unit: Unit, parent: Unit | None) -> None:
    """Raises UnitMisplaced when the unit can't stand under `parent`."""
    if parent is None:
        return
    order = Level.values
    inside_itself = bool(unit.path) and f"{parent.path}/".startswith(f"{unit.path}/")
    if inside_itself or order.index(parent.level) >= order.index(unit.level):
        raise UnitMisplaced(unit=unit.name, parent=parent.name)


def _move_branch(old_path: str, new_path: str) -> None:
    for below in Unit.objects.select_for_update().filter(path__startswith=f"{old_path}/"):
        below.path = new_path + below.path[len(old_path) :]
        below.save(update_fields=["path"])


@transaction.atomic
def appoint(
    *,
    user: User,
    unit: Unit,
    role: Role,
    since: datetime,
    until: datetime | None = None,
    function: Function | None = None,
) -> Post:
    """Give a person a post. Raises PostOverlaps when they hold the same post at some time of the span."""
    User.objects.select_for_update().get(pk=user.pk)
    post = Post(user=user, unit=unit, role=role, function=function, since=since, until=until)
    require_no_overlap(post)
    post.save()
    return post


def require_no_overlap(post: Post) -> None:
    """Raises PostOverlaps when another span of the same person's same post meets this one."""
    same = Post.objects.filter(user=post.user, unit=post.unit, role=post.role, function=post.function)
    meeting = same.filter(Q(until=None) | Q(until__gt=post.since)).exclude(pk=post.pk)
    if post.until is not None:
        meeting = meeting.filter(since__lt=post.until)
    if other := meeting.first():
        raise PostOverlaps(user=post.user.display_name, post=str(other), since=other.since)


@transaction.atomic
def end_post(*, post: Post, at: datetime) -> Post:
    """End a post at a moment; nothing is deleted."""
    post.until = at
    post.save(update_fields=["until"])
    return post


@transaction.atomic
def deactivate(*, user: User, at: datetime) -> User:
    """A person leaves: no sign-in any more, running posts end, past work keeps its name."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    Post.objects.filter(Q(until=None) | Q(until__gt=at), user=user, since__lt=at).update(until=at)
    return user


def put_on_duty(
    *,
    user: User,
    unit: Unit,
    starts: datetime,
    ends: datetime,
    function: Function | None = None,
    regu: str = "",
) -> Duty:
    """A shift on the roster; the same start again replaces the shift."""
    duty, _ = Duty.objects.update_or_create(
        user=user, unit=unit, starts=starts, defaults={"ends": ends, "function": function, "regu": regu}
    )
    return duty


def record_absence(
    *, user: User, since: datetime, until: datetime | None, substitute: User | None = None, reason: str = ""
) -> Absence:
    """Someone is away; from `since` the substitute may take what is theirs."""
    return Absence.objects.create(user=user, since=since, until=until, substitute=substitute, reason=reason)


def set_parameter(*, unit: Unit, procedure_key: str, code: str, value: Any) -> Setting:
    """A parameter's value for a unit and those below it. `value` is JSON-ready. Raises ValidationError."""
    Setting(unit=unit, procedure_key=procedure_key, code=code, value=value).clean()
    setting, _ = Setting.objects.update_or_create(
        unit=unit, procedure_key=procedure_key, code=code, defaults={"value": value}
    )
    return setting
