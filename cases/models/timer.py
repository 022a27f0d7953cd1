"""BPMN timers as rows: due, taken by one worker, with exactly one outcome."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case


class TimerStatus(models.TextChoices):
    ARMED = "armed", _("Armed")
    FIRED = "fired", _("Fired")
    DISARMED = "disarmed", _("Disarmed")
    FAILED = "failed", _("Failed")


class Timer(models.Model):
    """A token waits for `due_at` at `element`: an intermediate event, or a boundary event of its host."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="timers")
    element = models.CharField(max_length=255)
    token_number = models.PositiveIntegerField(
        help_text="The waiting token, or the host's for a boundary event."
    )
    scope_number = models.PositiveIntegerField(
        default=0, help_text="The scope of the event; it tells those of event sub-processes apart."
    )
    definition_index = models.PositiveSmallIntegerField(
        default=0, help_text="Which of the event's definitions, where it has several."
    )
    due_at = models.DateTimeField()
    repeats_left = models.IntegerField(
        null=True, blank=True, help_text="Of a cycle; -1 for ever, null for once."
    )
    interval = models.CharField(max_length=64, blank=True, default="")
    status = models.CharField(max_length=10, choices=TimerStatus.choices, default=TimerStatus.ARMED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    last_error = models.CharField(max_length=300, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("timer")
        verbose_name_plural = _("timers")
        indexes = [
            models.Index(
                fields=["next_attempt_at"], name="timer_armed", condition=Q(status=TimerStatus.ARMED)
            ),
            models.Index(fields=["case"], name="timer_case_armed", condition=Q(status=TimerStatus.ARMED)),
        ]

    def __str__(self) -> str:
        return f"{self.element} due {self.due_at:%Y-%m-%dT%H:%M:%SZ} ({self.status})"
