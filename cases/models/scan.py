"""Old paper on its way into cases: files that were uploaded together, and what became of each."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .attachment import Attachment
from .case import Case


class ScanBatch(models.Model):
    """Files that one officer brought in at once, for one way into one procedure."""

    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    procedure_key = models.CharField(max_length=64)
    channel = models.CharField(max_length=32)
    key = models.CharField(max_length=64, help_text="Of the form: sent again it is the same batch.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("batch of scanned paper")
        verbose_name_plural = _("batches of scanned paper")
        constraints = [models.UniqueConstraint(fields=["created_by", "key"], name="scan_batch_once")]

    def __str__(self) -> str:
        return f"{self.procedure_key} {self.created_at:%Y-%m-%d %H:%M}"


class ScanStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    OPENED = "opened", _("Became a case")
    ADDED = "added", _("Added to a case")
    REPEATED = "repeated", _("Was scanned before")
    REFUSED = "refused", _("Refused")


class ScanItem(models.Model):
    """One paper. `sha256` is of the file as it was brought, so that the same paper is known again."""

    batch = models.ForeignKey(ScanBatch, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, related_name="+")
    received_on = models.DateField(null=True, blank=True, help_text="The day it came in, in the unit's zone.")
    status = models.CharField(max_length=8, choices=ScanStatus.choices, default=ScanStatus.WAITING)
    why = models.CharField(max_length=64, blank=True, default="", help_text="Code of a refusal.")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="scan_items")

    class Meta:
        verbose_name = _("scanned paper")
        verbose_name_plural = _("scanned papers")
        indexes = [models.Index(fields=["sha256"], name="scan_item_content")]

    def __str__(self) -> str:
        return self.name
