"""The people of a case. Their identity lives here alone, sealed under the case's own key."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .case import Case


class Party(models.Model):
    """One person in one role. `label` is what lists may show ("H••• R•••"), made when the identity was stored."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=64)
    path = models.CharField(max_length=120)
    ordinal = models.PositiveSmallIntegerField(default=0)
    identity = models.BooleanField(default=True)
    sealed = models.BinaryField(help_text="The identity as JSON, AES-256-GCM under the case's key.")
    label = models.CharField(max_length=80, blank=True, default="")
    id_number_index = models.CharField(max_length=64, blank=True, default="", help_text="Keyed blind index.")
    # By which channel and in which language this person wants to hear; empty: as the procedure says.
    channel = models.CharField(max_length=16, blank=True, default="")
    language = models.CharField(max_length=2, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [models.UniqueConstraint(fields=["case", "path", "ordinal"], name="party_once")]
        indexes = [models.Index(fields=["id_number_index"], name="party_id_number")]

    def __str__(self) -> str:
        return f"{self.role} {self.label}"


class PartyWord(models.Model):
    """A word of a name, as a keyed hash: whole words can be found, nothing can be read back."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="words")
    index = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["index"], name="party_word")]

    def __str__(self) -> str:
        return self.index[:8]
