"""One operation on one locked case: what the token machine decides is carried out here and written once.

Everything is computed in memory; `write` puts it down at the end of the transaction: tasks, timers, jobs, events,
and the case row with its tokens, data and the head of the chain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import transaction
from viewflow.workflow.status import PROCESS, STATUS

from cases import messages
from cases.flows import flow_of
from cases.job_types import JOB_TYPES
from cases.models import Case, CaseEvent, Incident, Job, JobStatus, Process, Task, Timer, TimerStatus
from cases.models.process import OPEN_STATUSES
from organization.models import User
from workflows import feel
from workflows.addresses import AddressError
from workflows.bpmn import model as bpmn
from workflows.bpmn import semantics
from workflows.bpmn.semantics import Machine, Marking, Outcome, StepFailed
from workflows.compiler import node_name
from workflows.packages import Package

from . import addressing, clocks
from .chain import hash_of
from .due import due_of
from .judge import CaseJudge
from .variables import context_of

#: Elements whose machine step a scenario will decide itself, even where nothing would be done.
held_elements: ContextVar[frozenset[str]] = ContextVar("held_elements", default=frozenset())

#: How often a job is tried before it becomes an incident, where the diagram says nothing.
DEFAULT_ATTEMPTS = 3

NO_PARAMS: Mapping[str, Any] = {}

_LIFE: dict[Outcome, Callable[..., None]] = {
    Outcome.COMPLETED: Case.complete,
    Outcome.TERMINATED: Case.terminate,
    Outcome.FAILED: Case.fail,
}


class Work:
    """A locked case and the changes of one operation. Made by `unit_of_work`, which writes it."""

    def __init__(self, case: Case, package: Package, *, actor: User | None, at: datetime) -> None:
        self.case, self.package, self.actor, self.at = case, package, actor, at
        self.drawn: bpmn.Process = (
            package.process_named(case.marking["process"]) if case.marking else package.process
        )
        self.judge = CaseJudge(case, package, self._witness, lenient=package.bare)
        self.machine = Machine(self.drawn, Marking.from_json(case.marking), self.judge, self._carry_out)
        self.queued_jobs: list[Job] = []
        self._events: list[CaseEvent] = []
        self._new_tasks: list[Task] = []
        self._new_timers: list[Timer] = []
        self._path: list[tuple[str, list[str]]] = []
        self._by_themselves: list[tuple[int, str]] = []
        self._process: Process | None = None

    # What services ask for ---------------------------------------------------------------------------------

    def start(self, event: str) -> None:
        flow = flow_of(self.case.procedure_key, self.case.procedure_version.serial)
        self._process = Process.objects.create(case=self.case, flow_class=flow, created=self.at)
        self.machine.start(event)
        self._go_on_by_themselves()

    def complete(self, token: int, element: str, results: Mapping[str, Any]) -> None:
        """The activity is done and has brought `results` (JSON-ready). Raises UnknownToken."""
        self.judge.results[token] = results
        self.machine.complete(token, element)
        self._go_on_by_themselves()

    def trigger(self, token: int, event: str) -> None:
        self.machine.trigger(token, event)
        self._go_on_by_themselves()

    def retry(self, token: int, element: str) -> None:
        """Try again what the token is stuck at; what a person or a machine has done already stays done."""
        if self._is_done(token):
            self.machine.complete(token, element)
        else:
            self.machine.retry(token, element)
        self._go_on_by_themselves()

    def cancel(self, *, reason: str) -> None:
        self.machine.cancel()
        self.record("case.canceled", reason=reason)
        self._end(Case.cancel, PROCESS.CANCELED)

    def record(self, kind: str, element: str = "", **data: Any) -> None:
        """Append an event to the case's chain. `data` are ids and codes, never an identity."""
        self.case.event_seq += 1
        event = CaseEvent(
            case=self.case,
            seq=self.case.event_seq,
            kind=kind,
            at=self.at,
            actor=self.actor,
            element=element,
            data=data,
        )
        event.hash = self.case.chain_head = hash_of(event, self.case.chain_head)
        self._events.append(event)

    def write(self) -> None:
        """Put everything down. Called once, inside the transaction that holds the lock."""
        if self._path:
            self.record("flow.moved", path=[[element, flows] for element, flows in self._path])
        case = self.case
        case.marking = {**self.machine.marking.to_json(), "process": self.drawn.id}
        case.version += 1
        Task.objects.bulk_create(self._new_tasks)
        Timer.objects.bulk_create(self._new_timers)
        Job.objects.bulk_create(self.queued_jobs)
        CaseEvent.objects.bulk_create(self._events)
        case.save(update_fields=CHANGING)

    # What the machine decided --------------------------------------------------------------------------------

    def _carry_out(self, effect: semantics.Effect) -> None:
        _EFFECTS[type(effect)](self, effect)

    def _entered(self, effect: semantics.Entered) -> None:
        if effect.node.extensions.state:
            self._enter_state(effect.node.extensions.state, effect.node.id)

    def _passed(self, effect: semantics.Passed) -> None:
        self._path.append((effect.node.id, list(effect.flows)))
        if effect.reasons:
            self.record(
                "flow.decided",
                effect.node.id,
                flows=list(effect.flows),
                default=effect.default,
                reasons=[
                    {"flow": r.flow, "condition": r.condition, "value": r.value, "inputs": dict(r.inputs)}
                    for r in effect.reasons
                ],
            )

    def _task_opened(self, effect: semantics.TaskOpened) -> None:
        node = effect.node
        inputs = self.judge.inputs(node)
        try:
            place = addressing.place_of(node, self, inputs)
        except (AddressError, feel.FeelError) as error:
            raise StepFailed("address_unreadable", element=node.id, reason=error.code) from error
        flow = flow_of(self.case.procedure_key, self.case.procedure_version.serial)
        flow_task = getattr(flow.instance, node_name(node.id))
        task = Task(
            process=self._root_process(),
            flow_task=flow_task,
            flow_task_type=flow_task.task_type,
            case=self.case,
            unit=place.unit,
            element=node.id,
            token_number=effect.token,
            title=node.name or node.id,
            form_id=node.extensions.form_id,
            queue=place.queues[0] if place.queues else "",
            more_queues=list(place.queues[1:]),
            inputs=inputs,
            created=self.at,
        )
        if place.owner is not None:
            flow_task.activation_class(task).assign(owner_id=place.owner.pk, at=self.at)
        self._new_tasks.append(task)
        self.record("task.opened", node.id, queue=task.queue, owner=task.owner_id, **place.remark)

    def _job_requested(self, effect: semantics.JobRequested) -> None:
        definition = effect.node.extensions.job
        if self.package.bare and (definition is None or definition.type not in JOB_TYPES):
            if effect.node.id not in held_elements.get():
                self._by_themselves.append((effect.token, effect.node.id))
                return
            definition = definition or bpmn.JobDefinition(type="unknown")
        if definition is None:
            raise StepFailed("job_undefined", element=effect.node.id)
        headers = dict(effect.node.extensions.headers)
        job = Job(
            case=self.case,
            element=effect.node.id,
            token_number=effect.token,
            type=definition.type,
            headers=headers,
            inputs=self.judge.inputs(effect.node),
            max_attempts=int(definition.retries) if definition.retries.isdigit() else DEFAULT_ATTEMPTS,
            run_after=self.at,
        )
        self.queued_jobs.append(job)
        self.record("job.requested", effect.node.id, type=job.type)

    def _timer_armed(self, effect: semantics.TimerArmed) -> None:
        context = context_of(self.case, self.package)
        due = due_of(effect.node, unit=self.case.unit, context=context, start=self.at)
        self._new_timers.append(
            Timer(
                case=self.case,
                element=effect.node.id,
                token_number=effect.token,
                due_at=due.at,
                next_attempt_at=due.at,
                interval=due.interval,
                repeats_left=due.repeats_left,
            )
        )

    def _completed(self, effect: semantics.Completed) -> None:
        if not isinstance(effect.node, bpmn.UserTask):
            self.record("activity.completed", effect.node.id)
        self._disarm(effect)

    def _withdrawn(self, effect: semantics.Withdrawn) -> None:
        self._disarm(effect)
        token, at = effect.token, self.at
        for task in self._open_tasks(token):
            task.flow_task.activation_class(task).cancel(at=at)
            Task.objects.filter(pk=task.pk).update(status=task.status, finished=task.finished)
            self.record("task.canceled", effect.node.id)
        jobs = self.case.jobs.filter(token_number=token, status__in=(JobStatus.QUEUED, JobStatus.RUNNING))
        jobs.update(status=JobStatus.CANCELED, ended_at=at)
        self._drop_new(token)
        self.resolve_incident(token, "withdrawn")

    def _stuck(self, effect: semantics.Stuck) -> None:
        """What entering the element had begun is taken back: trying again begins it anew."""
        self._drop_new(effect.token)
        self.open_incident(effect.token, effect.node.id, effect.code, effect.params)

    def _ended(self, effect: semantics.Ended) -> None:
        self.record("case.ended", effect.node.id, outcome=effect.outcome.value)
        self._end(_LIFE[effect.outcome], PROCESS.DONE)

    def _scope_changed(self, effect: semantics.Effect) -> None:
        """A scope stands in the marking alone."""

    # Parts of it ---------------------------------------------------------------------------------------------

    def open_incident(
        self, token: int, element: str, code: str, params: Mapping[str, Any] = NO_PARAMS
    ) -> None:
        """The token stays where it is, and a person is asked. Repeated for the same token it changes nothing."""
        message = ", ".join(f"{name}={value}" for name, value in params.items() if name != "element")[:300]
        _, opened = Incident.objects.get_or_create(
            case=self.case,
            token_number=token,
            resolved_at=None,
            defaults={"element": element, "code": code, "message": message, "opened_at": self.at},
        )
        if opened:
            self.record("incident.opened", element, code=code)

    def resolve_incident(self, token: int, resolution: str) -> None:
        incidents = self.case.incidents.filter(token_number=token, resolved_at=None)
        if incidents.update(resolved_at=self.at, resolved_by=self.actor, resolution=resolution):
            self.record("incident.resolved", resolution=resolution)

    def tell(self, event: str) -> None:
        """Write the messages that `event` sets off: "state:CODE", "document:CODE" or the key of a notify step."""
        context = context_of(self.case, self.package)
        for message in messages.send(self.case, self.package.messages, event, context=context, at=self.at):
            self.record("message.sent", event=event, to=message.to, channel=message.channel)

    def _enter_state(self, state: str, element: str) -> None:
        if state == self.case.state:
            return
        before, since = self.case.state, self.case.state_since
        self.case.state, self.case.state_since = state, self.at
        try:
            happened = self._move_clocks(state)
        except (ValueError, feel.FeelError) as fault:
            self.case.state, self.case.state_since = before, since
            raise StepFailed("clock_unreadable", state=state, reason=type(fault).__name__) from fault
        self.record("state.entered", element, state=state, before=before)
        self._record_clocks(happened)
        self.tell(f"state:{state}")

    def _move_clocks(self, state: str) -> list[tuple[str, Any]]:
        """All clocks move, or none does: an unreadable limit must not leave half of them running."""
        with transaction.atomic():
            return clocks.enter_state(
                self.case,
                self.package.definition.clocks,
                state,
                context=context_of(self.case, self.package),
                at=self.at,
            )

    def _record_clocks(self, happened: list[tuple[str, Any]]) -> None:
        for kind, run in happened:
            self.record(kind, clock=run.code, status=str(run.status))

    def _end(self, life: Callable[..., None], status: str) -> None:
        life(self.case, at=self.at)
        self._record_clocks(clocks.end_all(self.case, at=self.at))
        self.case.processes.filter(finished=None).update(status=status, finished=self.at)

    def _disarm(self, effect: semantics.Effect) -> None:
        """The timers of a token that rests no more. Only elements with timers cost a statement."""
        waits = isinstance(effect.node, bpmn.Event) or bool(self.drawn.boundary_events(effect.node.id))
        self._new_timers = [timer for timer in self._new_timers if timer.token_number != effect.token]
        if waits:
            armed = self.case.timers.filter(token_number=effect.token, status=TimerStatus.ARMED)
            armed.update(status=TimerStatus.DISARMED, ended_at=self.at)

    def _drop_new(self, token: int) -> None:
        """Forget what was to be written for a token in this operation."""
        self.queued_jobs = [job for job in self.queued_jobs if job.token_number != token]
        self._new_tasks = [task for task in self._new_tasks if task.token_number != token]
        self._new_timers = [timer for timer in self._new_timers if timer.token_number != token]

    def _is_done(self, token: int) -> bool:
        done = self.case.tasks.filter(token_number=token, status=STATUS.DONE)
        return done.exists() or self.case.jobs.filter(token_number=token, status=JobStatus.DONE).exists()

    def _open_tasks(self, token: int) -> list[Task]:
        return list(self.case.tasks.filter(token_number=token, status__in=OPEN_STATUSES))

    def _root_process(self) -> Process:
        if self._process is None:
            self._process = self.case.processes.get()
        return self._process

    def _go_on_by_themselves(self) -> None:
        while self._by_themselves:
            self.machine.complete(*self._by_themselves.pop(0))

    def _witness(self, node: bpmn.Node, decision: str, outcome: Any) -> None:
        rules = [
            {"table": match.decision_name, "rule": match.rule_index, "inputs": self._shown(match.inputs)}
            for match in outcome.matches
        ]
        self.record("decision.made", node.id, decision=decision, rules=rules)

    def _shown(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """What a rule read, without what belongs to a person."""
        people = tuple(
            definition.path for definition in self.package.definition.parties if definition.identity
        )
        return {
            label: feel.to_json(value)
            for label, value in inputs.items()
            if label.partition(".")[0] not in people
        }


#: The columns that an operation may change.
CHANGING = (
    "life",
    "state",
    "state_since",
    "number",
    "subject",
    "party_label",
    "sealed",
    "data",
    "marking",
    "event_seq",
    "chain_head",
    "version",
    "clock_code",
    "clock_status",
    "clock_started_at",
    "clock_near_at",
    "clock_due_at",
    "closed_at",
)

_EFFECTS: dict[type[semantics.Effect], Callable[[Work, Any], None]] = {
    semantics.Entered: Work._entered,
    semantics.Passed: Work._passed,
    semantics.TaskOpened: Work._task_opened,
    semantics.JobRequested: Work._job_requested,
    semantics.TimerArmed: Work._timer_armed,
    semantics.Completed: Work._completed,
    semantics.Withdrawn: Work._withdrawn,
    semantics.Stuck: Work._stuck,
    semantics.Ended: Work._ended,
    semantics.ScopeOpened: Work._scope_changed,
    semantics.ScopeClosed: Work._scope_changed,
}
