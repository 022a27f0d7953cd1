"""The messages of a case as its file shows them: to whom, by what, when, and what became of each attempt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from cases import messages
from cases.models import Case, Channel, Message, MessageStatus, Notice, SendAttempt
from workflows.packages import Package

#: What a person may choose to hear by; without a choice the procedure's order holds.
CHOICES = tuple((channel.value, channel.label) for channel in Channel if channel != Channel.INBOX)
#: What stands in a package when a message goes out by state, paper or clock.
_TITLED = {"state": "state", "document": "document", "clock": "clock"}


@dataclass(frozen=True)
class Letter:
    """One message: the masked reader, what it is about, how it stands, and its attempts, latest last."""

    reader: str
    about: str
    channel: str
    status: str
    kind: str
    at: datetime
    attempts: tuple[SendAttempt, ...]


def letters_of(case: Case, package: Package, lang: str) -> list[Letter]:
    """The messages of a case, latest first; read with the case (selectors.case_file)."""
    rows = sorted(case.messages.all(), key=lambda row: row.pk, reverse=True)
    return [
        Letter(
            reader=_reader(row),
            about=_about(row.event, package, lang),
            channel=str(Channel(row.channel).label),
            status=str(MessageStatus(row.status).label),
            kind="waiting" if row.status == MessageStatus.PENDING else "done",
            at=row.delivered_at or row.created_at,
            attempts=tuple(row.tries.all()),
        )
        for row in rows
    ]


def notes_of(notices: Iterable[Notice], lang: str) -> dict[int, str]:
    """What the messages among a person's own notices say, by the notice's id. One query."""
    numbers = {notice.pk: notice.data["message"] for notice in notices if notice.kind == "message"}
    found = Message.objects.select_related("case").in_bulk(numbers.values())
    return {
        notice: messages.read(found[number])[lang]["text"]
        for notice, number in numbers.items()
        if number in found
    }


def _reader(row: Message) -> str:
    if row.user is not None:
        return row.user.display_name
    if row.party is not None:
        return row.party.label or "•••"
    return _("Halaman status") if row.to.startswith("party:") else row.to


def _about(event: str, package: Package, lang: str) -> str:
    """The state, the paper or the promise that it tells of; a step's own key in words."""
    kind, _colon, code = event.rpartition(":")
    if kind not in _TITLED:
        return code.replace("_", " ").capitalize()
    try:
        return getattr(package.definition, _TITLED[kind])(code).title.in_(lang)
    except KeyError:
        return code
