"""The end of a shift: what was open, what the next shift must know, and that both said so."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class HandOver(models.Model):
    """`content` is what stood open then: numbers of cases with state, limit, and holders of tasks; never an identity.

    Source: domain book, section 4 ("Shifts"): the hand-over note lists open cases and running timers.
    """

    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    note = models.TextField(_("note"), max_length=4000, blank=True, default="")
    content = models.JSONField(default=list)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    received_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("shift hand-over")
        verbose_name_plural = _("shift hand-overs")
        indexes = [models.Index(fields=["unit", "-given_at"], name="handover_of_unit")]
        constraints = [
            models.CheckConstraint(
                name="handover_between_two",
                condition=Q(received_by=None) | ~Q(received_by=F("given_by")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} at {self.given_at:%Y-%m-%dT%H:%M:%SZ}"
