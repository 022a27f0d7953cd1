"""Keeping a case from those whom it is about, and letting in those who handed it on."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from viewflow.workflow.status import STATUS

from cases.errors import TaskNotFound
from cases.models import Case, Grant, Recusal, Task
from organization.conflict import people_in, places_of
from organization.models import Unit, User
from organization.selectors import effective_posts

if TYPE_CHECKING:
    from .work import Work


def bar(work: Work, places: Collection[str], *, element: str) -> None:
    """For these places the case doesn't exist from now on; tasks that somebody there holds go back to their queue."""
    known = set(work.case.recusals.values_list("place", flat=True))
    added = sorted(set(places) - known)
    if not added:
        return
    Recusal.objects.bulk_create(Recusal(case=work.case, place=place, since=work.at) for place in added)
    work.case.recusing = True
    Case.objects.filter(pk=work.case.pk).update(recusing=True)
    work.record("case.kept_from", element, count=len(added))
    _take_back(work)


def barred_people(work: Work) -> frozenset[int]:
    """Ids of the people who must not know of the case; two queries where there are any, else none."""
    if not work.case.recusing:
        return frozenset()
    return people_in(work.case.recusals.values_list("place", flat=True), work.at)


def require_not_barred(work: Work, actor: User) -> None:
    """To somebody whom the case is kept from, it doesn't exist. Raises TaskNotFound. Free for most cases."""
    if not work.case.recusing:
        return
    places = places_of(actor, effective_posts(actor, work.at))
    if work.case.recusals.filter(place__in=places).exists():
        raise TaskNotFound


def let_in(work: Work, unit: Unit) -> None:
    """The unit keeps knowing of a case that it hands on."""
    Grant.objects.get_or_create(case=work.case, unit=unit, defaults={"since": work.at})


def _take_back(work: Work) -> None:
    barred = barred_people(work)
    held = Task.objects.filter(case=work.case, status=STATUS.ASSIGNED, owner__in=barred)
    for task in held:
        task.flow_task.activation_class(task).release()
        Task.objects.filter(pk=task.pk).update(status=task.status, owner=None, assigned=None)
        work.record("task.released", task.element, task=task.pk)
