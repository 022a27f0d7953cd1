"""Who is away and who stands in, as a head records it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from .errors import AbsenceImpossible
from .models import Absence, Post, User
from .selectors import effective_posts
from .services import record_absence


@transaction.atomic
def plan_absence(
    *,
    planner: User,
    user: User,
    since: datetime,
    until: datetime | None,
    at: datetime,
    substitute: User | None = None,
    reason: str = "",
) -> Absence:
    """Somebody of a unit that the planner leads is away; the substitute may take from the person's queues meanwhile.

    Raises AbsenceImpossible: "not_yours", "ends_first", "overlaps", "inactive" (of the substitute), "oneself",
    "substitute_away". Concurrency: the person's row is locked, so of two spans that overlap one is refused.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if not leads_person(planner, user, at):
        raise AbsenceImpossible(reason="not_yours")
    if until is not None and until <= since:
        raise AbsenceImpossible(reason="ends_first")
    if _meeting(user, since, until).exists():
        raise AbsenceImpossible(reason="overlaps")
    if substitute is not None:
        _require_stands_in(substitute, user, since, until)
    return record_absence(user=user, since=since, until=until, substitute=substitute, reason=reason)


@transaction.atomic
def end_absence(*, planner: User, absence_id: int, at: datetime) -> Absence:
    """The person is back: one to come is taken off the list, a running one ends now. Raises AbsenceImpossible: "over"."""
    absence = Absence.objects.select_for_update(of=("self",)).filter(pk=absence_id).first()
    if absence is None or (absence.until is not None and absence.until <= at):
        raise AbsenceImpossible(reason="over")
    if not leads_person(planner, absence.user, at):
        raise AbsenceImpossible(reason="not_yours")
    if absence.since >= at:
        absence.delete()
        return absence
    absence.until = at
    absence.save(update_fields=["until"])
    return absence


def leads_person(planner: User, user: User, at: datetime) -> bool:
    """Whether the planner leads a unit, or a function of it, in which the person holds a post now."""
    led = {post.unit_id for post in effective_posts(planner, at) if post.role.leads}
    return Post.objects.current(at).filter(user=user, unit__in=led).exists()


def _require_stands_in(substitute: User, user: User, since: datetime, until: datetime | None) -> None:
    if substitute.pk == user.pk:
        raise AbsenceImpossible(reason="oneself")
    if not substitute.is_active:
        raise AbsenceImpossible(reason="inactive")
    if _meeting(substitute, since, until).exists():
        raise AbsenceImpossible(reason="substitute_away")


def _meeting(user: User, since: datetime, until: datetime | None) -> QuerySet[Absence]:
    absences = Absence.objects.filter(Q(until=None) | Q(until__gt=since), user=user)
    return absences.filter(since__lt=until) if until is not None else absences
