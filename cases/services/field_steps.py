"""What officers report from a scene, each step once, at the moment when it happened.

The ledger of steps stands for itself; the first officer's report also completes the procedure's task for it, and a
report that comes in late but happened earlier is put in its place. Source: domain book R-047 to R-049, C1 and C2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from cases.engine import access, clocks
from cases.engine.dispatching import recount, value_at
from cases.engine.lifting import lift
from cases.engine.unit_of_work import one_step, unit_of_work
from cases.engine.work import Work
from cases.errors import InvalidAnswers, LinkNotGood, NotPermitted, StepOutOfOrder, TimeImplausible
from cases.models import Attachment, Case, Dispatch, DispatchStep, Task
from cases.models.process import OPEN_STATUSES
from organization.models import User
from organization.roster import may_plan
from organization.selectors import effective_posts
from workflows.packages import Package
from workflows.packages.definition import DispatchDefinition, FieldStep

from .answers import accept, check
from .moves import activation, moved

#: A phone's clock may be off by so much; what it says is then taken for the nearest moment that can be.
DRIFT = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What comes from a phone. `occurred_at` is its word for when; `typed`: a person wrote that time by hand."""

    occurred_at: datetime | None = None
    typed: bool = False
    key: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    attachments: tuple[int, ...] = ()
    position: tuple[Decimal, Decimal] | None = None


def report_step(*, dispatch: Dispatch, code: str, report: Report) -> DispatchStep:
    """Record a step of a dispatch. Sent again, under any key, it changes nothing.

    A tap whose time can't be counts when it came in. Raises LinkNotGood (expired, recalled, no such step, officer
    barred), StepOutOfOrder, TimeImplausible (a typed time), InvalidAnswers. Concurrency: one case lock.
    """
    with one_step():
        with unit_of_work(case_id=dispatch.case_id, actor=dispatch.officer) as work:
            sent = _good(work, dispatch)
            known = sent.reported().get(code)
            step = _step(work, code)
            if known is not None:
                return known
            _require_order(work, sent, step)
            row = _write(work, sent, step, report)
            _put_in_its_place(work, sent, step, row)
        catch_up(work.case, work.package)
    return row


def recall(*, dispatch_id: int, actor: User) -> None:
    """Take a link back: a phone was lost, or somebody else goes. Raises LinkNotGood, NotPermitted."""
    found = Dispatch.objects.filter(pk=dispatch_id, recalled_at=None).select_related("case__unit").first()
    if found is None:
        raise LinkNotGood
    with unit_of_work(case_id=found.case_id, actor=actor) as work:
        if not may_hand_out(found, actor, work.at):
            raise NotPermitted(action="recall")
        Dispatch.objects.filter(pk=found.pk).update(recalled_at=work.at)
        work.record("dispatch.recalled", dispatch=found.pk, officer=found.officer_id)


def may_hand_out(dispatch: Dispatch, actor: User, at: datetime) -> bool:
    """Whoever holds the link acts as the officer: it is shown to that officer, to who sent him and to heads."""
    if actor.pk in (dispatch.officer_id, dispatch.sent_by_id):
        return True
    unit = dispatch.case.unit
    leads = any(post.unit_id == unit.pk and post.role.leads for post in effective_posts(actor, at))
    return leads or may_plan(actor, unit, None, at)


def catch_up(case: Case, package: Package) -> None:
    """Complete the open tasks for which an officer has reported already, one after the other.

    A task whose form asks for more than was reported stays for a person; so does one for which nobody came to call
    this, until the next report does.
    """
    definition = package.definition.dispatch
    if definition is None or not Dispatch.objects.filter(case=case, steps__isnull=False).exists():
        return
    for step in definition.steps:
        if step.completes:
            _complete(case, definition, step)


def _good(work: Work, dispatch: Dispatch) -> Dispatch:
    """The dispatch as it is under the lock. Raises LinkNotGood, TaskNotFound (the case is kept from the officer)."""
    fresh = Dispatch.objects.select_related("officer").prefetch_related("steps").get(pk=dispatch.pk)
    access.require_not_barred(work, fresh.officer)
    if fresh.recalled_at is not None or fresh.expires_at <= work.at or not fresh.officer.is_active:
        raise LinkNotGood
    return fresh


def _definition(work: Work) -> DispatchDefinition:
    definition = work.package.definition.dispatch
    if definition is None:
        raise LinkNotGood
    return definition


def _step(work: Work, code: str) -> FieldStep:
    try:
        return _definition(work).step(code)
    except KeyError as fault:
        raise LinkNotGood from fault


def _require_order(work: Work, sent: Dispatch, step: FieldStep) -> None:
    for before in _definition(work).steps:
        if before.code == step.code:
            return
        if before.code not in sent.reported():
            raise StepOutOfOrder(step=step.code, first=before.code)


def _write(work: Work, sent: Dispatch, step: FieldStep, report: Report) -> DispatchStep:
    answers: Mapping[str, Any] = {}
    if step.form:
        cleaned = check(work.case, work.package, form_id=step.form, answers=report.answers)
        if cleaned.errors:
            raise InvalidAnswers(cleaned.errors)
        answers = cleaned.values
    occurred, stated = _counted(sent, report, work.at)
    latitude, longitude = report.position or (None, None)
    row = DispatchStep.objects.create(
        dispatch=sent,
        code=step.code,
        occurred_at=occurred,
        stated_at=stated,
        received_at=work.at,
        key=report.key,
        latitude=latitude,
        longitude=longitude,
        answers=answers,
    )
    mine = Attachment.objects.filter(pk__in=report.attachments, case=None, uploaded_by=sent.officer)
    mine.update(case=work.case)
    moment = occurred.isoformat(timespec="seconds")
    work.record("dispatch.step", step.completes, dispatch=sent.pk, step=step.code, occurred=moment)
    for kind, run in clocks.stop(work.case, step.stops, at=occurred) if step.stops else ():
        work.record(kind, clock=run.code, status=str(run.status))
    return row


def _counted(sent: Dispatch, report: Report, at: datetime) -> tuple[datetime, datetime | None]:
    """When the step counts, and what was said where that can't be: before the dispatch, or in the future."""
    floor = max([sent.sent_at, *(step.occurred_at for step in sent.steps.all())])
    stated = report.occurred_at
    if stated is None:
        return at, None
    if report.typed:
        if stated < floor.replace(second=0, microsecond=0) or stated > at:
            raise TimeImplausible(earliest=floor, latest=at)
        return max(stated, floor), None
    if floor <= stated <= at:
        return stated, None
    return (floor, stated) if floor - DRIFT <= stated < floor else (at, stated)


def _put_in_its_place(work: Work, sent: Dispatch, step: FieldStep, row: DispatchStep) -> None:
    """A moment that was earlier than the one on record takes its place: it counts when it happened."""
    if not step.sets or not step.completes:
        return
    on_record = value_at(work.case.data, step.sets)
    if not isinstance(on_record, str) or datetime.fromisoformat(on_record) <= row.occurred_at:
        return
    reported = [*sent.steps.exclude(pk=row.pk), row]
    moments = _moments(work, reported)
    for path, moment in moments.items():
        _put(work.case.data, path, moment)
    work.record("dispatch.corrected", step.completes, dispatch=sent.pk, step=step.code)
    recount(work, moments)


def _complete(case: Case, definition: DispatchDefinition, step: FieldStep) -> None:
    first = (
        DispatchStep.objects.filter(dispatch__case=case, code=step.code)
        .select_related("dispatch__officer")
        .order_by("occurred_at", "pk")
        .first()
    )
    if first is None:
        return
    officer = first.dispatch.officer
    with unit_of_work(case_id=case.pk, actor=officer) as work:
        tasks = work.case.tasks.filter(element=step.completes, status__in=OPEN_STATUSES)
        task = tasks.select_related("owner").first() if work.case.is_running else None
        if task is not None:
            _hand_in(work, task, officer, first)


def _hand_in(work: Work, task: Task, officer: User, report: DispatchStep) -> None:
    """The officer's word from the scene goes before whoever holds the task at a desk."""
    answers: dict[str, Any] = dict(report.answers)
    for path, moment in _moments(work, report.dispatch.steps.all()).items():
        _put(answers, path, moment)
    try:
        results = accept(work, form_id=task.form_id, answers=answers, task=task)
    except InvalidAnswers:
        return
    with moved(work, task):
        if task.owner_id != officer.pk:
            activation(task).assign(owner_id=officer.pk, at=work.at)
        activation(task).finish(at=work.at)
    where = work.where(task.token_number)
    work.record("task.completed", task.element, **where, task=task.pk, dispatch=report.dispatch_id)
    work.complete(task.token_number, task.element, results)
    recount(work, results)
    lift(work)


def _moments(work: Work, steps: Iterable[DispatchStep]) -> dict[str, str]:
    """Where the procedure keeps the moments of an officer's steps, and the moments in the unit's zone."""
    zone = ZoneInfo(work.case.unit.zone)
    paths = {step.code: step.sets for step in _definition(work).steps if step.sets}
    return {
        paths[step.code]: step.occurred_at.astimezone(zone).isoformat(timespec="seconds")
        for step in steps
        if step.code in paths
    }


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for name in parents:
        data = data.setdefault(name, {})
    data[last] = value
