"""One function a rule. Each gives what it finds; nothing is mended here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, Q

from cases.engine import files
from cases.engine.chain import broken_at
from cases.engine.library import CaseLibrary
from cases.models import (
    Attachment,
    Case,
    CaseEvent,
    Delivery,
    DeliveryStatus,
    Document,
    DocumentStatus,
    Incident,
    Job,
    JobStatus,
    Life,
    NumberCounter,
    Publication,
    PublicationStatus,
    Subscription,
    SubscriptionStatus,
    Task,
    Timer,
    TimerStatus,
)
from cases.models.process import OPEN_STATUSES
from workflows.bpmn import model as bpmn
from workflows.bpmn.semantics import Marking
from workflows.selectors import package_of

from .records import (
    file_numbers_have_no_gap,
    holders_belong_to_the_unit,
    no_file_is_left_over,
    outcomes_have_their_events,
    submissions_have_one_case,
)

OPEN_JOBS = (JobStatus.QUEUED, JobStatus.RUNNING)

Waiting = Task | Timer | Subscription | Job

#: Elements where a token rests until somebody, a machine or the time moves it.
_WAITING = (
    bpmn.UserTask,
    bpmn.ServiceTask,
    bpmn.SendTask,
    bpmn.ReceiveTask,
    bpmn.IntermediateCatchEvent,
    bpmn.EventBasedGateway,
)


@dataclass(frozen=True, slots=True)
class Violation:
    """`rule` is the number of the invariant; `where` names the row."""

    rule: str
    where: str
    what: str


def violations() -> Iterator[Violation]:
    """Everything that is wrong, rule by rule."""
    for rule, find in RULES.items():
        for where, what in find():
            yield Violation(rule, where, what)


def active_cases_wait_for_something() -> Iterator[tuple[str, str]]:
    """I2, first half: no case is lost. It has an open task, armed timer, waiting event, open job or open incident."""
    idle = Case.objects.filter(life=Life.RUNNING).exclude(_waits())
    for case in idle.iterator():
        yield f"case {case.pk}", "runs and waits for nothing"


def finished_cases_are_still() -> Iterator[tuple[str, str]]:
    """I2, second half: a case that ended waits for nobody."""
    restless = Case.objects.exclude(life=Life.RUNNING).filter(_waits(incidents=False))
    for case in restless.iterator():
        yield f"case {case.pk}", f"is {case.life} and still waits"


def tokens_have_their_rows() -> Iterator[tuple[str, str]]:
    """I5: each open task, timer, subscription and job stands for a token of its case."""
    open_rows: tuple[tuple[type[Waiting], Q], ...] = (
        (Task, Q(status__in=OPEN_STATUSES)),
        (Timer, Q(status=TimerStatus.ARMED)),
        (Subscription, Q(status=SubscriptionStatus.ARMED)),
        (Job, Q(status__in=OPEN_JOBS)),
    )
    for model, status in open_rows:
        for row in model.objects.filter(status).select_related("case").iterator():
            yield from _token_of(row)


def waiting_tokens_have_their_rows() -> Iterator[tuple[str, str]]:
    """I5, the other way: a token at an element that waits has what it waits for, or an incident."""
    for case in Case.objects.filter(life=Life.RUNNING).select_related("procedure_version").iterator():
        held, marking = _held_tokens(case), Marking.from_json(case.marking)
        library = CaseLibrary(case, package_of(case.procedure_version), marking)
        for token in marking.tokens.values():
            node = library.home_of(token.scope).process.nodes[token.node]
            if isinstance(node, _WAITING) and not token.child and token.number not in held:
                yield f"case {case.pk}", f"token {token.number} waits at {token.node} for nothing"


def scopes_have_their_hosts() -> Iterator[tuple[str, str]]:
    """I5, of scopes: each token rests in a scope that is there, each scope but the root has a token that hosts it."""
    for case in Case.objects.only("pk", "marking").iterator():
        tokens = {row[0] for row in case.marking.get("tokens", ())}
        scopes = {row[0]: row[2] for row in case.marking.get("scopes", ())}
        for row in case.marking.get("tokens", ()):
            if row[2] not in scopes:
                yield f"case {case.pk}", f"token {row[0]} rests in scope {row[2]}, which isn't there"
        for scope, host in scopes.items():
            if host and host not in tokens:
                yield f"case {case.pk}", f"scope {scope} is hosted by token {host}, which isn't there"


def numbers_have_no_gap() -> Iterator[tuple[str, str]]:
    """I3: as many entries as the counter says, from one up, none twice. File numbers are on their cases."""
    counted = NumberCounter.objects.exclude(kind="berkas").annotate(n=Count("entries"), top=Max("entries__n"))
    for counter in counted.exclude(last=F("n")) | counted.exclude(last=F("top")):
        yield f"counter {counter.pk}", f"gave {counter.last}, has {counter.n} entries"


def timers_have_one_outcome() -> Iterator[tuple[str, str]]:
    """I4: a timer that isn't armed has the time of its outcome."""
    for timer in Timer.objects.exclude(status=TimerStatus.ARMED).filter(ended_at=None).iterator():
        yield f"timer {timer.pk}", f"is {timer.status} without a time"


def subscriptions_have_one_outcome() -> Iterator[tuple[str, str]]:
    """I4, of messages and signals: a spent subscription took one, and one alone."""
    spent = Subscription.objects.filter(status=SubscriptionStatus.SPENT)
    taken = Count("deliveries", filter=Q(deliveries__status=DeliveryStatus.DONE))
    for row in spent.annotate(taken=taken).exclude(taken=1).iterator():
        yield f"subscription {row.pk}", f"is spent by {row.taken} deliveries"


def deliveries_have_one_effect() -> Iterator[tuple[str, str]]:
    """I7, of the outbox: what was delivered happened once, and what was sent has somebody to go to."""
    done = Delivery.objects.filter(status=DeliveryStatus.DONE).select_related("publication", "subscription")
    for row in done.iterator():
        wanted = Q(kind=f"{row.publication.kind}.received", data__of=row.publication_id)
        if row.subscription is not None:
            wanted &= Q(element=row.subscription.element)
        else:
            wanted = Q(kind="case.opened", data__publication=row.publication_id)
        happened = CaseEvent.objects.filter(wanted, case=row.case).count()
        if happened != 1:
            yield f"delivery {row.pk}", f"happened {happened} times"
    sent = Publication.objects.filter(status=PublicationStatus.SENT, deliveries=None)
    for publication in sent.iterator():
        yield f"publication {publication.pk}", "was sent to nobody"


def chains_hold() -> Iterator[tuple[str, str]]:
    """I6: each event fits the one before it, and the head on the case is the last hash."""
    for case in Case.objects.only("pk", "chain_head", "event_seq", "state").iterator():
        events = list(case.events.order_by("seq"))
        broken = broken_at(events)
        if broken is not None:
            yield f"case {case.pk}", f"event {broken} does not fit"
        elif not events or events[-1].hash != case.chain_head:
            yield f"case {case.pk}", "head of the chain is not the last event"
        states = [event.data["state"] for event in events if event.kind == "state.entered"]
        if case.state and (not states or states[-1] != case.state):
            yield f"case {case.pk}", f"state {case.state} has no event"


def documents_are_given_once() -> Iterator[tuple[str, str]]:
    """I7: a step issues one document however often it was tried, and its number is its own; void ones aside."""
    twice = (
        Document.objects.filter(status=DocumentStatus.ISSUED)
        .exclude(number="")
        .values("number", "case__unit")
        .annotate(n=Count("pk"))
    )
    for row in twice.filter(n__gt=1):
        yield f"number {row['number']}", f"stands on {row['n']} documents"


def files_are_whole() -> Iterator[tuple[str, str]]:
    """I9: every row has its file, with its hash; of an erased case the files are gone."""
    for model in (Attachment, Document):
        for row in (
            model.objects.filter(Q(case=None) | Q(case__erased_at=None))
            .only("pk", "storage_name", "sha256")
            .iterator()
        ):
            path = files.path_of(row.storage_name)
            if not path.is_file():
                yield f"{model.__name__} {row.pk}", "file is missing"
            elif hashlib.sha256(path.read_bytes()).hexdigest() != row.sha256:
                yield f"{model.__name__} {row.pk}", "file was changed"


def holders_have_their_event() -> Iterator[tuple[str, str]]:
    """I10: whoever holds a task claimed it, was assigned, or was named when it was opened."""
    for task in Task.objects.exclude(owner=None).filter(status__in=OPEN_STATUSES).iterator():
        events = CaseEvent.objects.filter(case=task.case_id, element=task.element)
        held = events.filter(
            Q(kind="task.claimed", actor=task.owner_id)
            | Q(kind="task.assigned", data__to=task.owner_id)
            | Q(kind="task.opened", data__owner=task.owner_id)
        )
        if not held.exists():
            yield f"task {task.pk}", "has a holder and no event of it"


def _waits(*, incidents: bool = True) -> Q:
    waiting = Q(
        Exists(Task.objects.filter(case=OuterRef("pk"), status__in=OPEN_STATUSES))
        | Exists(Timer.objects.filter(case=OuterRef("pk"), status=TimerStatus.ARMED))
        | Exists(Subscription.objects.filter(case=OuterRef("pk"), status=SubscriptionStatus.ARMED))
        | Exists(Job.objects.filter(case=OuterRef("pk"), status__in=OPEN_JOBS))
    )
    if incidents:
        waiting |= Q(Exists(Incident.objects.filter(case=OuterRef("pk"), resolved_at=None)))
    return waiting


def _held_tokens(case: Case) -> set[int]:
    rows = (
        case.tasks.filter(status__in=OPEN_STATUSES),
        case.jobs.filter(status__in=OPEN_JOBS),
        case.timers.filter(status=TimerStatus.ARMED),
        case.subscriptions.filter(status=SubscriptionStatus.ARMED),
        case.incidents.filter(resolved_at=None),
    )
    return {number for found in rows for number in found.values_list("token_number", flat=True)}


def _token_of(row: Waiting) -> Iterator[tuple[str, str]]:
    """Token 0 is the root's: an event sub-process of the case itself waits for it, as long as its scope is there."""
    numbers = {token[0] for token in row.case.marking.get("tokens", ())}
    scopes = {scope[0] for scope in row.case.marking.get("scopes", ())}
    if row.token_number and row.token_number not in numbers:
        yield f"{type(row).__name__} {row.pk}", f"stands for token {row.token_number}, which isn't there"
    elif isinstance(row, Timer | Subscription) and row.scope_number and row.scope_number not in scopes:
        yield f"{type(row).__name__} {row.pk}", f"stands for scope {row.scope_number}, which isn't there"


RULES: dict[str, Callable[[], Iterator[tuple[str, str]]]] = {
    "I1": submissions_have_one_case,
    "I2a": active_cases_wait_for_something,
    "I2b": finished_cases_are_still,
    "I3a": numbers_have_no_gap,
    "I3b": file_numbers_have_no_gap,
    "I4a": timers_have_one_outcome,
    "I4b": subscriptions_have_one_outcome,
    "I5a": tokens_have_their_rows,
    "I5b": waiting_tokens_have_their_rows,
    "I5c": scopes_have_their_hosts,
    "I6a": chains_hold,
    "I6b": outcomes_have_their_events,
    "I7a": documents_are_given_once,
    "I7b": deliveries_have_one_effect,
    "I8": holders_belong_to_the_unit,
    "I9a": files_are_whole,
    "I9b": no_file_is_left_over,
    "I10": holders_have_their_event,
}
