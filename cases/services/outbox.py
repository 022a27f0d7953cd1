"""Handing messages over: by one channel after the other, with pauses that grow, and a person asked at the end.

At least once, and with one key: a worker that is lost after the gateway has taken a message leads to a second call
with the same key, which gateways answer without sending again. What no channel delivers waits on the status page.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases import messages
from cases.engine.identity import unseal
from cases.engine.queue import enqueue_message
from cases.engine.time import now
from cases.engine.unit_of_work import unit_of_work
from cases.engine.work import Work
from cases.errors import CaseBusy, CaseNotFound, NotPermitted
from cases.messages import Envelope, GatewayFailed
from cases.models import Case, Channel, Message, MessageStatus, Party, SendAttempt
from cases.selectors import reach_of, visible_cases
from organization.models import Contact, User

#: The wait before the second attempt; doubled for each further one.
FIRST_PAUSE = timedelta(seconds=15)
#: How long a worker may be silent about a message before it is asked for again.
LEASE = timedelta(seconds=60)
#: Of the incident that is opened when no channel has worked; it belongs to no step of the diagram.
UNDELIVERED = "message_undelivered"


def deliver_message(message_id: int) -> None:
    """Hand one message over, unless it is done or in another worker's hands."""
    message = _take(message_id)
    if message is None:
        return
    try:
        envelope = _envelope(message)
        if envelope is None:
            _settle(message, masked="", code="no_way", final=True, tried=False)
            return
        shown = messages.masked(message.channel, envelope.to)
        try:
            messages.hand_over(envelope)
        except GatewayFailed as failure:
            _settle(message, masked=shown, code=failure.code, final=failure.final)
        else:
            _settle(message, masked=shown, code="")
    except (CaseBusy, OperationalError):
        # Not the message's fault: the lease runs out, and the same key goes out again.
        return


def recover_messages(*, limit: int = 100) -> int:
    """Ask again for messages whose worker or place in the queue was lost. Gives how many."""
    moment = now()
    with transaction.atomic():
        lost = Message.objects.select_for_update(skip_locked=True).filter(
            status=MessageStatus.PENDING, next_attempt_at__lt=moment - LEASE
        )
        numbers = list(lost.values_list("pk", flat=True)[:limit])
        for number in numbers:
            _ask_again(number, at=moment)
    return len(numbers)


def resend_messages(*, case_id: int, actor: User) -> Case:
    """Try again to send what no channel has delivered, from the first channel on. For heads of the case's unit.

    Raises CaseNotFound, NotPermitted.
    """
    reach = reach_of(actor, now())
    if not visible_cases(reach).filter(pk=case_id).exists():
        raise CaseNotFound
    with unit_of_work(case_id=case_id, actor=actor) as work:
        if work.case.unit_id not in reach.leads:
            raise NotPermitted(action="resend", needs="a leading role in the unit")
        undelivered = work.case.messages.filter(status=MessageStatus.PAGE, tries__isnull=False).distinct()
        for message in undelivered.select_related("party"):
            _begin_again(work, message)
        work.resolve_incident(0, "retried")
    return work.case


def choose_channel(*, party_id: int, actor: User, channel: str, language: str) -> Party:
    """How a person wants to hear of the case: a channel ("page" for none, empty for the procedure's order), a language.

    Raises CaseNotFound; ValueError for a channel or language that there is not.
    """
    if channel not in ("", *messages.OUTSIDE, Channel.PAGE) or language not in ("id", "en"):
        raise ValueError(channel, language)
    party = Party.objects.filter(pk=party_id, case__in=visible_cases(reach_of(actor, now()))).first()
    if party is None:
        raise CaseNotFound
    with unit_of_work(case_id=party.case_id, actor=actor) as work:
        Party.objects.filter(pk=party.pk).update(channel=channel, language=language)
        work.record("party.channel_chosen", party=party.pk, channel=channel, language=language)
    return party


def _take(message_id: int) -> Message | None:
    moment = now()
    with transaction.atomic():
        due = Message.objects.select_for_update(of=("self",), skip_locked=True)
        message = due.filter(pk=message_id, status=MessageStatus.PENDING, next_attempt_at__lte=moment).first()
        if message is None:
            return None
        message.attempts += 1
        message.next_attempt_at = moment + LEASE
        message.save(update_fields=["attempts", "next_attempt_at"])
    return Message.objects.select_related("case", "party", "user").get(pk=message.pk)


def _envelope(message: Message) -> Envelope | None:
    """The message in the form of its channel; None when the channel is closed or doesn't reach the reader."""
    address = messages.address_of(message.channel, _card(message))
    if not address or not messages.is_open(message.channel):
        return None
    words = _outside_words(message) if message.user else messages.read(message)[message.language]
    return Envelope(
        key=f"{message.key}-{message.channel}",
        channel=message.channel,
        to=address,
        subject=messages.subject_for(words["subject"]),
        text=messages.text_for(message.channel, words["text"]),
        created_at=message.created_at,
    )


def _card(message: Message) -> Mapping[str, Any]:
    """Number and mail address of the reader, read at the moment of use."""
    if message.party is not None:
        return unseal(message.party, bytes(message.case.data_key))
    if message.user is None or not message.user.is_active:
        return {}
    contact = Contact.objects.filter(user=message.user).first()
    return {"no_hp": contact.phone if contact else "", "email": message.user.email}


def _outside_words(message: Message) -> Mapping[str, str]:
    """What an officer reads on a telephone that others may see; of a sealed case not even its number."""
    if not message.case.sealed:
        return messages.read(message)[message.language]
    with override(message.language):
        return {"subject": _("Kabar perkara"), "text": _("Ada kabar untuk Anda. Buka kotak kabar di Alur.")}


def _settle(message: Message, *, masked: str, code: str, final: bool = False, tried: bool = True) -> None:
    """Write down what became of an attempt: sent, to be tried again, or the next channel's turn."""
    with unit_of_work(case_id=message.case_id) as work:
        mine = Message.objects.filter(
            pk=message.pk, status=MessageStatus.PENDING, attempts=message.attempts, channel=message.channel
        )
        if not mine.exists():
            return
        if tried:
            SendAttempt.objects.create(
                message=message, channel=message.channel, masked=masked, at=work.at, code=code
            )
        if not code:
            mine.update(status=MessageStatus.SENT, delivered_at=work.at, next_attempt_at=None)
            work.record("message.delivered", event=message.event, message=message.pk, channel=message.channel)
        elif not final and message.attempts < settings.MESSAGE_ATTEMPTS:
            _ask_again(message.pk, at=work.at + FIRST_PAUSE * 2 ** (message.attempts - 1))
        else:
            _next_channel(work, message, code, tried=tried)


def _next_channel(work: Work, message: Message, code: str, *, tried: bool) -> None:
    """The next one's turn; after the last the text waits where it needs no gateway, and somebody is asked."""
    if tried:
        work.record(
            "message.failed", event=message.event, message=message.pk, channel=message.channel, code=code
        )
    row = Message.objects.filter(pk=message.pk)
    if message.rest:
        channel, *rest = message.rest
        row.update(channel=channel, rest=rest, attempts=0)
        _ask_again(message.pk, at=work.at)
        return
    last = Channel.INBOX if message.user_id else Channel.PAGE
    status = MessageStatus.SENT if message.user_id else MessageStatus.PAGE
    row.update(channel=last, status=status, next_attempt_at=None, delivered_at=work.at)
    if message.tries.exists() and not message.user_id:
        work.open_incident(0, "", UNDELIVERED, {"event": message.event})


def _begin_again(work: Work, message: Message) -> None:
    channel, *rest = dict.fromkeys(message.tries.order_by("pk").values_list("channel", flat=True))
    Message.objects.filter(pk=message.pk).update(
        channel=channel,
        rest=rest,
        status=MessageStatus.PENDING,
        attempts=0,
        next_attempt_at=work.at,
        delivered_at=None,
    )
    enqueue_message(message.pk, run_after=work.at)
    work.record("message.queued", event=message.event, to=message.to, channel=channel)


def _ask_again(message_id: int, *, at: datetime) -> None:
    Message.objects.filter(pk=message_id).update(next_attempt_at=at)
    enqueue_message(message_id, run_after=at)
