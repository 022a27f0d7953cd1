"""One operation on one locked case: what the token machine decides is carried out here and written once.

Everything is computed in memory; `write` puts it down at the end of the transaction: tasks, timers, jobs, events,
and the case row with its tokens, data and the head of the chain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from contextvars import ContextVar
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from viewflow.workflow.base import Flow
from viewflow.workflow.status import PROCESS

from cases import messages
from cases.job_types import JOB_TYPES
from cases.models import (
    Case,
    CaseEvent,
    Incident,
    Job,
    JobStatus,
    Message,
    MessageStatus,
    Process,
    Subscription,
    Task,
    Timer,
)
from cases.models.process import OPEN_STATUSES
from organization.models import User
from workflows import feel
from workflows.addresses import Address, AddressError
from workflows.bpmn import model as bpmn
from workflows.bpmn import semantics
from workflows.bpmn.semantics import Machine, Marking, Outcome, StepFailed
from workflows.compiler import node_name
from workflows.packages import Package

from . import access, addressing, asked, clocks, correlation, dispatching, inviting, rows, waits
from .chain import hash_of
from .judge import CaseJudge
from .library import CaseLibrary
from .variables import context_of

#: Elements whose machine step a scenario will decide itself, even where nothing would be done.
held_elements: ContextVar[frozenset[str]] = ContextVar("held_elements", default=frozenset())

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
        marking = Marking.from_json(case.marking)
        self.library = CaseLibrary(case, package, marking)
        self.judge = CaseJudge(case, marking, self.library, self._witness, lenient=package.bare)
        self.machine = Machine(
            self.library.process_of(""), marking, self.judge, self._carry_out, self.library
        )
        #: The task by which the case was found, and its draft; none when it was found by its own number.
        self.task: Task | None = None
        self.draft_id: int | None = None
        self.plan = rows.Plan(case, at)
        self.queued_jobs: list[Job] = []
        self.outgoing: list[Message] = []
        self.reached: dict[Address, addressing.Reached] = {}
        self._path: dict[str, list[tuple[str, list[str]]]] = {}
        self._by_themselves: list[tuple[int, str]] = []
        self._processes: dict[type[Flow], int] = {}
        self._error = ""

    # What services ask for ---------------------------------------------------------------------------------

    def start(self, event: str, data: Mapping[str, Any] = NO_PARAMS) -> None:
        """Begin at a start event; `data` is what the message or signal has brought that set it off."""
        self._process_of(self.library.flow(0))
        self.judge.fill_data_objects(self.library.process_of("").id, 0)
        self.judge.brought[event] = data
        self.machine.start(event)
        self._go_on_by_themselves()

    def reopen(self, event: str) -> None:
        """A case that has ended goes on at a start event. Its data are those that it ended with."""
        self.case.reopen()
        self.case.processes.filter(flow_class=self.library.flow(0)).update(status=PROCESS.NEW, finished=None)
        self.machine.start(event)
        self._go_on_by_themselves()

    def complete(self, token: int, element: str, results: Mapping[str, Any]) -> None:
        """The activity is done and has brought `results` (JSON-ready). Raises UnknownToken."""
        self.judge.results[token] = results
        self.machine.complete(token, element)
        self._go_on_by_themselves()

    def trigger(self, row: Timer | Subscription, data: Mapping[str, Any] = NO_PARAMS) -> None:
        """The event happens that a timer or a subscription waits for; it has brought `data`. Raises UnknownToken."""
        self.judge.brought[row.element] = data
        self.machine.trigger(row.token_number, row.element, row.scope_number, row.definition_index)
        self._go_on_by_themselves()

    def throw_error(self, token: int, element: str, code: str) -> None:
        """The activity ends with a BPMN error; where nothing catches it, the case fails. Raises UnknownToken."""
        self.machine.throw_error(token, element, code)
        self._go_on_by_themselves()

    def retry(self, token: int, element: str) -> None:
        """Try again what the token is stuck at; what a person or a machine has done already stays done."""
        self.machine.retry(token, element)
        self._go_on_by_themselves()

    def repair(self, operation: Callable[[Machine], None]) -> None:
        """Skip or move a token by hand. Raises UnknownToken, NotRepairable."""
        operation(self.machine)
        self._go_on_by_themselves()

    def event_of(self, row: Timer | Subscription) -> bpmn.Node:
        """The event that a timer or a subscription stands for."""
        scope = row.scope_number or self._scope_of(row.token_number)
        return self.library.home_of(scope).process.nodes[row.element]

    def where(self, token: int) -> dict[str, str]:
        """What an event about a token says of its process: nothing in the case's own."""
        return self._named(self._scope_of(token))

    def cancel(self, *, reason: str) -> None:
        self.machine.cancel()
        self.record("case.canceled", reason=reason)
        self._end(Case.cancel, PROCESS.CANCELED)

    def withdraw(self, *, state: str, reason: str) -> None:
        """The reporter takes the matter back: nothing goes on, and the case ends in `state`."""
        self.machine.cancel()
        self.record("case.withdrawn", reason=reason)
        self._enter_state(state, "")
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
        self.plan.events.append(event)

    def write(self) -> None:
        """Put everything down. Called once, inside the transaction that holds the lock."""
        for process, path in self._path.items():
            where = {"process": process} if process else {}
            self.record("flow.moved", path=[[element, flows] for element, flows in path], **where)
        case = self.case
        case.marking = {**self.machine.marking.to_json(), "process": self.library.process_of("").id}
        if self.judge.results:
            case.marking["results"] = self.judge.results
        case.version += 1
        with connection.cursor() as cursor:
            rows.write(self.plan, cursor)
        Job.objects.bulk_create(self.queued_jobs)

    # What the machine decided --------------------------------------------------------------------------------

    def _carry_out(self, effect: semantics.Effect) -> None:
        _EFFECTS[type(effect)](self, effect)

    def _entered(self, effect: semantics.Entered) -> None:
        if effect.node.extensions.state:
            self._enter_state(effect.node.extensions.state, effect.node.id)

    def _passed(self, effect: semantics.Passed) -> None:
        path = self._path.setdefault(self.library.reference_of(effect.scope), [])
        path.append((effect.node.id, list(effect.flows)))
        if effect.reasons:
            self._tell(
                "flow.decided",
                effect,
                flows=list(effect.flows),
                default=effect.default,
                reasons=[
                    {"flow": r.flow, "condition": r.condition, "value": r.value, "inputs": dict(r.inputs)}
                    for r in effect.reasons
                ],
            )
        self._disarm(effect)

    def _task_opened(self, effect: semantics.TaskOpened) -> None:
        node = effect.node
        inputs = self.judge.inputs(node, effect.scope)
        try:
            place = addressing.place_of(node, self, inputs, effect.scope)
        except (AddressError, feel.FeelError) as error:
            raise StepFailed("address_unreadable", element=node.id, reason=error.code) from error
        flow = self.library.flow(effect.scope)
        flow_task = getattr(flow.instance, node_name(node.id))
        task = Task(
            process_id=self._process_of(flow),
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
        self.plan.new_tasks.append(task)
        self._tell("task.opened", effect, queue=task.queue, owner=task.owner_id, **place.remark)

    def _job_requested(self, effect: semantics.JobRequested) -> None:
        definition = effect.node.extensions.job
        if self.package.bare and (definition is None or definition.type not in JOB_TYPES):
            if effect.node.id not in held_elements.get():
                self._by_themselves.append((effect.token, effect.node.id))
                return
            definition = definition or bpmn.JobDefinition(type="unknown")
        if definition is None:
            raise StepFailed("job_undefined", element=effect.node.id)
        inputs = self.judge.inputs(effect.node, effect.scope)
        job = asked.job(effect, definition, case=self.case, inputs=inputs, at=self.at)
        self.queued_jobs.append(job)
        self._tell("job.requested", effect, type=job.type)

    def _timer_armed(self, effect: semantics.TimerArmed) -> None:
        context = self.judge.context(effect.scope)
        self.plan.new_timers.append(asked.timer(effect, case=self.case, context=context, at=self.at))

    def _event_awaited(self, effect: semantics.EventAwaited) -> None:
        """A condition is looked at by the machine itself, whenever data change."""
        if not isinstance(effect.definition, bpmn.MessageDefinition | bpmn.SignalDefinition):
            return
        self.plan.new_subscriptions.append(
            correlation.subscription(
                effect.node,
                effect.definition,
                case=self.case,
                token=effect.token,
                scope=effect.scope,
                context=self.judge.context(effect.scope),
                at=self.at,
            )
        )

    def _event_thrown(self, effect: semantics.MessageThrown | semantics.SignalThrown) -> None:
        assert isinstance(effect.definition, bpmn.MessageDefinition | bpmn.SignalDefinition)
        data = self.judge.inputs(effect.node, effect.scope)
        sent = correlation.publication(
            effect.node,
            effect.definition,
            case=self.case,
            data=data,
            context=self.judge.context(effect.scope, data),
            at=self.at,
        )
        self.plan.publications.append(sent)
        self._tell(f"{sent.kind}.thrown", effect, name=sent.name)

    def _error_thrown(self, effect: semantics.ErrorThrown) -> None:
        self._error = effect.code
        self._tell("error.thrown", effect, code=effect.code, caught_by=effect.caught_by)

    def _escalation_thrown(self, effect: semantics.EscalationThrown) -> None:
        self._tell("escalation.thrown", effect, code=effect.code, caught_by=effect.caught_by)

    def _compensation_thrown(self, effect: semantics.CompensationThrown) -> None:
        self._tell("compensation.thrown", effect, activities=list(effect.activities))

    def _completed(self, effect: semantics.Completed) -> None:
        """A loop as a whole is not told of as its passes are; a person's task was told of by who completed it."""
        scope = self.machine.marking.scopes[effect.scope]
        assert isinstance(effect.node, bpmn.Activity)
        if effect.node.loop is not None and not scope.is_instance:
            self._tell("loop.completed", effect)
        elif not isinstance(effect.node, bpmn.UserTask):
            self._tell("activity.completed", effect)
        self._disarm(effect)

    def _withdrawn(self, effect: semantics.Withdrawn) -> None:
        self._disarm(effect)
        token, at = effect.token, self.at
        for task in self._open_tasks(token):
            task.flow_task.activation_class(task).cancel(at=at)
            Task.objects.filter(pk=task.pk).update(status=task.status, finished=task.finished)
            self._tell("task.canceled", effect)
        jobs = self.case.jobs.filter(token_number=token, status__in=(JobStatus.QUEUED, JobStatus.RUNNING))
        jobs.update(status=JobStatus.CANCELED, ended_at=at)
        self._drop_new(token)
        self.judge.results.pop(token, None)
        self.resolve_incident(token, "withdrawn")

    def _stuck(self, effect: semantics.Stuck) -> None:
        """What entering the element had begun is taken back: trying again begins it anew."""
        self._drop_new(effect.token)
        self.open_incident(effect.token, effect.node.id, effect.code, effect.params)

    def _await_ended(self, effect: semantics.AwaitEnded) -> None:
        self._keep_new(lambda row: (row.token_number, row.element) != (effect.token, effect.node.id))
        waits.disarm_event(self.plan, node=effect.node, token=effect.token, scope=effect.scope)

    def _scope_opened(self, effect: semantics.ScopeOpened) -> None:
        """A scope has no row; it is remembered, for what ends with it is told when it's gone."""
        self.library.remember(effect.scope)

    def _scope_closed(self, effect: semantics.ScopeClosed) -> None:
        process = self.library.home_of(effect.scope).process
        called = isinstance(effect.node, bpmn.CallActivity)
        self._keep_new(lambda row: row.scope_number != effect.scope)
        element = process.id if called else effect.node.id
        waits.disarm_scope(self.plan, element=element, process=process, scope_number=effect.scope)

    def _ended(self, effect: semantics.Ended) -> None:
        self._tell("case.ended", effect, outcome=effect.outcome.value)
        if effect.outcome is Outcome.FAILED:
            self.open_incident(effect.token, effect.node.id, "error_uncaught", {"code": self._error})
        self._end(_LIFE[effect.outcome], PROCESS.DONE)
        if effect.outcome is Outcome.COMPLETED and self.package.definition.survey:
            inviting.invite(self.case, at=self.at)

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

    def tell(self, event: str, facts: Mapping[str, Any] = NO_PARAMS, *, told: Set[int] = frozenset()) -> None:
        """Write the messages of an event or a notify step; texts may use `facts`, `told` (ids) know it already."""
        context = context_of(self.case, self.package, facts)
        barred = partial(access.barred_people, self)
        occasion = messages.Occasion(event, self.at, context, barred, frozenset(told))
        self.post(messages.send(self.case, self.package, occasion))

    def post(self, written: Iterable[Message]) -> None:
        """Put messages on record; those with a way to go are handed to a worker."""
        for message in written:
            waits = message.status == MessageStatus.PENDING
            kind = "message.queued" if waits else "message.sent"
            self.record(kind, event=message.event, to=message.to, channel=message.channel)
            self.outgoing += [message] if waits else []

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
        dispatching.send(self, state, element)
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
        process = self.library.process_of("")
        self.plan.new_timers, self.plan.new_subscriptions = [], []
        waits.disarm_scope(self.plan, element=process.id, process=process)
        if self.package.definition.clocks:
            self._record_clocks(clocks.end_all(self.case, at=self.at))
        self.plan.process_status = status

    def _disarm(self, effect: semantics.Effect) -> None:
        """The timers and subscriptions of a token that rests no more."""
        self._keep_new(lambda row: row.token_number != effect.token)
        process = self.library.home_of(effect.scope).process
        waits.disarm(self.plan, node=effect.node, process=process, token=effect.token)

    def _keep_new(self, stays: Callable[[Timer | Subscription], bool]) -> None:
        plan = self.plan
        plan.new_timers = [row for row in plan.new_timers if stays(row)]
        plan.new_subscriptions = [row for row in plan.new_subscriptions if stays(row)]

    def _drop_new(self, token: int) -> None:
        """Forget what was to be written for a token in this operation."""
        self.queued_jobs = [job for job in self.queued_jobs if job.token_number != token]
        self.plan.new_tasks = [task for task in self.plan.new_tasks if task.token_number != token]
        self._keep_new(lambda row: row.token_number != token)

    def _open_tasks(self, token: int) -> list[Task]:
        return list(self.case.tasks.filter(token_number=token, status__in=OPEN_STATUSES))

    def _process_of(self, flow: type[Flow]) -> int:
        """The carrier of a flow that runs in this case: its own, or one that it calls."""
        if self.task is not None:
            self._processes.setdefault(self.task.flow_task.flow_class, self.task.process_id)
        if flow not in self._processes:
            found = self.case.processes.filter(flow_class=flow).first()
            created = found or Process.objects.create(case=self.case, flow_class=flow, created=self.at)
            self._processes[flow] = created.pk
        return self._processes[flow]

    def _scope_of(self, token: int) -> int:
        resting = self.machine.marking.tokens.get(token)
        return resting.scope if resting is not None else 0

    def _named(self, scope: int) -> dict[str, str]:
        return {"process": name} if (name := self.library.reference_of(scope)) else {}

    def _tell(self, kind: str, effect: semantics.Effect, **data: Any) -> None:
        """Record an event of an element; of a called process it names the process as well."""
        self.record(kind, effect.node.id, **self._named(effect.scope), **data)

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


_EFFECTS: dict[type[semantics.Effect], Callable[[Work, Any], None]] = {
    semantics.Entered: Work._entered,
    semantics.Passed: Work._passed,
    semantics.TaskOpened: Work._task_opened,
    semantics.JobRequested: Work._job_requested,
    semantics.TimerArmed: Work._timer_armed,
    semantics.EventAwaited: Work._event_awaited,
    semantics.AwaitEnded: Work._await_ended,
    semantics.MessageThrown: Work._event_thrown,
    semantics.SignalThrown: Work._event_thrown,
    semantics.ErrorThrown: Work._error_thrown,
    semantics.EscalationThrown: Work._escalation_thrown,
    semantics.CompensationThrown: Work._compensation_thrown,
    semantics.ScopeOpened: Work._scope_opened,
    semantics.ScopeClosed: Work._scope_closed,
    semantics.Completed: Work._completed,
    semantics.Withdrawn: Work._withdrawn,
    semantics.Stuck: Work._stuck,
    semantics.Ended: Work._ended,
}
