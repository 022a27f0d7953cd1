"""Lists of values that forms offer, each value valid for a span of days."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .titles import Titled
from .units import code_validator


class Catalogue(Titled):
    """A list of values: religions, occupations, channels, articles ..."""

    code = models.SlugField(_("code"), max_length=60, unique=True, validators=[code_validator])
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("catalogue"), _("catalogues")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.title


class CatalogueEntry(Titled):
    """A value; a code whose meaning changed has several entries that follow each other in time."""

    catalogue = models.ForeignKey(
        Catalogue, models.PROTECT, verbose_name=_("catalogue"), related_name="entries"
    )
    code = models.CharField(_("code"), max_length=60)
    position = models.PositiveIntegerField(_("position"), default=0)
    since = models.DateField(_("valid from"))
    until = models.DateField(_("no longer valid from"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("catalogue entry"), _("catalogue entries")
        ordering = ("catalogue", "position", "code", "since")
        constraints = [
            models.CheckConstraint(
                name="entry_since_before_until", condition=Q(until=None) | Q(since__lt=F("until"))
            ),
            models.UniqueConstraint(name="entry_once", fields=["catalogue", "code", "since"]),
        ]

    def __str__(self) -> str:
        return self.title
