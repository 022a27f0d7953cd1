"""What people are told: notices to officers, messages to the parties."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case


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


class Message(models.Model):
    """A text to a party of the case, sealed like the identity it may name; delivered through the outbox."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    event = models.CharField(max_length=120)
    to = models.CharField(max_length=160)
    channel = models.CharField(max_length=16)
    sealed = models.BinaryField(help_text="Subject and text, under the case's key.")
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(fields=["case", "created_at"], name="message_case")]

    def __str__(self) -> str:
        return f"{self.event} to {self.to} by {self.channel}"
