"""Service promises: a ledger of clocks computed from state changes, and the steps of their ladders."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case


class ClockStatus(models.TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    MET = "met", _("Met")
    BREACHED = "breached", _("Breached")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


class ClockRun(models.Model):
    """One measuring of one promise. A clock that is reset ends as not applicable and starts another run."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    code = models.CharField(max_length=64)
    status = models.CharField(max_length=16, choices=ClockStatus.choices, default=ClockStatus.RUNNING)
    calendar = models.CharField(max_length=64, default="clock")
    reopening = models.PositiveSmallIntegerField(
        default=0, help_text="How often the case had been reopened when it started."
    )
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    near_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    left_seconds = models.BigIntegerField(
        null=True, blank=True, help_text="What was left when it was paused."
    )
    pauses = models.PositiveSmallIntegerField(default=0)
    paused_seconds = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("clock run")
        verbose_name_plural = _("clock runs")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"], name="clock_open_once", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="clock_paused_keeps_time_left",
                condition=~Q(status=ClockStatus.PAUSED) | Q(left_seconds__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.status})"


class EscalationStatus(models.TextChoices):
    PENDING = "pending", _("Pending")
    SENT = "sent", _("Sent")
    VOID = "void", _("No longer needed")


class Escalation(models.Model):
    """One step of a clock's ladder; it has exactly one outcome."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="escalations")
    clock = models.ForeignKey(ClockRun, on_delete=models.CASCADE, related_name="escalations")
    at = models.CharField(max_length=16, help_text='As the procedure writes it: "75%" or "P2D".')
    to = models.CharField(max_length=160)
    by = models.JSONField(default=list)
    due_at = models.DateTimeField()
    status = models.CharField(
        max_length=8, choices=EscalationStatus.choices, default=EscalationStatus.PENDING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    recipients = models.ManyToManyField(settings.AUTH_USER_MODEL, through="cases.Notice", related_name="+")

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        constraints = [models.UniqueConstraint(fields=["clock", "at", "to"], name="escalation_step_once")]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="escalation_open",
                condition=Q(status=EscalationStatus.PENDING),
            )
        ]

    def __str__(self) -> str:
        return f"{self.at} to {self.to} ({self.status})"
