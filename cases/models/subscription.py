"""What waits for a message or a signal: tokens of running cases, and start events of versions in force."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case


class EventKind(models.TextChoices):
    """What is waited for. A message has a key and one receiver a procedure; a signal is for all (BPMN 2.0.2, 10.4.5)."""

    MESSAGE = "message", _("Message")
    SIGNAL = "signal", _("Signal")


class SubscriptionStatus(models.TextChoices):
    ARMED = "armed", _("Armed")
    SPENT = "spent", _("Spent")
    DISARMED = "disarmed", _("Disarmed")


class Subscription(models.Model):
    """A token waits at `element` for a message or a signal; it ends with exactly one outcome.

    A non-interrupting event stays armed however often it happens. `token_number` is the waiting token; of a
    boundary event its host's, of an event sub-process the host's of its scope, 0 in the root scope.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="subscriptions")
    element = models.CharField(max_length=255)
    token_number = models.PositiveIntegerField()
    scope_number = models.PositiveIntegerField(default=0)
    definition_index = models.PositiveSmallIntegerField(
        default=0, help_text="Which of the event's definitions, where it has several."
    )
    kind = models.CharField(max_length=8, choices=EventKind.choices)
    name = models.CharField(max_length=255)
    key = models.CharField(
        max_length=255, blank=True, default="", help_text="Correlation key; empty takes every message."
    )
    status = models.CharField(
        max_length=10, choices=SubscriptionStatus.choices, default=SubscriptionStatus.ARMED
    )
    armed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "token_number", "scope_number", "element", "definition_index"],
                name="subscription_armed_once",
                condition=Q(status=SubscriptionStatus.ARMED),
            ),
            models.CheckConstraint(
                name="subscription_ended_has_time",
                condition=Q(status=SubscriptionStatus.ARMED, ended_at__isnull=True)
                | (~Q(status=SubscriptionStatus.ARMED) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["name", "key"],
                name="subscription_armed",
                condition=Q(status=SubscriptionStatus.ARMED),
            ),
            models.Index(
                fields=["armed_at"],
                name="subscription_waiting",
                condition=Q(status=SubscriptionStatus.ARMED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} at {self.element} ({self.status})"


class StartTrigger(models.TextChoices):
    MESSAGE = "message", _("Message")
    SIGNAL = "signal", _("Signal")
    TIMER = "timer", _("Timer")


class StartSubscription(models.Model):
    """A start event of a version in force that a message, a signal or the time sets off.

    Of a timer, `next_attempt_at` is when it is due (later after a failed attempt), `repeats_left` what a cycle has
    left (-1 for ever, null for once).
    """

    version = models.ForeignKey(
        "workflows.ProcedureVersion", on_delete=models.CASCADE, related_name="start_subscriptions"
    )
    process = models.CharField(max_length=255)
    element = models.CharField(max_length=255)
    definition_index = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=8, choices=StartTrigger.choices)
    name = models.CharField(max_length=255, blank=True, default="")
    status = models.CharField(
        max_length=10, choices=SubscriptionStatus.choices, default=SubscriptionStatus.ARMED
    )
    armed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    interval = models.CharField(max_length=64, blank=True, default="")
    repeats_left = models.IntegerField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("start subscription")
        verbose_name_plural = _("start subscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "process", "element", "definition_index"], name="start_subscription_once"
            ),
            models.CheckConstraint(
                name="start_timer_has_due_time",
                condition=~Q(kind=StartTrigger.TIMER) | Q(due_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["name"],
                name="start_subscription_armed",
                condition=Q(status=SubscriptionStatus.ARMED),
            ),
            models.Index(
                fields=["next_attempt_at"],
                name="start_timer_armed",
                condition=Q(status=SubscriptionStatus.ARMED, kind=StartTrigger.TIMER),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} at {self.element} ({self.status})"
