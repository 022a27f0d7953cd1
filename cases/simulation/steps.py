"""The steps of a scenario, each a call of a service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from cases import services
from cases.engine.unit_of_work import unit_of_work
from cases.engine.work import held_elements
from cases.errors import CaseError, InvalidAnswers, TaskNotFound
from cases.models import Case, Job, JobStatus, Task
from cases.models.process import OPEN_STATUSES
from cases.selectors import reach_of, visible_cases
from cases.services.timers import next_due
from forms_config.schema import field_text
from organization import worktime
from organization.durations import parse
from workflows.models import ProcedureVersion
from workflows.packages import Package
from workflows.packages import scenario as written
from workflows.packages.scenario import Expectation

from .expectations import unmet
from .report import report_of
from .uploads import attached
from .world import World

#: Firings in one advance before a scenario counts as one that never comes to rest.
MAX_ROUNDS = 10_000


class NotYet(ValueError):
    """A step that the engine can't take yet."""


class Refusal:
    """Why a service said no, in a line."""

    @staticmethod
    def of(fault: Exception) -> str:
        if isinstance(fault, InvalidAnswers):
            texts = ", ".join(f"{error.path}: {field_text(error, 'en')}" for error in fault.errors)
            return f"invalid_answers: {texts}"
        code = getattr(fault, "code", type(fault).__name__)
        return f"{code}: {fault}"


@dataclass
class Run:
    """One scenario under way."""

    package: Package
    version: ProcedureVersion
    world: World
    cases: list[Case] = field(default_factory=list)

    def start(self, start: written.ScenarioStart) -> None:
        if start.message or start.signal:
            raise NotYet("starts by message or signal are not executable yet")
        actor = self.world.person(start.by)
        case = services.open_case(
            version=self.version,
            unit=self.world.unit,
            actor=actor,
            channel=start.channel,
            answers=attached(start.with_, start.attach, actor),
            event=start.event,
            process=start.process,
        )
        self.cases.append(case)
        self.settle()

    def task(self, case: int, element: str, index: int) -> Task:
        """The open task; where none is open, the latest that was, for its refusal. Raises TaskNotFound."""
        tasks = Task.objects.filter(case=self.cases[case], element=element).order_by("pk")
        found = list(tasks.filter(status__in=OPEN_STATUSES))
        if len(found) > index:
            return found[index]
        last = tasks.last()
        if last is None:
            raise TaskNotFound(f"'{element}' is not open")
        return last

    def settle(self) -> None:
        """Let everything happen that is due now."""
        for _ in range(MAX_ROUNDS):
            if not services.fire_due() and not self._run_jobs():
                return
        raise NotYet("the run never comes to rest")

    def _run_jobs(self) -> int:
        waiting = Job.objects.filter(
            case__in=self.cases, status=JobStatus.QUEUED, run_after__lte=self.world.clock.at
        ).exclude(element__in=held_elements.get())
        numbers = list(waiting.order_by("pk").values_list("pk", flat=True))
        for number in numbers:
            services.run_job(number)
        return len(numbers)

    def advance_to(self, moment: datetime) -> None:
        """Move the clock on; what is due on the way happens at its own time, in order."""
        for _ in range(MAX_ROUNDS):
            due = self._next()
            if due is None or due > moment:
                break
            self.world.clock.at = max(due, self.world.clock.at)
            self.settle()
        self.world.clock.at = moment
        self.settle()

    def _next(self) -> datetime | None:
        job = Job.objects.filter(case__in=self.cases, status=JobStatus.QUEUED).exclude(
            element__in=held_elements.get()
        )
        first = job.order_by("run_after").first()
        moments = [due for due in (next_due(), first.run_after if first else None) if due is not None]
        return min(moments, default=None)


def perform(run: Run, step: written.AnyStep) -> list[str]:
    """Take one step. Gives what an `expect` or `refused` found wanting; raises what a service refuses."""
    return _STEPS[type(step)](run, step)


def verdict_of(run: Run, expected: Expectation | None, case: int = 0) -> list[str]:
    if expected is None:
        return []
    report = report_of(run.cases[case], run.package, run.world.clock.at)
    return [*unmet(expected, report), *_seen_by(run, expected, case)]


def _seen_by(run: Run, expected: Expectation, case: int) -> list[str]:
    return [
        f"expected the case to be hidden from {name}, who finds it"
        for name in expected.hidden_from or ()
        if visible_cases(reach_of(run.world.person(name), run.world.clock.at)).filter(pk=run.cases[case].pk)
    ]


def _complete(run: Run, step: written.Complete) -> list[str]:
    task, actor = run.task(step.case, step.complete, step.index), run.world.person(step.by)
    answers = attached(step.with_, step.attach, actor)
    services.complete_task(task_id=task.pk, actor=actor, answers=answers)
    run.settle()
    return []


def _claim(run: Run, step: written.Claim) -> list[str]:
    task = run.task(step.case, step.claim, step.index)
    services.claim_task(task_id=task.pk, actor=run.world.person(step.by))
    return []


def _draft(run: Run, step: written.Draft) -> list[str]:
    task = run.task(step.case, step.draft, step.index)
    services.save_task_draft(task_id=task.pk, actor=run.world.person(step.by), answers=step.with_)
    return []


def _advance(run: Run, step: written.Advance) -> list[str]:
    zone = ZoneInfo(run.world.unit.zone)
    around = worktime.WorkCalendar.around_the_clock(run.world.unit.zone)
    run.advance_to(worktime.add(run.world.clock.at.astimezone(zone), parse(step.advance), around))
    return []


def _advance_to(run: Run, step: written.AdvanceTo) -> list[str]:
    moment = datetime.fromisoformat(step.advance_to)
    run.advance_to(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(run.world.unit.zone)))
    return []


def _fail(run: Run, step: written.Fail) -> list[str]:
    """A technical failure for good: the job is out of attempts, a person is asked."""
    if step.error:
        raise NotYet("BPMN errors are not executable yet")
    case = run.cases[step.case]
    jobs = case.jobs.filter(element=step.fail, status=JobStatus.QUEUED).order_by("pk")
    job = jobs[step.index]
    with unit_of_work(case_id=case.pk) as work:
        Job.objects.filter(pk=job.pk).update(status=JobStatus.FAILED, ended_at=work.at)
        work.open_incident(job.token_number, job.element, "technical_failure")
    return []


def _cancel(run: Run, step: written.Cancel) -> list[str]:
    services.cancel_case(
        case_id=run.cases[step.case].pk, actor=run.world.person(step.by), reason=step.reason or "-"
    )
    return []


def _refused(run: Run, step: written.Refused) -> list[str]:
    try:
        with transaction.atomic():
            perform(run, step.refused)
    except CaseError as refusal:
        return (
            [] if refusal.code == step.code else [f"expected refusal {step.code}, was {Refusal.of(refusal)}"]
        )
    return [f"expected refusal {step.code}, was accepted"]


def _expect(run: Run, step: written.Expect) -> list[str]:
    return verdict_of(run, step.expect, step.case)


def _not_yet(run: Run, step: written.AnyStep) -> list[str]:
    raise NotYet("messages and signals are not executable yet")


_STEPS: dict[type, Callable[[Run, Any], list[str]]] = {
    written.Complete: _complete,
    written.Claim: _claim,
    written.Draft: _draft,
    written.Advance: _advance,
    written.AdvanceTo: _advance_to,
    written.Fail: _fail,
    written.Cancel: _cancel,
    written.Refused: _refused,
    written.Expect: _expect,
    written.Message: _not_yet,
    written.Signal: _not_yet,
}
