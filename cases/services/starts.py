"""Start events that nobody has to press: those of the versions in force wait for a message, a signal or their time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from cases.engine.correlation import key_text
from cases.engine.due import FOR_EVER, after, due_of
from cases.engine.time import now
from cases.engine.variables import value_of
from cases.engine.waits import definitions_of
from cases.models import StartSubscription, StartTrigger, SubscriptionStatus
from organization.models import Unit
from organization.selectors import CLOCK
from workflows.bpmn import model as bpmn
from workflows.models import ProcedureVersion
from workflows.packages import Package
from workflows.selectors import package_of, versions_in_force

from .opening import open_by_event
from .timers import LONGEST, each_due

PAUSE = timedelta(seconds=10)

_KINDS: dict[type[bpmn.EventDefinition], StartTrigger] = {
    bpmn.MessageDefinition: StartTrigger.MESSAGE,
    bpmn.SignalDefinition: StartTrigger.SIGNAL,
    bpmn.TimerDefinition: StartTrigger.TIMER,
}


def arm_starts() -> None:
    """Let the start events of the versions in force wait, those of all others no more.

    Which version is in force depends on the time as well, so workers ask again and again; most often nothing is
    to be written.
    """
    at = now()
    wanted = {_place(row): row for row in _wanted(versions_in_force(), at)}
    known = {_place(row): row for row in StartSubscription.objects.all()}
    StartSubscription.objects.bulk_create(
        [row for place, row in wanted.items() if place not in known], ignore_conflicts=True
    )
    for place, row in known.items():
        if place not in wanted and row.status == SubscriptionStatus.ARMED:
            _end(row, SubscriptionStatus.DISARMED, at)
        elif place in wanted and row.status == SubscriptionStatus.DISARMED:
            _arm_again(row, wanted[place])


def arm_starts_of(version: ProcedureVersion) -> None:
    """Let the start events of one version wait, whether it is in force or not (a simulation)."""
    StartSubscription.objects.bulk_create(_wanted([version], now()), ignore_conflicts=True)


def fire_starts(*, limit: int = 50, within: ProcedureVersion | None = None, unit: Unit | None = None) -> int:
    """Open a case for each start timer that is due, oldest first, in a unit (the highest by default). Gives how many."""
    due = armed_timers(within).filter(next_attempt_at__lte=now()).order_by("next_attempt_at", "pk")
    return each_due(due[:limit], lambda row: _fire(row, unit), _failed_again)


def armed_timers(within: ProcedureVersion | None = None) -> QuerySet[StartSubscription]:
    rows = StartSubscription.objects.filter(status=SubscriptionStatus.ARMED, kind=StartTrigger.TIMER)
    return rows if within is None else rows.filter(version=within)


def _wanted(versions: Iterable[ProcedureVersion], at: datetime) -> Iterator[StartSubscription]:
    for version in versions:
        package = package_of(version)
        for process in _executable(package):
            for event, index, definition in _triggers(process):
                yield _row(version, process, event, index, definition, at)


def _executable(package: Package) -> Iterator[bpmn.Process]:
    for file in package.diagram_files:
        yield from (drawn for drawn in package.diagram(file).processes.values() if drawn.executable)


def _triggers(process: bpmn.Process) -> Iterator[tuple[bpmn.Node, int, bpmn.EventDefinition]]:
    """Start events with their definitions, and what an instantiating gateway or receive task waits for (10.5.6)."""
    nodes: list[bpmn.Node] = list(process.start_events())
    for node in process.children(process.id):
        if isinstance(node, bpmn.EventBasedGateway) and node.instantiate:
            nodes += [process.nodes[flow.target] for flow in process.outgoing(node.id)]
        elif isinstance(node, bpmn.ReceiveTask) and node.instantiate:
            nodes.append(node)
    for node in nodes:
        for index, definition in enumerate(definitions_of(node)):
            if type(definition) in _KINDS:
                yield node, index, definition


def _row(
    version: ProcedureVersion,
    process: bpmn.Process,
    event: bpmn.Node,
    index: int,
    definition: bpmn.EventDefinition,
    at: datetime,
) -> StartSubscription:
    row = StartSubscription(
        version=version,
        process=process.id,
        element=event.id,
        definition_index=index,
        kind=_KINDS[type(definition)],
        armed_at=at,
    )
    if isinstance(definition, bpmn.TimerDefinition):
        due = due_of(event, definition, unit=_home(), context={}, start=at)
        row.due_at = row.next_attempt_at = due.at
        row.interval, row.repeats_left = due.interval, due.repeats_left
    elif isinstance(definition, bpmn.MessageDefinition | bpmn.SignalDefinition):
        row.name = key_text(value_of(definition.name, {}))
    return row


def _place(row: StartSubscription) -> tuple[int, str, str, int]:
    return row.version_id, row.process, row.element, row.definition_index


def _home() -> Unit:
    """A case that the time opens belongs to the highest unit; its zone tells the time."""
    return Unit.objects.filter(parent=None).order_by("pk")[0]


def _fire(row: StartSubscription, unit: Unit | None) -> bool:
    with transaction.atomic():
        mine = StartSubscription.objects.select_for_update(skip_locked=True, of=("self",))
        start = mine.select_related("version").filter(pk=row.pk, status=SubscriptionStatus.ARMED).first()
        if start is None or start.due_at != row.due_at:
            return False
        assert start.due_at is not None
        open_by_event(
            version=start.version,
            process=start.process,
            event=start.element,
            channel=start.kind,
            unit=unit,
            data={},
            due=start.due_at.isoformat(),
        )
        _next_round(start)
    return True


def _next_round(start: StartSubscription) -> None:
    """The timer has its outcome, or the next round of its cycle."""
    assert start.due_at is not None
    if not start.interval or start.repeats_left == 0:
        _end(start, SubscriptionStatus.SPENT, now())
        return
    assert start.repeats_left is not None
    event = package_of(start.version).process_named(start.process).nodes[start.element]
    calendar = event.extensions.properties.get("calendar", CLOCK)
    start.due_at = start.next_attempt_at = after(
        start.due_at, start.interval, unit=_home(), calendar=calendar
    )
    start.repeats_left -= start.repeats_left != FOR_EVER
    start.attempts, start.last_error = 0, ""
    start.save(update_fields=["due_at", "next_attempt_at", "repeats_left", "attempts", "last_error"])


def _end(row: StartSubscription, status: SubscriptionStatus, at: datetime) -> None:
    StartSubscription.objects.filter(pk=row.pk).update(status=status, ended_at=at)


def _arm_again(row: StartSubscription, wanted: StartSubscription) -> None:
    """A procedure that is offered again: its time starts anew."""
    fields = ("armed_at", "due_at", "next_attempt_at", "interval", "repeats_left", "name")
    changes = {field: getattr(wanted, field) for field in fields}
    StartSubscription.objects.filter(pk=row.pk).update(
        status=SubscriptionStatus.ARMED, ended_at=None, **changes
    )


def _failed_again(row: StartSubscription, code: str) -> None:
    """There is no case yet that a person could look after: it is tried again, at last about every three hours."""
    pause = PAUSE * 2 ** min(row.attempts + 1, LONGEST)
    StartSubscription.objects.filter(pk=row.pk, status=SubscriptionStatus.ARMED).update(
        attempts=row.attempts + 1, last_error=code, next_attempt_at=now() + pause
    )
