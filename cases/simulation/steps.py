"""The steps of a scenario, each a call of a service."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from cases import services
from cases.engine.unit_of_work import unit_of_work
from cases.engine.work import held_elements
from cases.errors import CaseError, InvalidAnswers, TaskNotFound
from cases.job_types import JOB_TYPES
from cases.models import Case, Job, JobStatus, Task
from cases.models.process import OPEN_STATUSES
from cases.selectors import reach_of, visible_cases
from cases.services.public import answer_public_task
from cases.services.starts import armed_timers
from cases.services.timers import next_due
from forms_config.schema import field_text
from organization import worktime
from organization.durations import parse
from workflows.addresses import Address, parse_one
from workflows.bpmn import model as bpmn
from workflows.models import ProcedureVersion
from workflows.packages import Package
from workflows.packages import scenario as written
from workflows.packages.scenario import Expectation
from workflows.selectors import package_of

from .expectations import unmet
from .report import report_of
from .uploads import attached
from .world import PUBLIC, World

#: Firings in one advance before a scenario counts as one that never comes to rest.
MAX_ROUNDS = 10_000


class NeverAtRest(ValueError):
    """Each thing that happens sets off another one, without end."""


class NothingBegan(ValueError):
    """The message or signal set off no start event, or the process has none that could begin."""


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
    #: How many `fail` steps are still to come for each element.
    to_fail: Counter[str] = field(default_factory=Counter)
    _newest: int = 0

    def start(self, start: written.ScenarioStart, *, waits: bool = False) -> None:
        """Begin as the scenario says. With `waits` a process that only the time starts is left to the time."""
        self._newest = Case.objects.aggregate(newest=Max("pk"))["newest"] or 0
        if start.message or start.signal:
            self._start_by_event(start)
        elif not (waits and self._begins_by_time(start)):
            self._open(start)
        self.settle()
        if not self.cases and not waits:
            raise NothingBegan("no case was opened")

    def _open(self, start: written.ScenarioStart) -> None:
        actor = None if start.by == PUBLIC else self.world.person(start.by)
        case = services.open_case(
            version=self.version,
            unit=self.world.unit,
            actor=actor,
            channel=start.channel,
            answers=attached(self.world.filled(start.with_), start.attach, actor),
            event=start.event,
            process=start.process,
        )
        self.cases.append(case)

    def _start_by_event(self, start: written.ScenarioStart) -> None:
        if start.message:
            self.send(start.message, start.key, start.with_)
        else:
            self.broadcast(start.signal, start.with_)

    def _begins_by_time(self, start: written.ScenarioStart) -> bool:
        if start.event:
            return False
        process = self.package.process_named(start.process) if start.process else self.package.process
        events = process.start_events()
        return bool(events) and all(isinstance(event.definition, bpmn.TimerDefinition) for event in events)

    def send(self, name: str, key: Any, data: Mapping[str, Any]) -> None:
        services.correlate_message(name=name, key=key, data=data, unit=self.world.unit, within=self.version)

    def broadcast(self, name: str, data: Mapping[str, Any]) -> None:
        services.broadcast_signal(name=name, data=data, unit=self.world.unit, within=self.version)

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
            if not self._happens():
                self._count_cases()
                return
        raise NeverAtRest("the run never comes to rest")

    def _happens(self) -> int:
        """One round of what a worker does; how much there was."""
        self._follow()
        due = services.fire_starts(within=self.version, unit=self.world.unit)
        for version in self._versions():
            due += services.fire_due(within=version) + services.deliver_due(within=version)
            due += services.tell_invited(within=version)
        return due + self._run_jobs()

    def _versions(self) -> list[ProcedureVersion]:
        """The scenario's procedure, and those of the cases that it led to."""
        others = {case.procedure_version_id: case.procedure_version for case in self.cases}
        others.pop(self.version.pk, None)
        return [self.version, *others.values()]

    def _follow(self) -> None:
        """Cases that the run's cases led to belong to the run, in their order."""
        known = [case.pk for case in self.cases]
        led_to = Case.objects.filter(came_from__source__in=known).exclude(pk__in=known)
        self.cases += led_to.select_related("procedure_version__procedure").order_by("pk")

    def _count_cases(self) -> None:
        """Cases that messages, signals and the time have opened come after the first, in their order."""
        known = {case.pk for case in self.cases}
        opened = Case.objects.filter(procedure_version=self.version, pk__gt=self._newest)
        self.cases += opened.exclude(pk__in=known).order_by("pk")

    def _run_jobs(self) -> int:
        waiting = Job.objects.filter(
            case__procedure_version__in=self._versions(),
            status=JobStatus.QUEUED,
            run_after__lte=self.world.clock.at,
        ).exclude(element__in=held_elements.get())
        jobs = list(waiting.order_by("pk"))
        for job in jobs:
            self._carry_out(job)
        return len(jobs)

    def _carry_out(self, job: Job) -> None:
        """A kind of step that a bare diagram alone knows completes by itself, once no `fail` is to come for it."""
        if not self.package.bare or job.type in JOB_TYPES:
            services.run_job(job.pk)
            return
        with unit_of_work(case_id=job.case_id) as work:
            Job.objects.filter(pk=job.pk).update(status=JobStatus.DONE, ended_at=work.at)
            work.complete(job.token_number, job.element, {})

    def was_failed(self, element: str) -> None:
        """A `fail` step was taken; after the last one for an element its other instances go on."""
        self.to_fail[element] -= 1
        if self.to_fail[element] <= 0:
            held_elements.set(held_elements.get() - {element})

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
        versions = self._versions()
        job = Job.objects.filter(case__procedure_version__in=versions, status=JobStatus.QUEUED).exclude(
            element__in=held_elements.get()
        )
        first = job.order_by("run_after").first()
        start = armed_timers(self.version).order_by("next_attempt_at").first()
        moments = [next_due(version) for version in versions]
        moments += [first.run_after] if first is not None else []
        moments += [start.next_attempt_at] if start is not None else []
        return min((due for due in moments if due is not None), default=None)


def perform(run: Run, step: written.AnyStep) -> list[str]:
    """Take one step. Gives what an `expect` or `refused` found wanting; raises what a service refuses."""
    return _STEPS[type(step)](run, step)


def verdict_of(run: Run, expected: Expectation | None, case: int = 0) -> list[str]:
    if expected is None:
        return []
    found = run.cases[case]
    report = report_of(found, package_of(found.procedure_version), run.world.clock.at)
    return [*unmet(expected, report), *_seen_by(run, expected, case)]


def _seen_by(run: Run, expected: Expectation, case: int) -> list[str]:
    return [
        f"expected the case to be hidden from {name}, who finds it"
        for name in expected.hidden_from or ()
        if visible_cases(reach_of(run.world.person(name), run.world.clock.at)).filter(pk=run.cases[case].pk)
    ]


def _complete(run: Run, step: written.Complete) -> list[str]:
    task = run.task(step.case, step.complete, step.index)
    if step.by == PUBLIC:
        _answer(run, step, task)
    else:
        actor = run.world.person(step.by)
        answers = attached(run.world.filled(step.with_), step.attach, actor)
        services.complete_task(task_id=task.pk, actor=actor, answers=answers)
    run.settle()
    return []


def _answer(run: Run, step: written.Complete, task: Task) -> None:
    """Somebody without an account does a task that is addressed to a party; the files he attaches are his own."""
    parties = [address.party for queue in task.queues() if (address := _party(queue)) is not None]
    brought = attached({}, step.attach, None)
    answer_public_task(
        task_id=task.pk,
        role=parties[0] if parties else "",
        answers=_merged(run.world.filled(step.with_), brought),
        own_files=_leaves(brought),
    )


def _party(queue: str) -> Address | None:
    return parse_one(queue) if queue.startswith("party:") else None


def _merged(answers: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    both = {name: _merged(answers[name], more[name]) for name in answers.keys() & more.keys()}
    return {**answers, **more, **both}


def _leaves(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [leaf for item in value.values() for leaf in _leaves(item)]
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


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
    """With a code the step ends with that BPMN error; without one it is out of attempts, and a person is asked."""
    case = run.cases[step.case]
    tokens = _open_work(case, step.fail)
    if len(tokens) <= step.index:
        raise TaskNotFound(f"'{step.fail}' is not open")
    token = tokens[step.index]
    job = case.jobs.filter(token_number=token, status=JobStatus.QUEUED).first()
    if step.error and job is not None:
        services.end_with_error(job, step.error)
    else:
        with unit_of_work(case_id=case.pk) as work:
            if step.error:
                work.throw_error(token, step.fail, step.error)
            else:
                case.jobs.filter(token_number=token).update(status=JobStatus.FAILED, ended_at=work.at)
                work.open_incident(token, step.fail, "technical_failure")
    run.was_failed(step.fail)
    run.settle()
    return []


def _open_work(case: Case, element: str) -> list[int]:
    """The tokens whose machine step or task is open at an element, oldest first."""
    jobs = case.jobs.filter(element=element, status=JobStatus.QUEUED)
    tasks = case.tasks.filter(element=element, status__in=OPEN_STATUSES)
    return sorted(token for rows in (jobs, tasks) for token in rows.values_list("token_number", flat=True))


def _message(run: Run, step: written.Message) -> list[str]:
    run.send(step.message.name, step.message.key, step.message.with_)
    run.settle()
    return []


def _signal(run: Run, step: written.Signal) -> list[str]:
    run.broadcast(step.signal.name, step.signal.with_)
    run.settle()
    return []


def _cancel(run: Run, step: written.Cancel) -> list[str]:
    services.cancel_case(
        case_id=run.cases[step.case].pk, actor=run.world.person(step.by), reason=step.reason or "-"
    )
    return []


def _reopen(run: Run, step: written.Reopen) -> list[str]:
    actor = None if step.by == PUBLIC else run.world.person(step.by)
    services.reopen_case(
        case_id=run.cases[step.case].pk,
        actor=actor,
        event=step.reopen,
        answers=run.world.filled(step.with_),
        reason=step.reason or "-",
    )
    run.settle()
    return []


def _withdraw(run: Run, step: written.Withdraw) -> list[str]:
    actor = None if step.by == PUBLIC else run.world.person(step.by)
    services.withdraw_case(case_id=run.cases[step.case].pk, actor=actor, reason=step.reason or "-")
    run.settle()
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


_STEPS: dict[type, Callable[[Run, Any], list[str]]] = {
    written.Complete: _complete,
    written.Claim: _claim,
    written.Draft: _draft,
    written.Advance: _advance,
    written.AdvanceTo: _advance_to,
    written.Fail: _fail,
    written.Cancel: _cancel,
    written.Reopen: _reopen,
    written.Withdraw: _withdraw,
    written.Refused: _refused,
    written.Expect: _expect,
    written.Message: _message,
    written.Signal: _signal,
}
