"""Tokens with which programs call the interface in a person's name."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import User


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def in_force(self, at: datetime) -> ApiTokenQuerySet:
        """Those that open something at the moment `at`."""
        return self.filter(revoked_at=None, expires_at__gt=at, user__is_active=True)


class ApiToken(models.Model):
    """A secret of which only the digest is kept. It opens what its person may, within its scopes, until it expires."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("person"), related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80, help_text=_("Which program holds it."))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(_("created"))
    created_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("created by"), null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("token of a program"), _("tokens of programs")
        ordering = ("user", "name", "pk")

    def __str__(self) -> str:
        return f"{self.user.username}: {self.name}"
