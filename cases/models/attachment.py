"""Files that people bring: content-sniffed, hashed, under a random name outside the web root."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case
from .draft import Draft


class AttachmentStatus(models.TextChoices):
    STORED = "stored", _("Stored")
    REJECTED = "rejected", _("Rejected")


class Attachment(models.Model):
    """One stored file. It hangs on a draft until the form is handed in, then on the case."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    draft = models.ForeignKey(
        Draft, on_delete=models.SET_NULL, null=True, blank=True, related_name="attachments"
    )
    field = models.CharField(max_length=120, blank=True, default="")
    row = models.CharField(max_length=64, blank=True, default="", help_text="The checklist row it answers.")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    storage_name = models.CharField(max_length=64, unique=True)
    status = models.CharField(
        max_length=10, choices=AttachmentStatus.choices, default=AttachmentStatus.STORED
    )
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [
            models.Index(fields=["uploaded_at"], name="attachment_loose", condition=Q(case__isnull=True))
        ]

    def __str__(self) -> str:
        return self.name
