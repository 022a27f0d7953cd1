"""What stops a case and needs a person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case


class Incident(models.Model):
    """A token that can't move: a job out of attempts, a timer that fails, an answer that no path foresaw."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="incidents")
    element = models.CharField(max_length=255)
    token_number = models.PositiveIntegerField()
    code = models.CharField(max_length=64)
    message = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolution = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "token_number"],
                name="incident_open_once",
                condition=Q(resolved_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(fields=["opened_at"], name="incident_open", condition=Q(resolved_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.code} at {self.element}"
