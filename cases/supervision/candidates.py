"""Who could take some tasks, best first: on duty, least to do, most practised. Whom a case is kept from isn't there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef

from cases.models import STATUS, Recusal, Task
from cases.selectors import Reach, visible_tasks
from organization.conflict import people_in
from organization.models import Absence, Duty, Post, User
from organization.queues import is_away, keys_of

#: Work finished in this time counts as practice.
PRACTICE = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may take `takes` of the tasks. `load` is what the person holds, `done` what was finished of the same
    services lately, as far as the supervisor may know of it."""

    user: User
    roles: tuple[str, ...]
    takes: int
    on_duty: bool
    load: int
    done: int


def candidates(reach: Reach, tasks: Sequence[Task], language: str) -> list[Candidate]:
    """Those who may take at least one of the tasks, best first. Six queries at most."""
    units = {int(queue.split("/")[0]) for task in tasks for queue in task.queues()}
    units |= {task.unit_id for task in tasks}
    posts = _posts_served(units, reach.at)
    barred = _barred(tasks, reach.at)
    takes = _takes(tasks, posts)
    people = {user: posts[user] for user in posts if takes[user.pk] and user.pk not in barred}
    ids = [user.pk for user in people]
    loads, practice = _load(reach, ids), _practice(reach, ids, {task.case.procedure_key for task in tasks})
    found = [
        Candidate(
            user=user,
            roles=tuple(dict.fromkeys(post.role.title_in(language) for post, _ in held)),
            takes=takes[user.pk],
            on_duty=any(on_roster for _, on_roster in held),
            load=loads.get(user.pk, 0),
            done=practice.get(user.pk, 0),
        )
        for user, held in people.items()
    ]
    return sorted(found, key=_rank)


def _rank(candidate: Candidate) -> tuple[int, bool, int, int, str]:
    return (
        -candidate.takes,
        not candidate.on_duty,
        candidate.load,
        -candidate.done,
        candidate.user.full_name,
    )


def _posts_served(units: Collection[int], at: datetime) -> Mapping[User, list[tuple[Post, bool]]]:
    """Everybody present with the posts that they serve, their own and those stood in for, and whether on the roster."""
    roster = Duty.objects.current(at).filter(user=OuterRef("user"), unit=OuterRef("unit"))
    held = Post.objects.current(at).filter(unit__in=units, user__is_active=True)
    posts = list(
        held.annotate(away=is_away("user", at), on_roster=Exists(roster)).select_related(
            "user", "role", "function"
        )
    )
    stand_ins = defaultdict(list)
    absences = Absence.objects.current(at).filter(
        user__in=[post.user_id for post in posts if post.away], substitute__is_active=True
    )
    for absence in absences.exclude(is_away("substitute", at)).select_related("substitute"):
        stand_ins[absence.user_id].append(absence.substitute)
    served: defaultdict[User, list[tuple[Post, bool]]] = defaultdict(list)
    for post in posts:
        for user in stand_ins[post.user_id] if post.away else [post.user]:
            served[user].append((post, post.on_roster and not post.away))
    return served


def _takes(tasks: Sequence[Task], posts: Mapping[User, list[tuple[Post, bool]]]) -> Counter[int]:
    """For each person, how many of the tasks; a task without queues is anybody's."""
    queues = {user.pk: {key for post, _ in held for key in keys_of(post)} for user, held in posts.items()}
    return Counter(
        user_id
        for task in tasks
        for user_id, keys in queues.items()
        if not task.queues() or keys.intersection(task.queues())
    )


def _barred(tasks: Sequence[Task], at: datetime) -> frozenset[int]:
    """Ids of people from whom one of the cases is kept: they are left out without a word."""
    kept = {task.case_id for task in tasks if task.case.recusing}
    return (
        people_in(Recusal.objects.filter(case__in=kept).values_list("place", flat=True), at)
        if kept
        else frozenset()
    )


def _load(reach: Reach, people: Collection[int]) -> Mapping[int, int]:
    held = visible_tasks(reach).filter(status=STATUS.ASSIGNED, owner__in=people)
    return dict(held.order_by().values_list("owner").annotate(n=Count("pk", distinct=True)))


def _practice(reach: Reach, people: Collection[int], procedures: Collection[str]) -> Mapping[int, int]:
    done = visible_tasks(reach).filter(
        status=STATUS.DONE,
        owner__in=people,
        finished__gte=reach.at - PRACTICE,
        case__procedure_key__in=procedures,
    )
    return dict(done.order_by().values_list("owner").annotate(n=Count("pk", distinct=True)))
