"""Working days and service hours of units, and the holidays that interrupt them."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.worktime import WorkCalendar, WorktimeError

from .titles import Titled
from .units import Unit, code_validator


def weekend() -> list[int]:
    return [6, 7]


def office_hours() -> dict[str, list[list[str]]]:
    return {str(day): [["08:00", "15:00"]] for day in range(1, 6)}


class Calendar(Titled):
    """Which days are working days, and which hours are service hours.

    `weekend` lists ISO weekdays (1 Monday .. 7 Sunday); `hours` maps an ISO weekday to spans of local time,
    {"1": [["08:00", "12:00"], ["13:00", "15:00"]]}. The zone is the unit's, not the calendar's.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True, validators=[code_validator])
    weekend = models.JSONField(_("weekend"), default=weekend, blank=True)
    hours = models.JSONField(_("service hours"), default=office_hours)
    joint_leave_is_free = models.BooleanField(_("cuti bersama counts as a day off"), default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("calendar"), _("calendars")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse what no working day could be counted with."""
        try:
            self.on_clock_of("UTC", frozenset())
        except WorktimeError as fault:
            raise ValidationError(str(fault), code=fault.code) from fault

    def on_clock_of(self, zone: str, holidays: frozenset[date]) -> WorkCalendar:
        """This calendar as a value, in a unit's zone and with its holidays. Raises WorktimeError."""
        return WorkCalendar.of(zone=zone, weekend=self.weekend, hours=self.hours, holidays=holidays)


class Holiday(Titled):
    """A day off: for all, or for a unit and everything below it.

    Switch off rather than delete: a later import of the year would bring it back.
    """

    class Scope(models.TextChoices):
        NATIONAL = "national", _("national")
        PROVINCE = "province", _("province")
        UNIT = "unit", _("unit")

    date = models.DateField(_("date"))
    scope = models.CharField(_("scope"), max_length=10, choices=Scope, default=Scope.NATIONAL)
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("unit"), null=True, blank=True, related_name="holidays"
    )
    joint_leave = models.BooleanField(_("cuti bersama"), default=False)
    active = models.BooleanField(_("active"), default=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("holiday"), _("holidays")
        ordering = ("date", "title")
        constraints = [
            models.CheckConstraint(
                name="holiday_scope_has_its_unit",
                condition=Q(scope="national", unit=None) | (~Q(scope="national") & Q(unit__isnull=False)),
            ),
            models.UniqueConstraint(
                name="holiday_national_once", fields=["date", "title"], condition=Q(unit=None)
            ),
            models.UniqueConstraint(
                name="holiday_local_once", fields=["date", "title", "unit"], condition=Q(unit__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.title}"
