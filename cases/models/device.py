"""Tablets of the village service: who carries one, whether it may still hand in, and what it handed in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case


class DeviceStatus(models.TextChoices):
    ACTIVE = "active", _("Active")
    BLOCKED = "blocked", _("Blocked")


class Device(models.Model):
    """A tablet that works without a network and hands in later, in the name of the officer who carries it.

    Its token opens the hand-in and nothing else; of the secret only the digest is kept. Blocked is for ever.
    """

    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    token = models.OneToOneField("organization.ApiToken", on_delete=models.PROTECT, related_name="device")
    status = models.CharField(max_length=8, choices=DeviceStatus.choices, default=DeviceStatus.ACTIVE)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    blocked_at = models.DateTimeField(null=True, blank=True)
    blocked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = [
            models.CheckConstraint(
                name="device_blocked_has_time",
                condition=Q(status=DeviceStatus.ACTIVE, blocked_at__isnull=True)
                | Q(status=DeviceStatus.BLOCKED, blocked_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.status})"


class DeviceRecord(models.Model):
    """One report of a device, by the id that it gave it: handed in again, it is the same case."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="records")
    local_id = models.CharField(max_length=36)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="device_records")
    made_at = models.DateTimeField(help_text="By the device's own clock.")
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("report of a device")
        verbose_name_plural = _("reports of devices")
        constraints = [models.UniqueConstraint(fields=["device", "local_id"], name="device_record_once")]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.local_id}"
