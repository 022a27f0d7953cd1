"""Messages and signals: published as rows, sent to whoever waits, delivered at least once with one effect each.

Three steps, each a transaction of its own. Publishing writes the row. Sending decides who receives it: of a message
the oldest waiting token of each procedure, or a start event; of a signal all that wait now. Delivering moves one
case under its lock; a case that is busy is tried again in the next round. A message that nobody waits for stays
until it expires (BPMN 2.0.2, 10.4.5; correlation as in Camunda 8).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.engine.correlation import expiry, key_text
from cases.engine.time import now
from cases.engine.unit_of_work import unit_of_work
from cases.engine.waits import stays_armed
from cases.engine.work import Work
from cases.errors import InvalidEvent, NotPermitted
from cases.models import (
    Delivery,
    DeliveryStatus,
    EventKind,
    Life,
    Publication,
    PublicationStatus,
    StartSubscription,
    Subscription,
    SubscriptionStatus,
)
from organization.models import Unit, User
from workflows.models import ProcedureVersion

from .opening import open_by_event
from .starts import arm_starts
from .timers import LONGEST, each_due

#: After so many failed attempts a delivery stops trying and a person is asked.
MAX_ATTEMPTS = 5
PAUSE = timedelta(seconds=5)

PERMISSION = "cases.send_event"


def correlate_message(
    *,
    name: str,
    key: Any = None,
    data: Mapping[str, Any] | None = None,
    actor: User | None = None,
    unit: Unit | None = None,
    within: ProcedureVersion | None = None,
    idempotency_key: str = "",
) -> Publication:
    """Publish a message and deliver it at once to whoever waits for it and isn't busy; the worker does the rest.

    `unit` is where a case that it starts belongs, the actor's own without one. `within` keeps it inside one version
    (a simulation). Raises NotPermitted, InvalidEvent. The same key of the same actor again publishes nothing.
    """
    return _publish(EventKind.MESSAGE, name, key, data or {}, actor, unit, within, idempotency_key)


def broadcast_signal(
    *,
    name: str,
    data: Mapping[str, Any] | None = None,
    actor: User | None = None,
    unit: Unit | None = None,
    within: ProcedureVersion | None = None,
    idempotency_key: str = "",
) -> Publication:
    """Publish a signal to all that wait for it now; whoever is busy gets it later. Raises as `correlate_message`."""
    return _publish(EventKind.SIGNAL, name, None, data or {}, actor, unit, within, idempotency_key)


def deliver_due(*, limit: int = 50, within: ProcedureVersion | None = None) -> int:
    """Send what waits and deliver what was sent, oldest first. Gives how many rows had their outcome."""
    if within is None:
        arm_starts()
    sent = sum(_send(number, within) for number in _sendable(within).values_list("pk", flat=True)[:limit])
    due = Delivery.objects.filter(status=DeliveryStatus.PENDING, next_attempt_at__lte=now())
    if within is not None:
        due = due.filter(publication__version=within)
    due = due.select_related("publication", "subscription").order_by("next_attempt_at", "pk")
    return sent + each_due(due[:limit], deliver, _failed_again)


def deliver(delivery: Delivery) -> bool:
    """Deliver to one receiver. False when it had its outcome already. Raises CaseBusy."""
    if delivery.start_id is not None:
        return _deliver_to_start(delivery, delivery.start_id)
    assert delivery.subscription is not None
    with unit_of_work(case_id=delivery.subscription.case_id, skip_locked=True) as work:
        subscription = work.case.subscriptions.get(pk=delivery.subscription.pk)
        if not work.case.is_running or subscription.status != SubscriptionStatus.ARMED:
            return _missed(delivery)
        if not _ended(delivery, DeliveryStatus.DONE, case=work.case.pk):
            return False
        _hand_over(work, subscription, delivery.publication)
    return True


# Publishing ------------------------------------------------------------------------------------------------------


def _publish(
    kind: EventKind,
    name: str,
    key: Any,
    data: Mapping[str, Any],
    actor: User | None,
    unit: Unit | None,
    within: ProcedureVersion | None,
    idempotency_key: str,
) -> Publication:
    if actor is not None and within is None and not actor.has_perm(PERMISSION):
        raise NotPermitted(action="send_event", needs=PERMISSION)
    at = now()
    try:
        row = Publication(
            kind=kind,
            name=key_text(name),
            key=key_text(key),
            data=dict(data),
            version=within,
            unit=unit or (actor.unit if actor is not None else None),
            actor=actor,
            idempotency_key=idempotency_key,
            published_at=at,
            expires_at=expiry(kind, at),
        )
    except ValueError as fault:
        raise InvalidEvent(name=name) from fault
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        done = Publication.objects.filter(actor=actor, idempotency_key=idempotency_key).first()
        if done is None or not idempotency_key:
            raise
        return done
    deliver_now(row, within=within)
    row.refresh_from_db()
    return row


def deliver_now(row: Publication, *, within: ProcedureVersion | None = None) -> None:
    """Try each receiver once; what is busy or fails stays for the worker."""
    if within is None:
        arm_starts()
    _send(row.pk, within)
    mine = row.deliveries.filter(status=DeliveryStatus.PENDING).select_related("publication", "subscription")
    each_due(mine.order_by("pk"), deliver, _failed_again)


# Sending ---------------------------------------------------------------------------------------------------------


def _sendable(within: ProcedureVersion | None) -> QuerySet[Publication]:
    """What has somebody to go to, or no time left; messages that nobody waits for are not looked at one by one."""
    waiting = Publication.objects.filter(status=PublicationStatus.WAITING)
    if within is not None:
        waiting = waiting.filter(version=within)
    tokens = _waiting_tokens(within).filter(name=OuterRef("name")).filter(_key_fits(OuterRef("key")))
    starts = _start_events(within, EventKind.MESSAGE).filter(name=OuterRef("name"))
    wanted = Q(kind=EventKind.SIGNAL) | Q(expires_at__lte=now()) | Exists(tokens) | Exists(starts)
    return waiting.filter(wanted).order_by("published_at", "pk")


def _send(publication_id: int, within: ProcedureVersion | None) -> int:
    """Decide who receives it. Gives 1 when it had its outcome, 0 when it goes on waiting."""
    at = now()
    with transaction.atomic():
        rows = Publication.objects.select_for_update(skip_locked=True, of=("self",))
        row = rows.filter(pk=publication_id, status=PublicationStatus.WAITING).first()
        if row is None:
            return 0
        receivers = list(_receivers(row, within))
        Delivery.objects.bulk_create(
            Delivery(publication=row, next_attempt_at=at, **receiver) for receiver in receivers
        )
        outcome = _outcome(row, bool(receivers))
        if outcome is None:
            return 0
        Publication.objects.filter(pk=row.pk).update(status=outcome, ended_at=at)
    return 1


def _outcome(row: Publication, received: bool) -> PublicationStatus | None:
    if received or row.deliveries.filter(status=DeliveryStatus.DONE).exists():
        return PublicationStatus.SENT
    if row.kind == EventKind.SIGNAL:
        return PublicationStatus.UNHEARD
    assert row.expires_at is not None
    return PublicationStatus.EXPIRED if row.expires_at <= now() else None


def _receivers(row: Publication, within: ProcedureVersion | None) -> Iterator[dict[str, Any]]:
    tokens = _waiting_tokens(within, EventKind(row.kind)).filter(name=row.name).order_by("armed_at", "pk")
    starts = _start_events(within, EventKind(row.kind)).filter(name=row.name).order_by("pk")
    if row.kind == EventKind.MESSAGE:
        yield from _one_each(row, tokens, starts)
        return
    for token in tokens.select_related("case"):
        yield {"subscription": token, "procedure_key": token.case.procedure_key}
    for start in starts.select_related("version__procedure"):
        yield {"start": start, "procedure_key": start.version.procedure.key}


def _one_each(
    row: Publication, tokens: QuerySet[Subscription], starts: QuerySet[StartSubscription]
) -> Iterator[dict[str, Any]]:
    """Of each procedure the oldest waiting token, else its start event; a procedure that had it gets it no more."""
    had = set(row.deliveries.exclude(status=DeliveryStatus.MISSED).values_list("procedure_key", flat=True))
    for token in tokens.filter(_key_fits(row.key)).select_related("case"):
        if token.case.procedure_key not in had:
            had.add(token.case.procedure_key)
            yield {"subscription": token, "procedure_key": token.case.procedure_key}
    # Locked, so that of two messages with one key at once the second sees the first one's delivery.
    for start in starts.select_related("version__procedure").select_for_update(of=("self",)):
        procedure = start.version.procedure.key
        if procedure not in had and not _already_runs(start, row.key):
            had.add(procedure)
            yield {"start": start, "procedure_key": procedure}


def _waiting_tokens(
    within: ProcedureVersion | None, kind: EventKind = EventKind.MESSAGE
) -> QuerySet[Subscription]:
    """Armed ones; of messages those that no other message is on its way to."""
    armed = Subscription.objects.filter(status=SubscriptionStatus.ARMED, kind=kind, case__life=Life.RUNNING)
    if within is not None:
        armed = armed.filter(case__procedure_version=within)
    if kind is EventKind.SIGNAL:
        return armed
    coming = Delivery.objects.filter(subscription=OuterRef("pk"), status=DeliveryStatus.PENDING)
    return armed.filter(~Exists(coming))


def _start_events(within: ProcedureVersion | None, kind: EventKind) -> QuerySet[StartSubscription]:
    armed = StartSubscription.objects.filter(status=SubscriptionStatus.ARMED, kind=kind)
    return armed if within is None else armed.filter(version=within)


def _key_fits(key: Any) -> Q:
    return Q(key="") | Q(key=key)


def _already_runs(start: StartSubscription, key: str) -> bool:
    """A case of this key that the procedure's start event opened and that isn't over, or is about to be opened."""
    if not key:
        return False
    opened = Delivery.objects.filter(
        start__element=start.element,
        start__process=start.process,
        start__version__procedure=start.version.procedure,
        publication__key=key,
    )
    return opened.filter(Q(status=DeliveryStatus.PENDING) | Q(case__life=Life.RUNNING)).exists()


# Delivering ------------------------------------------------------------------------------------------------------


def _hand_over(work: Work, subscription: Subscription, publication: Publication) -> None:
    work.record(
        f"{publication.kind}.received", subscription.element, name=publication.name, of=publication.pk
    )
    if not stays_armed(work.event_of(subscription)):
        work.case.subscriptions.filter(pk=subscription.pk).update(
            status=SubscriptionStatus.SPENT, ended_at=work.at
        )
    work.trigger(subscription, publication.data)


def _deliver_to_start(delivery: Delivery, start_id: int) -> bool:
    with transaction.atomic():
        start = StartSubscription.objects.select_related("version__procedure").get(pk=start_id)
        if start.status != SubscriptionStatus.ARMED:
            return _missed(delivery)
        if not _ended(delivery, DeliveryStatus.DONE):
            return False
        case = open_by_event(
            version=start.version,
            process=start.process,
            event=start.element,
            channel=delivery.publication.kind,
            unit=delivery.publication.unit,
            data=delivery.publication.data,
            publication=delivery.publication_id,
        )
        Delivery.objects.filter(pk=delivery.pk).update(case=case)
    return True


def _missed(delivery: Delivery) -> bool:
    """The receiver waits no more. A signal is over for him; a message looks for somebody else."""
    with transaction.atomic():
        missed = _ended(delivery, DeliveryStatus.MISSED)
        if missed and delivery.publication.kind == EventKind.MESSAGE:
            Publication.objects.filter(pk=delivery.publication_id).update(
                status=PublicationStatus.WAITING, ended_at=None
            )
    return missed


def _ended(delivery: Delivery, status: DeliveryStatus, *, case: int | None = None) -> bool:
    """Give the delivery its one outcome; False when another worker did."""
    mine = Delivery.objects.filter(pk=delivery.pk, status=DeliveryStatus.PENDING)
    return bool(mine.update(status=status, ended_at=now(), case=case))


def _failed_again(delivery: Delivery, code: str) -> None:
    """Count the attempt and wait longer each time; after the last one a person is asked, where there is a case."""
    attempts = delivery.attempts + 1
    pause = PAUSE * 2 ** min(attempts, LONGEST)
    mine = Delivery.objects.filter(pk=delivery.pk, status=DeliveryStatus.PENDING)
    mine.update(attempts=attempts, last_error=code, next_attempt_at=now() + pause)
    if attempts < MAX_ATTEMPTS or delivery.subscription is None:
        return
    with unit_of_work(case_id=delivery.subscription.case_id, skip_locked=True) as work:
        if _ended(delivery, DeliveryStatus.FAILED):
            work.open_incident(delivery.subscription.token_number, delivery.subscription.element, code)
