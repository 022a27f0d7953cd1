"""Documents that a case gives out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case


class DocumentStatus(models.TextChoices):
    ISSUED = "issued", _("Issued")
    VOIDED = "voided", _("Voided")


class Document(models.Model):
    """One issued document and its file. Validity belongs to the document, not to the case.

    `verify_code` is what the QR code carries: random, printed on the paper, no secret. The page behind it shows
    number, date, status and hash, never a person beyond initials.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    code = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=200, blank=True, default="")
    token_number = models.PositiveIntegerField(
        help_text="The step that issued it: issuing again gives it again."
    )
    edition = models.PositiveSmallIntegerField(default=1, help_text="Each correction makes another one.")
    fee = models.PositiveIntegerField(default=0, help_text="In rupiah. The database takes no other than 0.")
    status = models.CharField(max_length=8, choices=DocumentStatus.choices, default=DocumentStatus.ISSUED)
    issued_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True, default="")
    verify_code = models.CharField(max_length=32, unique=True)
    storage_name = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    prints = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code", "token_number", "edition"], name="document_per_step"
            ),
            models.CheckConstraint(name="document_is_free", condition=Q(fee=0)),
            models.CheckConstraint(
                name="document_voided_has_reason",
                condition=Q(status=DocumentStatus.ISSUED) | (Q(voided_at__isnull=False) & ~Q(void_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["number"], name="document_number")]

    def __str__(self) -> str:
        return self.number or self.title
