"""Handing over at the end of a shift: one officer gives the list with a note, another of the unit takes it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cases.engine.time import now
from cases.errors import CaseNotFound, Conflict, NotPermitted
from cases.models import Case, HandOver, Life, Task
from cases.models.process import OPEN_STATUSES
from cases.selectors import reach_of, visible_cases
from organization.models import User

#: Cases on one list; a post with more has another trouble than its change of shift.
MOST = 500


@transaction.atomic
def hand_over_shift(*, unit_id: int, actor: User, note: str) -> HandOver:
    """Sign and give what stands open in the unit now. Sealed cases are on no list. Raises NotPermitted.

    Clocks and timers run on whoever is on duty; the list says how they stood.
    """
    at = now()
    reach = reach_of(actor, at)
    if unit_id not in reach.units:
        raise NotPermitted(action="hand_over")
    running = visible_cases(reach).filter(unit=unit_id, life=Life.RUNNING, sealed=False)
    cases = list(running.order_by("clock_due_at", "opened_at", "pk")[:MOST])
    return HandOver.objects.create(
        unit_id=unit_id, note=note.strip()[:4000], content=_content(cases), given_by=actor, given_at=at
    )


@transaction.atomic
def receive_shift(*, handover_id: int, actor: User) -> HandOver:
    """Sign for what was given. Raises CaseNotFound for another unit's, NotPermitted for one's own, Conflict if signed.

    Concurrency: the row is locked; of two who sign one is told so.
    """
    given = HandOver.objects.select_for_update(of=("self",)).filter(pk=handover_id).first()
    if given is None or given.unit_id not in reach_of(actor, now()).units:
        raise CaseNotFound
    if given.given_by_id == actor.pk:
        raise NotPermitted(action="receive_own")
    if given.received_by_id is not None:
        raise Conflict(what=str(given))
    given.received_by, given.received_at = actor, now()
    given.save(update_fields=["received_by", "received_at"])
    return given


def _content(cases: list[Case]) -> list[dict[str, Any]]:
    tasks: dict[int, list[dict[str, str]]] = {}
    open_tasks = Task.objects.filter(case__in=cases, status__in=OPEN_STATUSES).select_related("owner")
    for task in open_tasks.order_by("created", "pk"):
        holder = task.owner.display_name if task.owner else ""
        tasks.setdefault(task.case_id, []).append({"title": task.title, "holder": holder})
    return [
        {
            "case": case.pk,
            "state": case.state,
            "clock": case.clock_status,
            "due": case.clock_due_at.isoformat() if case.clock_due_at else "",
            "tasks": tasks.get(case.pk, []),
        }
        for case in cases
    ]
