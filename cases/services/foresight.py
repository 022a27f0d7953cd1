"""What a repair would bring, told before it is done: worked out on a copy, with nothing written and nothing locked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Q

from cases.engine.rehearsal import machine_of, rehearse
from cases.engine.time import now
from cases.errors import CannotRepair, CaseNotFound, Conflict
from cases.models import Case, ClockStatus, JobStatus, SubscriptionStatus, TimerStatus
from cases.models.process import OPEN_STATUSES
from organization.models import User
from workflows.bpmn import model as bpmn
from workflows.bpmn import semantics
from workflows.bpmn.semantics import Effect, Machine, NotRepairable, Token, UnknownToken
from workflows.packages import Package
from workflows.selectors import package_of

from .repairs import (
    Cancel,
    ChangeClock,
    ChangeTimer,
    Move,
    Repair,
    Retry,
    Skip,
    armed_timer,
    on_token,
    require_may_repair,
    running_clock,
    stopped_by,
    stopped_deliveries,
)


@dataclass(frozen=True, slots=True)
class Thing:
    """A task, timer, event waited for, job, incident or clock that would be called off, begin or change.

    `who` holds or may take a task; `code` is why an incident would be opened.
    """

    kind: str
    element: str
    name: str
    who: str = ""
    code: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a repair would bring to the case as it stands at `version`.

    `outcome` is how the case would end, empty when it goes on; `stops` are the elements where it would stop again.
    """

    version: int
    called_off: tuple[Thing, ...] = ()
    begun: tuple[Thing, ...] = ()
    changed: tuple[Thing, ...] = ()
    stops: tuple[Thing, ...] = ()
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A token at rest and what may be done to it."""

    token: int
    element: str
    name: str
    may_skip: bool
    destinations: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """An armed timer or a running clock, whose time may be changed."""

    id: int
    code: str
    name: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Stop:
    """An open incident, which may be tried again."""

    id: int
    element: str
    name: str
    code: str
    token: int


@dataclass(frozen=True, slots=True)
class Repairable:
    """What may be repaired in a case as it stands at `version`; each row oldest first."""

    version: int
    places: tuple[Place, ...]
    timers: tuple[Deadline, ...]
    clocks: tuple[Deadline, ...]
    incidents: tuple[Stop, ...]


def preview_repair(*, case_id: int, actor: User, repair: Repair) -> Foreseen:
    """What `repair_case` would do now. Raises what it would raise, but for ReasonRequired."""
    case, package = _case_for(case_id, actor)
    try:
        return _FORESEEING[type(repair)](case, package, repair)
    except UnknownToken as moved:
        raise Conflict(what=moved.node) from moved
    except NotRepairable as impossible:
        raise CannotRepair(element=impossible.node, target=impossible.target) from impossible


def repairable(*, case_id: int, actor: User) -> Repairable:
    """What may be repaired now. Raises CaseNotFound, NotPermitted, CaseIsOver."""
    case, package = _case_for(case_id, actor)
    machine = machine_of(case, package)
    armed = case.timers.filter(status=TimerStatus.ARMED).order_by("pk")
    running = case.clocks.filter(status=ClockStatus.RUNNING).order_by("pk")
    stopped = case.incidents.filter(resolved_at=None).order_by("pk")
    return Repairable(
        version=case.version,
        places=tuple(_place(machine, token) for token in machine.marking.tokens.values()),
        timers=tuple(Deadline(t.pk, t.element, _title(machine, t.element), t.due_at) for t in armed),
        clocks=tuple(
            Deadline(run.pk, run.code, package.definition.clock(run.code).title.id, run.due_at)
            for run in running
        ),
        incidents=tuple(
            Stop(stop.pk, stop.element, _title(machine, stop.element), stop.code, stop.token_number)
            for stop in stopped
        ),
    )


def _place(machine: Machine, token: Token) -> Place:
    return Place(
        token=token.number,
        element=token.node,
        name=_name(machine.process_in(token.scope).nodes[token.node]),
        may_skip=machine.may_skip(token),
        destinations=tuple((node.id, _name(node)) for node in machine.destinations(token)),
    )


def _case_for(case_id: int, actor: User) -> tuple[Case, Package]:
    case = Case.objects.select_related("procedure_version__procedure", "unit").filter(pk=case_id).first()
    if case is None:
        raise CaseNotFound
    package = package_of(case.procedure_version)
    require_may_repair(case, actor, at=now(), bare=package.bare)
    return case, package


def _on_token(case: Case, package: Package, repair: Skip | Move) -> Foreseen:
    return _told(case, package, on_token(case, repair)[1])


def _cancel(case: Case, package: Package, repair: Cancel) -> Foreseen:
    foreseen = _told(case, package, Machine.cancel)
    return Foreseen(version=case.version, called_off=foreseen.called_off, outcome="canceled")


def _retry(case: Case, package: Package, repair: Retry) -> Foreseen:
    incident, job, timer = stopped_by(case, repair)
    again = partial(_thing, case, package)
    if job is not None:
        return Foreseen(version=case.version, begun=(again("job", job.element),))
    if timer is not None:
        return Foreseen(version=case.version, begun=(again("timer", timer.element, due_at=now()),))
    if stopped_deliveries(case, incident).exists():
        return Foreseen(version=case.version, begun=(again("event", incident.element),))
    operation = partial(Machine.retry, token=incident.token_number, node=incident.element)
    return _told(case, package, operation)


def _change_timer(case: Case, package: Package, repair: ChangeTimer) -> Foreseen:
    element = armed_timer(case, repair).element
    return Foreseen(
        version=case.version, changed=(_thing(case, package, "timer", element, due_at=repair.due_at),)
    )


def _change_clock(case: Case, package: Package, repair: ChangeClock) -> Foreseen:
    run = running_clock(case, repair)
    title = package.definition.clock(run.code).title.id
    changed = Thing(kind="clock", element=run.code, name=title, due_at=repair.due_at)
    return Foreseen(version=case.version, changed=(changed,))


_FORESEEING: Mapping[type, Callable[[Case, Package, Any], Foreseen]] = {
    Retry: _retry,
    Skip: _on_token,
    Move: _on_token,
    ChangeTimer: _change_timer,
    ChangeClock: _change_clock,
    Cancel: _cancel,
}


def _told(case: Case, package: Package, operation: Callable[[Machine], None]) -> Foreseen:
    effects = rehearse(case, package, operation)
    ends = [effect.outcome.value for effect in effects if isinstance(effect, semantics.Ended)]
    gone = {effect.token for effect in effects if isinstance(effect, semantics.Withdrawn)}
    closed = {effect.scope for effect in effects if isinstance(effect, semantics.ScopeClosed)}
    return Foreseen(
        version=case.version,
        called_off=tuple(_waiting_for(case, package, gone, closed)),
        begun=tuple(_begun(effects, gone)),
        stops=tuple(
            Thing("incident", effect.node.id, _name(effect.node), code=effect.code)
            for effect in effects
            if isinstance(effect, semantics.Stuck)
        ),
        outcome=ends[-1] if ends else "",
    )


#: What begins when the machine says so.
_BEGINS: Mapping[type[Effect], str] = {
    semantics.TaskOpened: "task",
    semantics.JobRequested: "job",
    semantics.TimerArmed: "timer",
    semantics.EventAwaited: "event",
}


def _begun(effects: Iterable[Effect], gone: set[int]) -> Iterable[Thing]:
    for effect in effects:
        kind = _BEGINS.get(type(effect))
        if kind and effect.token not in gone:
            yield Thing(kind, effect.node.id, _name(effect.node))


def _waiting_for(case: Case, package: Package, tokens: set[int], scopes: set[int]) -> Iterable[Thing]:
    """What waits for these tokens, and for events of these scopes, now."""
    of_token = Q(token_number__in=tokens)
    events = of_token | Q(scope_number__in=scopes)
    for task in case.tasks.filter(of_token, status__in=OPEN_STATUSES).select_related("owner"):
        yield Thing(
            "task", task.element, task.title, who=task.owner.display_name if task.owner else task.queue
        )
    for timer in case.timers.filter(events, status=TimerStatus.ARMED):
        yield _thing(case, package, "timer", timer.element, due_at=timer.due_at)
    for subscription in case.subscriptions.filter(events, status=SubscriptionStatus.ARMED):
        yield _thing(case, package, "event", subscription.element)
    for job in case.jobs.filter(of_token, status__in=(JobStatus.QUEUED, JobStatus.RUNNING)):
        yield _thing(case, package, "job", job.element)
    for incident in case.incidents.filter(of_token, resolved_at=None):
        yield _thing(case, package, "incident", incident.element)


def _thing(case: Case, package: Package, kind: str, element: str, *, due_at: datetime | None = None) -> Thing:
    return Thing(kind, element, _title(machine_of(case, package), element), due_at=due_at)


def _title(machine: Machine, element: str) -> str:
    """The name of an element of any process that runs in the case."""
    running = (machine.process_in(scope) for scope in machine.marking.scopes)
    return next((_name(process.nodes[element]) for process in running if element in process.nodes), element)


def _name(node: bpmn.Node) -> str:
    return node.name or node.id
