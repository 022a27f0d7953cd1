"""Officers sent to a scene, and what each reported from there: when it happened, and when it came in."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case

#: Nothing else that is signed here can be taken for a link, and no link for anything else.
_SIGNER = signing.Signer(salt="cases.dispatch")


def new_handle() -> str:
    """Names a dispatch in its link; the signature makes the link secret."""
    return secrets.token_urlsafe(12)


def handle_in(token: str) -> str | None:
    """The handle in a link's token, None when nobody here signed it."""
    try:
        return _SIGNER.unsign(token)
    except signing.BadSignature:
        return None


class Dispatch(models.Model):
    """One officer sent by one case. The link on the phone is good until `expires_at` or until it was recalled."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="dispatches")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    function = models.CharField(max_length=40, blank=True, default="")
    handle = models.CharField(max_length=24, unique=True, default=new_handle, editable=False)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    recalled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        ordering = ("pk",)
        indexes = [models.Index(fields=["expires_at"], name="dispatch_open", condition=Q(recalled_at=None))]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "officer"], name="dispatch_once", condition=Q(recalled_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} for {self.case_id}"

    @property
    def token(self) -> str:
        """The secret part of the officer's link. It is computed, not stored: a stolen database opens no link."""
        return _SIGNER.sign(self.handle)

    def reported(self) -> dict[str, DispatchStep]:
        """What was reported so far, by the code of the step."""
        return {step.code: step for step in self.steps.all()}


class DispatchStep(models.Model):
    """One step, reported once. `occurred_at` counts; `stated_at` is what the phone said where that can't be."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="steps")
    code = models.CharField(max_length=64)
    occurred_at = models.DateTimeField()
    stated_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    key = models.CharField(max_length=64, blank=True, default="")
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    answers = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("step of a dispatch")
        verbose_name_plural = _("steps of a dispatch")
        ordering = ("occurred_at", "pk")
        constraints = [models.UniqueConstraint(fields=["dispatch", "code"], name="dispatch_step_once")]

    def __str__(self) -> str:
        return f"{self.code} at {self.occurred_at:%H:%M}"
