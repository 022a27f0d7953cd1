"""What may be read of officers in the field: their own link, the links of a case, and who is underway."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from cases.models import Case, ClockRun, Dispatch, DispatchStep, Life, Notice, Task
from cases.models.dispatch import handle_in
from cases.models.process import OPEN_STATUSES
from cases.selectors import Reach, reach_of, visible_cases


def dispatch_of(token: str, at: datetime) -> Dispatch | None:
    """The dispatch that a link stands for; None for one that is over, recalled, forged or kept from its officer."""
    handle = handle_in(token)
    if handle is None:
        return None
    good = _with_steps(Dispatch.objects.filter(handle=handle, recalled_at=None, expires_at__gt=at))
    found = good.filter(officer__is_active=True).select_related("case__procedure_version").first()
    if found is None or not found.case.recusing:
        return found
    reach = reach_of(found.officer, at)
    return found if visible_cases(reach).filter(pk=found.case_id).exists() else None


def dispatches_of(case: Case) -> QuerySet[Dispatch]:
    """Who was sent by a case and still has a link, with what each reported."""
    return _with_steps(Dispatch.objects.filter(case=case, recalled_at=None))


def underway(unit_ids: Collection[int], at: datetime, reach: Reach | None = None) -> QuerySet[Case]:
    """Running cases of these units with officers in the field, oldest first; without a reader only what all may see."""
    cases = Case.objects.filter(sealed=False, recusing=False) if reach is None else visible_cases(reach)
    good = Dispatch.objects.filter(recalled_at=None, expires_at__gt=at)
    sent = good.filter(case__unit__in=unit_ids, case__life=Life.RUNNING).values("case")
    return (
        cases.filter(pk__in=sent, unit__in=unit_ids)
        .select_related("unit", "procedure_version")
        .prefetch_related(
            Prefetch("dispatches", _with_steps(good)),
            Prefetch("clocks", ClockRun.objects.order_by("pk")),
        )
        .order_by("opened_at", "pk")
    )


def open_tasks_at(
    elements: Collection[str], unit_ids: Collection[int], reach: Reach | None
) -> QuerySet[Task]:
    """Open tasks of these units at elements of these names, oldest first; without a reader only what all may see."""
    cases = Case.objects.filter(sealed=False, recusing=False) if reach is None else visible_cases(reach)
    tasks = Task.objects.filter(element__in=elements, status__in=OPEN_STATUSES, unit__in=unit_ids)
    found = tasks.filter(case__in=cases).select_related("case__procedure_version", "case__unit")
    return found.order_by("created", "pk")


def told_to_leaders(case: Case) -> QuerySet[Notice]:
    """What officers were told of the case by its messages, and whether they took note; oldest first."""
    return case.notices.filter(escalation=None).select_related("user").order_by("created_at", "pk")


def _with_steps(dispatches: QuerySet[Dispatch]) -> QuerySet[Dispatch]:
    steps = Prefetch("steps", DispatchStep.objects.order_by("occurred_at", "pk"))
    return (
        dispatches.select_related("officer", "case__unit", "sent_by").prefetch_related(steps).order_by("pk")
    )
