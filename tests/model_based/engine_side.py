"""The engine on a database, seen as a `Situation`: rows, and the marking on the case's own row."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from cases import services
from cases.engine.correlation import expiry
from cases.engine.time import now
from cases.engine.unit_of_work import unit_of_work
from cases.models import (
    Case,
    Delivery,
    EventKind,
    Job,
    JobStatus,
    Life,
    Publication,
    PublicationStatus,
    Subscription,
    SubscriptionStatus,
    Timer,
    TimerStatus,
)
from cases.models.process import OPEN_STATUSES
from cases.services.publications import deliver
from cases.services.timers import fire_timer
from organization.models import Unit, User
from workflows.bpmn import model as bpmn
from workflows.bpmn.semantics import Marking, Scope
from workflows.models import ProcedureVersion

from .operations import Operation
from .picture import Waiting, picture
from .view import Situation

_DONE = ("activity.completed", "task.completed")


class EngineSide:
    """One case of a stored version; every operation is the service that a desk, a worker or a timer calls."""

    def __init__(
        self,
        version: ProcedureVersion,
        unit: Unit,
        actor: User,
        processes: Mapping[str, bpmn.Process],
        variables: Mapping[str, Any],
    ) -> None:
        self.version, self.unit, self.actor = version, unit, actor
        self.nodes = {id: node for each in processes.values() for id, node in each.nodes.items()}
        self.process = next(iter(processes))
        self.variables = variables
        self.number = 0

    @property
    def case(self) -> Case:
        return Case.objects.get(pk=self.number)

    # Operations ---------------------------------------------------------------------------------------------

    def do(self, operation: Operation) -> None:
        if operation.kind == "start":
            return self._open(operation.event)
        if operation.kind == "cancel":
            services.cancel_case(case_id=self.number, actor=self.actor, reason="Percobaan")
            return None
        target = self.situation().root.at(operation.path).handle
        if operation.kind == "complete":
            return self._complete(target.number, operation.changes)
        if operation.kind == "error":
            return self._report_error(target.number, operation)
        if operation.kind == "retry":
            incident = self.case.incidents.get(token_number=target.number, resolved_at=None)
            services.retry_incident(incident_id=incident.pk, actor=self.actor)
            return None
        return self._happen(target, operation.event)

    def _open(self, event: str) -> None:
        case = services.open_case(
            version=self.version,
            unit=self.unit,
            actor=self.actor,
            channel="langsung",
            answers=self.variables,
            event=event,
        )
        self.number = case.pk

    def _complete(self, token: int, changes: Mapping[str, Any]) -> None:
        task = self.case.tasks.filter(token_number=token, status__in=OPEN_STATUSES).first()
        if task is not None:
            services.complete_task(task_id=task.pk, actor=self.actor, answers=changes)
            return
        with unit_of_work(case_id=self.number) as work:
            job = self._job(token)
            Job.objects.filter(pk=job.pk).update(status=JobStatus.DONE, ended_at=work.at)
            work.record("job.done", job.element, **work.where(token), type=job.type, attempts=1)
            work.complete(token, job.element, changes)

    def _report_error(self, token: int, operation: Operation) -> None:
        if self.case.tasks.filter(token_number=token, status__in=OPEN_STATUSES).exists():
            with unit_of_work(case_id=self.number) as work:
                work.throw_error(token, operation.at, operation.event)
        else:
            services.end_with_error(self._job(token), operation.event)

    def _job(self, token: int) -> Job:
        return self.case.jobs.get(token_number=token, status=JobStatus.QUEUED)

    def _happen(self, target: Any, event: str) -> None:
        waits = {"element": event}
        waits |= (
            {"scope_number": target.number} if isinstance(target, Scope) else {"token_number": target.number}
        )
        timer = self.case.timers.filter(status=TimerStatus.ARMED, **waits).first()
        if timer is not None:
            assert fire_timer(timer.pk, self.number)
            return
        subscription = self.case.subscriptions.get(status=SubscriptionStatus.ARMED, **waits)
        assert deliver(self._sent_to(subscription))

    def _sent_to(self, subscription: Subscription) -> Delivery:
        """What was published for this one receiver."""
        publication = Publication.objects.create(
            kind=subscription.kind,
            name=subscription.name,
            key=subscription.key,
            version=self.version,
            status=PublicationStatus.SENT,
            idempotency_key=secrets.token_hex(8),
            published_at=now(),
            expires_at=expiry(EventKind(subscription.kind), now()),
            ended_at=now(),
        )
        return Delivery.objects.create(
            publication=publication,
            subscription=subscription,
            procedure_key=self.case.procedure_key,
            next_attempt_at=now(),
        )

    # The picture --------------------------------------------------------------------------------------------

    def situation(self) -> Situation:
        case = self.case
        marking = Marking.from_json(case.marking)
        root = picture(marking, self.process, self.nodes, case.data, self._waiting(case))
        outcome = None if case.life == Life.RUNNING else str(case.life)
        done = case.events.filter(kind__in=_DONE).values_list("element", flat=True)
        return Situation(outcome, root, sorted(done), None)

    def _waiting(self, case: Case) -> Waiting:
        tasks = case.tasks.filter(status__in=OPEN_STATUSES).values_list("token_number", flat=True)
        jobs = case.jobs.filter(status=JobStatus.QUEUED).values_list("token_number", flat=True)
        stuck = case.incidents.filter(resolved_at=None).values_list("token_number", flat=True)
        open_work = dict.fromkeys(tasks, "person") | dict.fromkeys(jobs, "job")
        if case.life == Life.RUNNING:  # the incident of a failed case has no token left
            open_work |= dict.fromkeys(stuck, "repair")
        armed: set[tuple[int, str]] = set()
        listening: set[tuple[int, str]] = set()
        rows: list[Timer | Subscription] = [
            *case.timers.filter(status=TimerStatus.ARMED),
            *case.subscriptions.filter(status=SubscriptionStatus.ARMED),
        ]
        for row in rows:
            if isinstance(self.nodes[row.element], bpmn.StartEvent):
                listening.add((row.scope_number, row.element))
            else:
                armed.add((row.token_number, row.element))
        return Waiting(open_work, armed, listening)
