"""What the organization knows about people, units and their settings, each in one or two queries.

Who an address reaches is worked out in `organization.resolution` and asked for here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Q, QuerySet

from .errors import UnknownCode
from .models import (
    Absence,
    Calendar,
    Catalogue,
    CatalogueEntry,
    Duty,
    Function,
    Holiday,
    Post,
    Role,
    Setting,
    Unit,
    User,
)
from .models.units import Level
from .queue_sql import is_held, may_take
from .queues import keys_of, queue_key
from .resolution import Resolution, resolve
from .worktime import WorkCalendar

__all__ = [
    "Entry",
    "Resolution",
    "calendar_of",
    "catalogue",
    "effective_posts",
    "holds",
    "is_held",
    "keys_of",
    "lineage",
    "may_take",
    "on_duty",
    "parameter",
    "posts_of",
    "queue_key",
    "queue_keys",
    "resolve",
    "settings_of",
    "staff_of",
    "titles",
    "units_below",
    "units_with",
    "vocabulary",
    "years_without_holidays",
]

#: Calendar codes that need no row: every moment counts; the working days of the unit itself.
CLOCK, WORKDAY = "clock", "workday"


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a catalogue: its code and its title in both languages."""

    code: str
    id: str
    en: str

    def in_(self, language: str) -> str:
        return self.en if language == "en" and self.en else self.id

    def pair(self, language: str) -> tuple[str, str]:
        return self.code, self.in_(language)


def posts_of(user: User, at: datetime) -> tuple[Post, ...]:
    """The posts a person holds at a moment, present or not; none for a person who has left."""
    if not user.is_active:
        return ()
    posts = Post.objects.current(at).filter(user=user)
    return tuple(posts.select_related("unit", "role", "function").order_by("unit__path", "role__code", "pk"))


#: Who writes, checks and approves procedures (SOP-SPKT-01, cover page).
PROCESS_OWNERS = frozenset({"perancang_proses", "pemeriksa_model", "penyetuju_model"})


def owns_processes(user: User, posts: Iterable[Post]) -> bool:
    """May this person look into how procedures are made? Process owners may, and who administers the installation."""
    return user.is_superuser or any(post.role.code in PROCESS_OWNERS for post in posts)


def effective_posts(user: User, at: datetime) -> tuple[Post, ...]:
    """The posts whose work a person may take now: their own and those they stand in for; none while absent.

    Substitution reaches one step: whoever stands in for a substitute takes only the substitute's own work.
    """
    if not user.is_active:
        return ()
    stood_in_for = Absence.objects.current(at).filter(substitute=user).values("user")
    away = Absence.objects.current(at).filter(user=user)
    posts = Post.objects.current(at).filter(Q(user=user) | Q(user__in=stood_in_for, user__is_active=True))
    return tuple(
        posts.exclude(Exists(away))
        .select_related("unit", "role__function", "function")
        .order_by("unit__path", "pk")
    )


def queue_keys(user: User, at: datetime) -> frozenset[str]:
    """All queues a person may take work from at a moment, substitutions included. One query."""
    return frozenset(key for post in effective_posts(user, at) for key in keys_of(post))


def holds(user: User, role: str, unit: Unit, at: datetime, function: str = "") -> bool:
    """Whether a person may act as `role` of `unit` (in `function`, when given) at a moment."""
    return queue_key(unit.pk, role, function) in queue_keys(user, at)


def on_duty(unit: Unit, at: datetime, function: str = "") -> tuple[Duty, ...]:
    """Who is on the unit's roster at a moment, in one function or in any."""
    duties = Duty.objects.current(at).filter(unit=unit, user__is_active=True)
    if function:
        duties = duties.filter(function__code=function)
    return tuple(duties.select_related("user", "function").order_by("user__full_name", "pk"))


def staff_of(unit: Unit, at: datetime) -> tuple[Post, ...]:
    """All posts held in a unit at a moment, for rosters, workload and reassigning."""
    posts = Post.objects.current(at).filter(unit=unit, user__is_active=True)
    return tuple(posts.select_related("user", "role", "function", "unit").order_by("user__full_name", "pk"))


def lineage(unit: Unit) -> tuple[Unit, ...]:
    """The unit and those above it, nearest first. One query."""
    units = {found.path: found for found in Unit.objects.filter(path__in=unit.lineage)}
    return tuple(units[path] for path in unit.lineage)


def units_with(function: str) -> QuerySet[Unit]:
    """The units that have a function; those near the people (no regional or national ones). All where none is named."""
    units = Unit.objects.filter(level__in=(Level.POLRES, Level.POLSEK))
    return units.filter(functions__code=function).distinct() if function else units


def units_below(unit: Unit) -> QuerySet[Unit]:
    """The unit and everything under it."""
    return Unit.objects.filter(Q(pk=unit.pk) | Q(path__startswith=f"{unit.path}/"))


def calendar_of(unit: Unit, code: str = WORKDAY) -> WorkCalendar:
    """A calendar in the unit's zone with the holidays that hold there.

    `code` is "clock" (24/7), "workday" (the unit's own) or a calendar's code. Raises UnknownCode.
    """
    if code == CLOCK:
        return WorkCalendar.around_the_clock(unit.zone)
    calendar = unit.calendar if code == WORKDAY else Calendar.objects.filter(code=code).first()
    if calendar is None:
        raise UnknownCode(kind="calendar", value=code)
    return calendar.on_clock_of(unit.zone, _days_off(unit, calendar))


def _days_off(unit: Unit, calendar: Calendar) -> frozenset[date]:
    holidays = Holiday.objects.filter(Q(unit=None) | Q(unit__path__in=unit.lineage), active=True)
    if not calendar.joint_leave_is_free:
        holidays = holidays.filter(joint_leave=False)
    return frozenset(holidays.values_list("date", flat=True))


def years_without_holidays(years: Iterable[int]) -> tuple[int, ...]:
    """Years nobody has loaded holidays for: deadlines in them would be too early."""
    return tuple(
        year for year in years if not Holiday.objects.filter(unit=None, active=True, date__year=year).exists()
    )


def parameter(unit: Unit, procedure_key: str, code: str, default: Any) -> Any:
    """A procedure's parameter as set by the unit or the nearest unit above it; else `default`. One query."""
    found = Setting.objects.filter(unit__path__in=unit.lineage, procedure_key=procedure_key, code=code)
    values = dict(found.values_list("unit__path", "value"))
    return next((values[path] for path in unit.lineage if path in values), default)


def settings_of(unit: Unit, code: str) -> dict[str, Any]:
    """What the unit, or the nearest unit above it, has set under `code`, by procedure. One query."""
    found = Setting.objects.filter(unit__path__in=unit.lineage, code=code)
    rows = found.values_list("unit__path", "procedure_key", "value")
    upwards = sorted(rows, key=lambda row: unit.lineage.index(row[0]), reverse=True)
    return {key: value for _, key, value in upwards}


def catalogue(code: str, on_date: date) -> tuple[Entry, ...]:
    """The values of a catalogue valid on a day, in its order. Raises UnknownCode when nobody loaded it."""
    valid = Q(until=None) | Q(until__gt=on_date)
    entries = CatalogueEntry.objects.filter(valid, catalogue__code=code, since__lte=on_date).order_by(
        "position", "code"
    )
    values = tuple(Entry(*row) for row in entries.values_list("code", "title", "title_en"))
    if not values and not Catalogue.objects.filter(code=code).exists():
        raise UnknownCode(kind="catalogue", value=code)
    return values


def titles(language: str) -> dict[str, list[tuple[str, str]]]:
    """What may be chosen in a procedure, as pairs of code and title: roles, functions, calendars, catalogues."""
    kinds: dict[str, QuerySet[Any]] = {
        "roles": Role.objects.all(),
        "functions": Function.objects.all(),
        "calendars": Calendar.objects.all(),
        "catalogues": Catalogue.objects.all(),
    }
    return {
        kind: [Entry(*row).pair(language) for row in rows.values_list("code", "title", "title_en")]
        for kind, rows in kinds.items()
    }


def vocabulary() -> dict[str, frozenset[str]]:
    """Every code a package may refer to, by kind: role, function, level, catalogue, calendar."""
    return {
        "role": _codes(Role.objects.all()),
        "function": _codes(Function.objects.all()),
        "level": frozenset(Level.values),
        "catalogue": _codes(Catalogue.objects.all()),
        "calendar": _codes(Calendar.objects.all()) | {CLOCK, WORKDAY},
    }


def _codes(rows: QuerySet[Any]) -> frozenset[str]:
    return frozenset(rows.values_list("code", flat=True))
