"""The outbox of events: messages and signals on their way, each a row of the transaction that sent it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case
from .subscription import EventKind, StartSubscription, Subscription


class PublicationStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent to its receivers")
    UNHEARD = "unheard", _("Nobody waited for it")
    EXPIRED = "expired", _("Expired")


class Publication(models.Model):
    """One message or signal that was published. A message waits until `expires_at` for somebody who expects it.

    `version` is that of the case it comes from; without one it came from outside. The receivers are its deliveries.
    """

    kind = models.CharField(max_length=8, choices=EventKind.choices)
    name = models.CharField(max_length=255)
    key = models.CharField(max_length=255, blank=True, default="")
    data = models.JSONField(default=dict)
    status = models.CharField(
        max_length=8, choices=PublicationStatus.choices, default=PublicationStatus.WAITING
    )
    version = models.ForeignKey(
        "workflows.ProcedureVersion", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    source = models.ForeignKey(
        Case, on_delete=models.CASCADE, null=True, blank=True, related_name="publications"
    )
    element = models.CharField(max_length=255, blank=True, default="")
    unit = models.ForeignKey(
        "organization.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    idempotency_key = models.CharField(max_length=64, blank=True, default="")
    published_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("published event")
        verbose_name_plural = _("published events")
        permissions = [("send_event", _("May send messages and signals to cases"))]
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "idempotency_key"],
                name="publication_once",
                condition=~Q(idempotency_key=""),
            ),
            models.CheckConstraint(
                name="publication_message_expires",
                condition=~Q(kind=EventKind.MESSAGE) | Q(expires_at__isnull=False),
            ),
            models.CheckConstraint(
                name="publication_ended_has_time",
                condition=Q(status=PublicationStatus.WAITING, ended_at__isnull=True)
                | (~Q(status=PublicationStatus.WAITING) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["published_at"],
                name="publication_waiting",
                condition=Q(status=PublicationStatus.WAITING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} ({self.status})"


class DeliveryStatus(models.TextChoices):
    PENDING = "pending", _("Pending")
    DONE = "done", _("Done")
    MISSED = "missed", _("No longer waited for")
    FAILED = "failed", _("Failed")


class Delivery(models.Model):
    """A published event on its way to one receiver: a waiting token, or a start event. One outcome, one effect."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="deliveries")
    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, null=True, blank=True, related_name="deliveries"
    )
    start = models.ForeignKey(
        StartSubscription, on_delete=models.CASCADE, null=True, blank=True, related_name="deliveries"
    )
    procedure_key = models.CharField(max_length=64)
    case = models.ForeignKey(
        Case,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="deliveries",
        help_text="Who received it.",
    )
    status = models.CharField(max_length=8, choices=DeliveryStatus.choices, default=DeliveryStatus.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    last_error = models.CharField(max_length=300, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["publication", "subscription"], name="delivery_to_token_once"),
            models.UniqueConstraint(fields=["publication", "start"], name="delivery_to_start_once"),
            models.CheckConstraint(
                name="delivery_has_one_receiver",
                condition=Q(subscription__isnull=False, start__isnull=True)
                | Q(subscription__isnull=True, start__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_ended_has_time",
                condition=Q(status=DeliveryStatus.PENDING, ended_at__isnull=True)
                | (~Q(status=DeliveryStatus.PENDING) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="delivery_pending",
                condition=Q(status=DeliveryStatus.PENDING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} to {self.subscription_id or self.start_id} ({self.status})"
