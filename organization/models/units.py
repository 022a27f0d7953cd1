"""Units as a tree, the functions they have, and the roles people hold in them."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .titles import Titled

#: Codes appear in addresses and paths: no capitals, no slash, no dot.
code_validator = RegexValidator(
    r"\A[a-z][a-z0-9_]*\Z", _("Use small letters, digits and underscores; begin with a letter.")
)


class Level(models.TextChoices):
    """Levels of the national police, from the top (domain book, section 4)."""

    MABES = "mabes", _("National headquarters")
    POLDA = "polda", _("Regional police (Polda)")
    POLRES = "polres", _("Resort police (Polres)")
    POLSEK = "polsek", _("Sector police (Polsek)")


class Function(Titled):
    """A police function (task area) that units have or lack; a package names the one that owns it."""

    code = models.SlugField(_("code"), max_length=40, unique=True, validators=[code_validator])

    class Meta:
        verbose_name, verbose_name_plural = _("function"), _("functions")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.title


class Role(Titled):
    """What a person may be in a unit.

    `rank` is the step on the escalation ladder, higher above lower; without one the role neither climbs nor
    is climbed to. `function` is the line the role stands in; without one it stands over all of its unit.
    `keeps_roster` lets its holders plan the shifts of their unit.
    """

    class Leads(models.TextChoices):
        NOTHING = "", _("nothing")
        FUNCTION = "function", _("its function")
        DEPUTY = "deputy", _("the unit, as deputy")
        UNIT = "unit", _("the unit")

    code = models.SlugField(_("code"), max_length=40, unique=True, validators=[code_validator])
    rank = models.PositiveSmallIntegerField(_("ladder rank"), null=True, blank=True)
    function = models.ForeignKey(
        Function, models.PROTECT, verbose_name=_("function"), null=True, blank=True, related_name="roles"
    )
    leads = models.CharField(_("leads"), max_length=10, choices=Leads, default=Leads.NOTHING, blank=True)
    guards = models.BooleanField(
        _("guards access"),
        default=False,
        help_text=_(
            "Told when somebody opens a case in an emergency; may open a seal together with another."
        ),
    )
    mfa = models.BooleanField(_("second factor demanded"), default=False)
    keeps_roster = models.BooleanField(_("keeps the duty roster"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("role"), _("roles")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.title


class Unit(models.Model):
    """A place in the tree of the police. `path` is the codes from the root: "polda_kalsel/polres_hss"."""

    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("parent"), null=True, blank=True, related_name="children"
    )
    path = models.CharField(_("path"), max_length=250, unique=True, editable=False)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    code = models.SlugField(_("code"), max_length=60, validators=[code_validator])
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=60)
    document_name = models.CharField(_("name on documents"), max_length=120)
    zone = models.CharField(_("time zone"), max_length=40, default="Asia/Jakarta")
    address = models.CharField(_("address"), max_length=300, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    calendar = models.ForeignKey(
        "organization.Calendar", models.PROTECT, verbose_name=_("calendar"), related_name="units"
    )
    functions = models.ManyToManyField(
        Function, verbose_name=_("functions"), blank=True, related_name="units"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("unit"), _("units")
        ordering = ("path",)
        constraints = [
            models.CheckConstraint(name="unit_path_ends_with_code", condition=Q(path__endswith=F("code"))),
            models.CheckConstraint(name="unit_level_known", condition=Q(level__in=Level.values)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lineage(self) -> tuple[str, ...]:
        """Paths from this unit up to the root, nearest first."""
        parts = self.path.split("/")
        return tuple("/".join(parts[:length]) for length in range(len(parts), 0, -1))
