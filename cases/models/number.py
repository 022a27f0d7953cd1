"""Numbers without gaps: one counter a unit, series and year, and an entry for every number ever given."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .case import Case


class NumberCounter(models.Model):
    """The last number given. The row is the lock: it is taken last, inside the transaction that gives a number."""

    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=64)
    series = models.CharField(max_length=64, blank=True, default="")
    period = models.CharField(max_length=8, help_text="The year, in the unit's zone.")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "series", "period"], name="counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.series}/{self.period}: {self.last}"


class NumberStatus(models.TextChoices):
    RESERVED = "reserved", _("Reserved")
    ISSUED = "issued", _("Issued")
    VOIDED = "voided", _("Voided")


class NumberEntry(models.Model):
    """One number of a series and what became of it."""

    counter = models.ForeignKey(NumberCounter, on_delete=models.PROTECT, related_name="entries")
    n = models.PositiveIntegerField()
    text = models.CharField(max_length=200)
    status = models.CharField(max_length=8, choices=NumberStatus.choices, default=NumberStatus.RESERVED)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="numbers")
    token_number = models.PositiveIntegerField(
        help_text="The step that asked for it: asking again gives it again."
    )
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["counter", "n"], name="number_once"),
            models.UniqueConstraint(fields=["case", "counter", "token_number"], name="number_per_step"),
        ]
        indexes = [models.Index(fields=["text"], name="number_text")]

    def __str__(self) -> str:
        return self.text
