"""People, and what ties them to a unit: posts, duty, absence. All spans are half-open: since <= t < until."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, NoReturn

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organization.errors import UserIsNeverDeleted

from .units import Function, Role, Unit

#: NRP of an officer has 8 digits, NIP of a civil servant 18 (domain book, section 4).
nrp_validator = RegexValidator(r"\A([0-9]{8}|[0-9]{18})\Z", _("An NRP has 8 digits, a NIP 18."))


class UserQuerySet(models.QuerySet["User"]):
    def delete(self) -> NoReturn:
        raise UserIsNeverDeleted


class PeopleManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Django's user manager over a query set that refuses to delete."""


class User(AbstractUser):
    """A person who can sign in. People who leave are deactivated: their work stays attributable."""

    class Language(models.TextChoices):
        ID = "id", _("Indonesian")
        EN = "en", _("English")

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    nrp = models.CharField(
        _("NRP/NIP"), max_length=18, unique=True, null=True, blank=True, validators=[nrp_validator]
    )
    rank = models.CharField(_("rank"), max_length=40, blank=True)
    full_name = models.CharField(_("full name"), max_length=120)
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("unit"), null=True, blank=True, related_name="people"
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ID)

    objects: ClassVar[PeopleManager] = PeopleManager()

    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name, verbose_name_plural = _("person"), _("people")
        ordering = ("username",)

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """Rank and name, as officers address each other."""
        return f"{self.rank} {self.full_name}".strip()

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise UserIsNeverDeleted


class SpanQuerySet(models.QuerySet[Any]):
    def current(self, at: datetime) -> SpanQuerySet:
        """Those whose span holds at the moment `at`."""
        return self.filter(Q(until=None) | Q(until__gt=at), since__lte=at)


class Post(models.Model):
    """A role held by a person in a unit, in one function or in none, from when to when."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("person"), related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="posts")
    function = models.ForeignKey(
        Function, models.PROTECT, verbose_name=_("function"), null=True, blank=True, related_name="posts"
    )
    role = models.ForeignKey(Role, models.PROTECT, verbose_name=_("role"), related_name="posts")
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("post"), _("posts")
        ordering = ("unit", "role", "since", "pk")
        indexes = [models.Index(fields=["unit", "role"], name="post_by_unit_role")]
        constraints = [
            models.CheckConstraint(
                name="post_since_before_until", condition=Q(until=None) | Q(since__lt=F("until"))
            ),
            # Two open spans of one post would overlap; bounded ones are compared by `services.appoint`.
            models.UniqueConstraint(
                name="post_open_once", fields=["user", "unit", "role"], condition=Q(until=None, function=None)
            ),
            models.UniqueConstraint(
                name="post_open_once_in_function",
                fields=["user", "unit", "role", "function"],
                condition=Q(until=None, function__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        function = f" ({self.function})" if self.function else ""
        return f"{self.role}{function}, {self.unit.short_name}"


class DutyQuerySet(models.QuerySet["Duty"]):
    def current(self, at: datetime) -> DutyQuerySet:
        """Those on duty at the moment `at`."""
        return self.filter(starts__lte=at, ends__gt=at)


class Duty(models.Model):
    """A shift of the duty roster. Without a function it covers all posts the person holds in the unit."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("person"), related_name="duties")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="duties")
    function = models.ForeignKey(
        Function, models.PROTECT, verbose_name=_("function"), null=True, blank=True, related_name="duties"
    )
    starts = models.DateTimeField(_("starts"))
    ends = models.DateTimeField(_("ends"))
    regu = models.CharField(_("team (regu)"), max_length=20, blank=True)
    planned_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("planned by"), null=True, blank=True, related_name="+"
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("duty"), _("duty roster")
        ordering = ("-starts", "unit", "user")
        indexes = [models.Index(fields=["unit", "starts", "ends"], name="duty_by_unit_span")]
        constraints = [
            models.CheckConstraint(name="duty_starts_before_ends", condition=Q(starts__lt=F("ends"))),
            models.UniqueConstraint(name="duty_once", fields=["user", "unit", "starts"]),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.unit.short_name}, {self.starts:%Y-%m-%d %H:%M}"


class Absence(models.Model):
    """Leave, illness, training: work goes to the substitute, if there is one, and else past the person."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("person"), related_name="absences")
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    substitute = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name=_("substitute"),
        null=True,
        blank=True,
        related_name="substitutions",
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("absence"), _("absences")
        ordering = ("-since", "user")
        constraints = [
            models.CheckConstraint(
                name="absence_since_before_until", condition=Q(until=None) | Q(since__lt=F("until"))
            ),
            models.CheckConstraint(
                name="absence_substitute_is_another", condition=Q(substitute=None) | ~Q(substitute=F("user"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.since:%Y-%m-%d}"
