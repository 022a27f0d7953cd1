"""What a person without an account holds on to: a secret code that opens the status page of a case."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .case import Case


class TrackingCode(models.Model):
    """One code of one party. The code itself is shown once and kept nowhere; a new one takes the place of the old."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tracking_codes")
    role = models.CharField(max_length=64, help_text="The party whose code it is.")
    index = models.CharField(max_length=64, unique=True, help_text="Keyed fingerprint (HMAC) of the code.")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("tracking code")
        verbose_name_plural = _("tracking codes")
        constraints = [models.UniqueConstraint(fields=["case", "role"], name="tracking_code_once")]

    def __str__(self) -> str:
        return f"{self.role} of {self.case_id}"
