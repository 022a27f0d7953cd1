"""Which worker gives which due row its outcome: each takes a handful that no other has, of every procedure in turn.

What is taken is out of the others' sight for a while; if its worker is lost, it is due again afterwards. The outcome
itself is decided under the lock of the case, so taking twice is a waste and nothing worse.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from cases.engine.time import now
from cases.errors import CaseBusy
from cases.models import Escalation, Timer

#: How long a row that was taken is nobody else's.
LEASE = timedelta(seconds=10)
#: When a case that somebody holds is tried again.
BUSY_PAUSE = timedelta(milliseconds=500)
#: How many workers may look at once before one of them finds nothing to take.
CROWD = 8

Row = TypeVar("Row", Timer, Escalation)


def take(due: QuerySet[Row, Row], *, limit: int, at: datetime) -> list[Row]:
    """At least `limit` rows of `due`, if there are so many free, that are this worker's for a while; oldest first.

    Procedures take turns: one with ten thousand due timers delays the only one of another by no more than a handful.
    """
    turn = Window(RowNumber(), partition_by=F("case__procedure_key"), order_by=["next_attempt_at", "pk"])
    in_turn = due.annotate(turn=turn).order_by("turn", "next_attempt_at", "pk")
    wanted = list(in_turn.values_list("pk", flat=True)[: limit * CROWD])
    rows: list[Row] = []
    with transaction.atomic():
        for start in range(0, len(wanted), limit):
            if len(rows) < limit:
                rows += _free(due, wanted[start : start + limit])
        due.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(next_attempt_at=at + LEASE)
    return sorted(rows, key=lambda row: (row.next_attempt_at, row.pk))


def _free(due: QuerySet[Row, Row], numbers: list[int]) -> QuerySet[Row, Row]:
    """Those that nobody is taking at this moment, locked."""
    return due.filter(pk__in=numbers).select_for_update(skip_locked=True, of=("self",))


def unless_busy(row: Timer | Escalation, outcome: Callable[[], bool]) -> bool:
    """Give the row its outcome; False for now when somebody holds its case: it is due again in a moment."""
    try:
        return outcome()
    except CaseBusy:
        type(row)._default_manager.filter(pk=row.pk).update(next_attempt_at=now() + BUSY_PAUSE)
        return False
