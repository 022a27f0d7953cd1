"""What somebody typed and did not hand in yet: never lost, sealed because it may name people."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """The answers of one form so far, valid or not: of an open task, or of a counter form before a case exists."""

    task = models.OneToOneField(
        "cases.Task", on_delete=models.CASCADE, null=True, blank=True, related_name="draft"
    )
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    procedure_key = models.CharField(max_length=64)
    entry = models.CharField(max_length=255, blank=True, default="")
    channel = models.CharField(max_length=32, blank=True, default="")
    data_key = models.BinaryField()
    sealed = models.BinaryField()
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        indexes = [
            models.Index(fields=["unit", "-saved_at"], name="draft_counter", condition=Q(task__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.procedure_key} {self.saved_at:%Y-%m-%d %H:%M}"
