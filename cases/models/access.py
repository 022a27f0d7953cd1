"""Who may know of a case besides its own unit, who must not, and which cases belong together."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .case import Case


class Grant(models.Model):
    """A unit that may know of a case although it isn't the case's unit now: it handed the case on."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="grants")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [models.UniqueConstraint(fields=["case", "unit"], name="grant_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} may know of {self.case_id}"


class Recusal(models.Model):
    """A place of the organization (`organization.conflict`) for which the case does not exist."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="recusals")
    place = models.CharField(max_length=300)
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        constraints = [models.UniqueConstraint(fields=["case", "place"], name="recusal_once")]
        indexes = [models.Index(fields=["place", "case"], name="recusal_by_place")]

    def __str__(self) -> str:
        return f"{self.place} is kept from {self.case_id}"


class EmergencyAccess(models.Model):
    """One person may see one case for a short time that is otherwise closed to him (break-glass)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="emergencies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("emergency access")
        verbose_name_plural = _("emergency accesses")
        constraints = [
            models.CheckConstraint(name="emergency_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="emergency_ends", condition=Q(until__gt=F("since"))),
        ]
        indexes = [models.Index(fields=["user", "until"], name="emergency_by_user")]

    def __str__(self) -> str:
        return f"{self.user_id} sees {self.case_id} until {self.until:%Y-%m-%dT%H:%MZ}"


class Unsealing(models.Model):
    """The opening of a seal: one person asks, another approves. Never the same one."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="unsealings")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("unsealing")
        verbose_name_plural = _("unsealings")
        constraints = [
            models.CheckConstraint(name="unsealing_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="unsealing_takes_two", condition=~Q(approved_by=F("asked_by"))),
            models.CheckConstraint(
                name="unsealing_approval_has_time",
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="unsealing_asked_once", fields=["case"], condition=Q(approved_by__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"seal of {self.case_id}, asked by {self.asked_by_id}"


class LegalHold(models.Model):
    """Something that keeps a case beyond its retention time, until it is lifted."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="holds")
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        constraints = [
            models.CheckConstraint(name="hold_has_reason", condition=~Q(reason="")),
            models.UniqueConstraint(name="hold_once", fields=["case"], condition=Q(lifted_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"hold of {self.case_id}"


class LinkKind(models.TextChoices):
    OPENED = "opened", _("Opened by")
    CONTINUED = "continued", _("Continues")


class CaseLink(models.Model):
    """`target` came out of `source`, at one of its steps; however often the step is tried, it opens one case."""

    source = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="led_to")
    target = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="came_from")
    kind = models.CharField(max_length=10, choices=LinkKind.choices)
    token_number = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("linked case")
        verbose_name_plural = _("linked cases")
        constraints = [models.UniqueConstraint(fields=["source", "token_number"], name="case_link_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"
