"""The ways out of the house: a file for trying out, a mail server, an HTTP gateway for SMS or WhatsApp.

Each takes an envelope and either returns, which means that the other side has taken it, or raises GatewayFailed.
The key of the envelope goes along: a gateway that gets it a second time must not send a second time.
"""

from __future__ import annotations

import json
import os
import smtplib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from organization import outgoing

#: Answers that may be different next time; every other refusal is final.
_TRANSIENT = frozenset({408, 425, 429})
_SMTP = "django.core.mail.backends.smtp.EmailBackend"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message as it leaves, in the language and the form of its channel. `to` is a number or an address."""

    key: str
    channel: str
    to: str
    subject: str
    text: str
    created_at: datetime


class GatewayFailed(Exception):
    """The message didn't leave. `code` names no person; `final`: trying again by this channel is of no use."""

    def __init__(self, code: str, *, final: bool = False) -> None:
        super().__init__(code)
        self.code, self.final = code, final


def is_open(channel: str) -> bool:
    """Whether the installation has a gateway for this channel."""
    return bool(settings.MESSAGE_GATEWAYS.get(channel, {}).get("kind"))


def send(envelope: Envelope) -> None:
    """Hand it over. Raises GatewayFailed."""
    gateway = settings.MESSAGE_GATEWAYS[envelope.channel]
    carry = _KINDS.get(str(gateway["kind"]))
    if carry is None:
        raise GatewayFailed("gateway_unknown", final=True)
    carry(envelope, gateway)


def _by_file(envelope: Envelope, gateway: Mapping[str, Any]) -> None:
    """One file a message, named by time and key: written again it is the same file."""
    folder = Path(settings.OUTBOX_DIR) / envelope.channel
    path = folder / f"{envelope.created_at:%Y%m%d-%H%M%S}-{envelope.key}.txt"
    text = f"To: {envelope.to}\nSubject: {envelope.subject}\nKey: {envelope.key}\n\n{envelope.text}\n"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as fault:
        raise GatewayFailed("outbox_unwritable") from fault


def _by_mail(envelope: Envelope, gateway: Mapping[str, Any]) -> None:
    """The key is the message's id, by which mail programs know a copy."""
    sender = str(settings.DEFAULT_FROM_EMAIL)
    domain = sender.rpartition("@")[2].strip("> ") or "localhost"
    mail = EmailMessage(
        subject=envelope.subject,
        body=envelope.text,
        from_email=sender,
        to=[envelope.to],
        headers={"Message-ID": f"<{envelope.key}@{domain}>", "Auto-Submitted": "auto-generated"},
        connection=get_connection(_SMTP),
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as fault:
        codes = [code for code, _ in fault.recipients.values()]
        raise GatewayFailed("recipient_refused", final=all(code >= 500 for code in codes)) from fault
    except smtplib.SMTPResponseException as fault:
        raise GatewayFailed(f"smtp_{fault.smtp_code}", final=fault.smtp_code >= 500) from fault
    except (smtplib.SMTPException, OSError) as fault:
        raise GatewayFailed("smtp_unreachable") from fault
    except ValueError as fault:  # an address or a subject that no header can hold
        raise GatewayFailed("address_unusable", final=True) from fault


def _by_http(envelope: Envelope, gateway: Mapping[str, Any]) -> None:
    """JSON under the gateway's own names; the sender's name goes along where one is set."""
    known = {
        "to": envelope.to,
        "text": envelope.text,
        "key": envelope.key,
        "sender": gateway["sender"],
        "channel": envelope.channel,
    }
    body = {name: known[what] for what, name in gateway["fields"].items() if known.get(what)}
    content = json.dumps(body, ensure_ascii=False).encode()
    try:
        answer = outgoing.post(gateway["url"], content, secret=gateway["secret"], key=envelope.key)
    except outgoing.OutgoingRefused as fault:
        raise GatewayFailed(fault.why, final=True) from fault
    except outgoing.OutgoingFailed as fault:
        raise GatewayFailed(fault.why) from fault
    if not 200 <= answer.status < 300:
        transient = answer.status >= 500 or answer.status in _TRANSIENT
        raise GatewayFailed(f"http_{answer.status}", final=not transient)


_KINDS: Mapping[str, Callable[[Envelope, Mapping[str, Any]], None]] = {
    "file": _by_file,
    "smtp": _by_mail,
    "http": _by_http,
}
