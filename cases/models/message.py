"""What people are told: notices to officers, messages to the parties."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case
from .party import Party


class Channel(models.TextChoices):
    """Ways to reach a person (procedure package, "Messages"). The last two need no gateway."""

    SMS = "sms", _("SMS")
    WHATSAPP = "whatsapp", _("WhatsApp")
    EMAIL = "email", _("E-mail")
    PAGE = "page", _("Status page")
    INBOX = "inbox", _("Inbox")


class Notice(models.Model):
    """Something an officer must see: an escalation, so far. Seen is not acknowledged."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notices")
    escalation = models.ForeignKey(
        "cases.Escalation", on_delete=models.CASCADE, null=True, related_name="notices"
    )
    kind = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(
                fields=["user", "-created_at"], name="notice_open", condition=Q(acknowledged_at__isnull=True)
            )
        ]
        constraints = [models.UniqueConstraint(fields=["user", "escalation"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class MessageStatus(models.TextChoices):
    PENDING = "pending", _("On its way")
    SENT = "sent", _("Sent")
    PAGE = "page", _("On the status page")
    NOBODY = "nobody", _("Nobody to read it")


class Message(models.Model):
    """A text to one reader, sealed like the identity it may name; delivered through the outbox.

    The reader is a party, whose address stays in the sealed party row, or an officer. `channel` is the one whose
    turn it is, `rest` those after it; a message that no channel delivers waits on the status page. `key` is the
    idempotency key: whoever gets it twice sends once.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    event = models.CharField(max_length=120)
    to = models.CharField(max_length=160)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, null=True, blank=True, related_name="messages")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=2, default="id")
    channel = models.CharField(max_length=16, choices=Channel.choices)
    rest = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=8, choices=MessageStatus.choices, default=MessageStatus.SENT)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    sealed = models.BinaryField(help_text="Subject and text, under the case's key.")
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["case", "created_at"], name="message_case"),
            models.Index(
                fields=["next_attempt_at"], name="message_open", condition=Q(status=MessageStatus.PENDING)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="message_pending_has_time",
                condition=~Q(status=MessageStatus.PENDING) | Q(next_attempt_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.to} by {self.channel}"


class SendAttempt(models.Model):
    """One attempt to send a message. `code` says why it failed; of the address only what a list may show."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="tries")
    channel = models.CharField(max_length=16, choices=Channel.choices)
    masked = models.CharField(max_length=40, blank=True, default="")
    at = models.DateTimeField()
    code = models.CharField(max_length=64, blank=True, default="", help_text="Empty when it was sent.")

    class Meta:
        verbose_name = _("attempt to send")
        verbose_name_plural = _("attempts to send")

    def __str__(self) -> str:
        return f"{self.channel}: {self.code or 'sent'}"
