"""What a unit sets for a procedure without a new version of it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .units import Unit, code_validator

#: The setting that every procedure has: whether the unit offers it at all.
OFFERED = "offered"


class Setting(models.Model):
    """A parameter's value for a unit and everything below it, unless a lower unit sets its own.

    The code `OFFERED` with true or false switches the whole procedure on or off there.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="settings")
    procedure_key = models.SlugField(_("procedure"), max_length=60, validators=[code_validator])
    code = models.SlugField(_("parameter"), max_length=60, validators=[code_validator])
    value = models.JSONField(_("value"))

    class Meta:
        verbose_name, verbose_name_plural = _("setting"), _("settings")
        ordering = ("procedure_key", "code", "unit")
        constraints = [models.UniqueConstraint(name="setting_once", fields=["unit", "procedure_key", "code"])]

    def __str__(self) -> str:
        return f"{self.procedure_key}.{self.code}"

    def clean(self) -> None:
        """Raises ValidationError."""
        if self.code == OFFERED and not isinstance(self.value, bool):
            raise ValidationError({"value": _("Write true (offered here) or false (switched off).")})
