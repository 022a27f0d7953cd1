"""Machine steps: asked for inside the transaction that reached them, carried out by a worker afterwards."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case


class JobStatus(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    ERROR = "error", _("Ended with an error of the procedure")
    CANCELED = "canceled", _("Cancelled")


class Job(models.Model):
    """One service step of one token; (case, token) is its idempotency key, for tokens are never numbered twice."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="jobs")
    element = models.CharField(max_length=255)
    token_number = models.PositiveIntegerField()
    type = models.CharField(max_length=120)
    headers = models.JSONField(default=dict)
    inputs = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=JobStatus.choices, default=JobStatus.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    run_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [models.UniqueConstraint(fields=["case", "token_number"], name="job_token_once")]
        indexes = [
            models.Index(
                fields=["run_after"],
                name="job_open",
                condition=Q(status__in=[JobStatus.QUEUED, JobStatus.RUNNING]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} at {self.element} ({self.status})"
