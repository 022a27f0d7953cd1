"""Rules about what was recorded: submissions, numbers, events of every outcome, holders, files left over."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Model, QuerySet

from cases.engine import files
from cases.models import (
    STATUS,
    Case,
    CaseEvent,
    Document,
    IdempotencyKey,
    Incident,
    Job,
    JobStatus,
    NumberCounter,
    Task,
    Timer,
    TimerStatus,
)
from cases.models.process import OPEN_STATUSES
from organization.selectors import queue_keys


def submissions_have_one_case() -> Iterator[tuple[str, str]]:
    """I1: a case was opened once, and one submission opened it."""
    opened = CaseEvent.objects.filter(kind="case.opened").values("case").annotate(n=Count("pk"))
    for row in opened.filter(n__gt=1):
        yield f"case {row['case']}", f"was opened {row['n']} times"
    for case in Case.objects.exclude(events__kind="case.opened").only("pk").iterator():
        yield f"case {case.pk}", "was never opened"
    keys = IdempotencyKey.objects.filter(operation="open_case").values("case").annotate(n=Count("pk"))
    for row in keys.filter(n__gt=1):
        yield f"case {row['case']}", f"is the answer to {row['n']} submissions"


def file_numbers_have_no_gap() -> Iterator[tuple[str, str]]:
    """I3, of file numbers: as many cases as the counter of their unit, series and month says.

    A case that was handed to another unit got a number there; its old one stands in its story alone.
    """
    for counter in NumberCounter.objects.filter(kind="berkas").select_related("unit"):
        cases = Case.objects.filter(
            unit=counter.unit_id, file_number__startswith=f"{counter.series}{counter.period}-"
        ).count()
        left = CaseEvent.objects.filter(kind="case.referred", data__before=counter.unit.path).count()
        if not cases <= counter.last <= cases + left:
            yield f"counter {counter.pk}", f"gave {counter.last}, stands on {cases} cases"


def outcomes_have_their_events() -> Iterator[tuple[str, str]]:
    """I4 and I6: as many events as tasks, timers, jobs, incidents and papers came to that outcome."""
    fired, done = Timer.objects.filter(status=TimerStatus.FIRED), Job.objects.filter(status=JobStatus.DONE)
    yield from _unequal(Task.objects.filter(status=STATUS.DONE), "task.completed")
    yield from _unequal(Task.objects.filter(status=STATUS.CANCELED), "task.canceled")
    yield from _unequal(fired, "timer.fired")
    yield from _unequal(done, "job.done")
    yield from _unequal(Incident.objects.all(), "incident.opened")
    yield from _unequal(Document.objects.all(), "document.issued")


def holders_belong_to_the_unit() -> Iterator[tuple[str, str]]:
    """I8: whoever took a task from a queue, or was given it, could take it then. Who has left since isn't judged."""
    held = Task.objects.filter(status__in=OPEN_STATUSES, owner__is_active=True).exclude(queue="")
    for task in held.select_related("owner").iterator():
        events = CaseEvent.objects.filter(case=task.case_id, element=task.element, data__task=task.pk)
        taken = events.filter(kind__in=("task.claimed", "task.assigned")).order_by("-seq").first()
        assert task.owner is not None
        if taken is not None and not queue_keys(task.owner, taken.at).intersection(task.queues()):
            yield f"task {task.pk}", "is held by somebody from elsewhere"


def no_file_is_left_over() -> Iterator[tuple[str, str]]:
    """I9, the other way: a file without a row is swept away within a day."""
    for name in files.left_over():
        yield f"file {name}", "belongs to nothing"


def _unequal(rows: QuerySet[Model, Model], kind: str) -> Iterator[tuple[str, str]]:
    """Cases and elements with another number of rows than of events of the kind. Two queries."""
    by = ("case",) if rows.model is Document else ("case", "element")
    there, told = _counted(rows, *by), _counted(CaseEvent.objects.filter(kind=kind), *by)
    for where in sorted(there.keys() | told.keys()):
        if there.get(where, 0) != told.get(where, 0):
            what = " ".join(str(part) for part in where[1:])
            yield f"case {where[0]}", f"{there.get(where, 0)} {what}, {told.get(where, 0)} {kind}"


def _counted(
    rows: QuerySet[Model, Model] | QuerySet[CaseEvent, CaseEvent], *by: str
) -> dict[tuple[int | str, ...], int]:
    found = rows.values(*by).annotate(n=Count("pk")).order_by().values_list(*by, "n")
    return {tuple(where): n for *where, n in found.iterator()}
