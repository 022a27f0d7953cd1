"""Who has how much to do, and what waits in which queue, in the units that somebody leads. Three queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cases.models import STATUS, Task
from cases.selectors import Reach, visible_tasks
from organization.models import Absence, Duty, Post, User
from organization.queues import is_away


@dataclass(frozen=True, slots=True)
class Load:
    """Open tasks by how their case's most urgent clock stands."""

    fine: int = 0
    near: int = 0
    late: int = 0

    @property
    def all(self) -> int:
        return self.fine + self.near + self.late

    @property
    def before_late(self) -> int:
        return self.fine + self.near


@dataclass(frozen=True, slots=True)
class Officer:
    """A person of the units, or who holds a task there. `missing`: "", "inactive", "absent", "moved"."""

    user: User
    unit: str
    roles: tuple[str, ...]
    on_duty: bool
    missing: str
    load: Load


@dataclass(frozen=True, slots=True)
class Queue:
    """What nobody has taken yet, of one queue of work."""

    key: str
    load: Load


@dataclass(frozen=True, slots=True)
class Workload:
    officers: tuple[Officer, ...]
    queues: tuple[Queue, ...]


def workload(reach: Reach, language: str) -> Workload:
    """Counts are of what this person may know of: a sealed case adds to nobody's."""
    open_tasks = visible_tasks(reach).filter(unit__in=reach.leads).order_by()
    held = _counted(open_tasks.filter(status=STATUS.ASSIGNED), reach, "owner")
    waiting = _counted(open_tasks.filter(status=STATUS.NEW).exclude(queue=""), reach, "queue")
    officers = tuple(_officers(reach, dict(held), language))
    queues = tuple(Queue(str(key), load) for key, load in sorted(waiting, key=lambda row: -row[1].all))
    return Workload(officers, queues)


def _counted(tasks: QuerySet[Task], reach: Reach, by: str) -> list[tuple[object, Load]]:
    running = Q(case__clock_status="running")
    late = running & Q(case__clock_due_at__lt=reach.at)
    near = running & Q(case__clock_due_at__gte=reach.at, case__clock_near_at__lte=reach.at)
    rows = tasks.values_list(by).annotate(
        all=Count("pk"), near=Count("pk", filter=near), late=Count("pk", filter=late)
    )
    return [(key, Load(count - near - late, near, late)) for key, count, near, late in rows]


def _officers(reach: Reach, held: dict[object, Load], language: str) -> Iterable[Officer]:
    """Everybody posted there now, and who holds a task without being posted; the busiest first."""
    people: dict[int, list[Any]] = {}
    for post in _posts(reach, held):
        people.setdefault(post.user_id, []).append(post)
    officers = [_officer(posts, held.get(user, Load()), reach, language) for user, posts in people.items()]
    return sorted(officers, key=lambda officer: (-officer.load.all, officer.user.full_name))


def _posts(reach: Reach, held: dict[object, Load]) -> QuerySet[Any, Any]:
    roster = Duty.objects.current(reach.at).filter(user=OuterRef("user"), unit=OuterRef("unit"))
    holders = Q(user__in=list(held))
    current = Q(since__lte=reach.at) & (Q(until=None) | Q(until__gt=reach.at)) & Q(user__is_active=True)
    posts = Post.objects.filter(holders | current, unit__in=reach.leads)
    return (
        posts.annotate(away=is_away("user", reach.at), on_roster=Exists(roster))
        .select_related("user", "unit", "role")
        .order_by("user", "-since")
    )


def _officer(posts: list[Any], load: Load, reach: Reach, language: str) -> Officer:
    present = [post for post in posts if post.until is None or post.until > reach.at]
    user = posts[0].user
    missing = "" if present else "moved"
    if any(post.away for post in posts):
        missing = "absent"
    if not user.is_active:
        missing = "inactive"
    return Officer(
        user=user,
        unit=posts[0].unit.short_name,
        roles=tuple(dict.fromkeys(post.role.title_in(language) for post in present or posts[:1])),
        on_duty=any(post.on_roster for post in posts) and not missing,
        missing=missing,
        load=load,
    )


def absences_now(reach: Reach) -> QuerySet[Absence]:
    """Who of the units is away now, or will be, and who stands in."""
    posted = Post.objects.filter(user=OuterRef("user"), unit__in=reach.leads)
    absences = Absence.objects.filter(Q(until=None) | Q(until__gt=reach.at)).filter(Exists(posted))
    return absences.select_related("user", "substitute").order_by("since", "user__full_name")
