"""Entries to rows. Loading again changes nothing; what a fixture no longer names stays as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models, transaction

from organization.errors import FixtureInvalid, OrganizationError
from organization.models import (
    Calendar,
    Catalogue,
    CatalogueEntry,
    Function,
    Holiday,
    Post,
    Role,
    Unit,
    User,
)
from organization.services import place_unit, require_no_overlap, set_parameter

from .reader import Entry, Sections

Row = TypeVar("Row", bound=models.Model)
Values = Mapping[str, Any]


@transaction.atomic
def load(sections: Sections) -> Counter[str]:
    """Write all entries; returns how many of each section. Raises FixtureInvalid, having written nothing."""
    faults: list[str] = []
    for name, write in _WRITERS.items():
        for entry in sections[name]:
            faults += _written(entry, write)
    if faults:
        raise FixtureInvalid(faults)
    return Counter({name: len(entries) for name, entries in sections.items() if entries})


def _written(entry: Entry, write: Callable[[Values], None]) -> Iterable[str]:
    """Nothing, or what is wrong; in a savepoint, so that the next entries still tell their own faults."""
    try:
        with transaction.atomic():
            write(entry.values)
    except (OrganizationError, ObjectDoesNotExist) as fault:
        return [f"{entry.place}: {fault}"]
    except ValidationError as fault:
        return [f"{entry.place}: {message}" for message in fault.messages]
    return []


def _function(values: Values) -> None:
    _store(Function(code=values["code"]), by=("code",), **_titles(values))


def _role(values: Values) -> None:
    function = _named(Function, values.get("function"))
    given = {key: values[key] for key in ("rank", "leads", "mfa", "keeps_roster", "guards") if key in values}
    _store(Role(code=values["code"]), by=("code",), function=function, **_titles(values), **given)


def _calendar(values: Values) -> None:
    hours = {str(day): [span.split("-") for span in spans] for day, spans in values["hours"].items()}
    given = {key: values[key] for key in ("weekend", "joint_leave_is_free") if key in values}
    _store(Calendar(code=values["code"]), by=("code",), hours=hours, **_titles(values), **given)


def _unit(values: Values) -> None:
    parent = _unit_at(values["parent"]) if values.get("parent") else None
    path = f"{parent.path}/{values['code']}" if parent else values["code"]
    unit = Unit.objects.filter(path=path).first() or Unit(code=values["code"])
    for key in ("level", "name", "short_name", "document_name", "zone", "address", "city"):
        setattr(unit, key, values.get(key, ""))
    unit.calendar = _named(Calendar, values["calendar"])
    unit.clean_fields(exclude=("path", "parent"))
    place_unit(unit=unit, parent=parent)
    unit.functions.set([_named(Function, code) for code in values.get("functions", ())])


def _holiday(values: Values) -> None:
    unit = _unit_at(values["unit"]) if "unit" in values else None
    given = {key: values[key] for key in ("scope", "joint_leave", "active", "source") if key in values}
    row = Holiday(date=values["date"], title=_titles(values)["title"], unit=unit)
    _store(row, by=("date", "title", "unit"), **_titles(values), **given)


def _person(values: Values) -> None:
    unit = _unit_at(values["unit"])
    given = {key: values[key] for key in ("full_name", "rank", "nrp", "email", "language") if key in values}
    flags = {"is_staff": values.get("staff", False), "is_superuser": values.get("superuser", False)}
    user = User.objects.filter(username=values["username"]).first() or User(username=values["username"])
    if user.pk is None:
        user.set_unusable_password()
    _checked(user, unit=unit, **given, **flags).save()
    for post in values.get("posts", ()):
        _post(user, unit, post)


def _post(user: User, home: Unit, values: Values) -> None:
    unit = _unit_at(values["unit"]) if "unit" in values else home
    row = Post(
        user=user,
        unit=unit,
        role=_named(Role, values["role"]),
        function=_named(Function, values.get("function")),
        since=_midnight(values["since"], unit),
        until=_midnight(values["until"], unit) if "until" in values else None,
    )
    known = Post.objects.filter(
        user=user, unit=unit, role=row.role, function=row.function, since=row.since
    ).first()
    row.pk = known.pk if known else None
    require_no_overlap(row)
    row.save()


def _setting(values: Values) -> None:
    set_parameter(
        unit=_unit_at(values["unit"]),
        procedure_key=values["procedure"],
        code=values["code"],
        value=values["value"],
    )


def _catalogue(values: Values) -> None:
    row = _store(
        Catalogue(code=values["code"]), by=("code",), source=values.get("source", ""), **_titles(values)
    )
    for position, entry in enumerate(values.get("entries", ())):
        _store(
            CatalogueEntry(catalogue=row, code=str(entry["code"]), since=entry["since"]),
            by=("catalogue", "code", "since"),
            position=position,
            until=entry.get("until"),
            **_titles(entry),
        )


#: In the order in which they refer to each other.
_WRITERS: Mapping[str, Callable[[Values], None]] = {
    "functions": _function,
    "roles": _role,
    "calendars": _calendar,
    "units": _unit,
    "holidays": _holiday,
    "people": _person,
    "settings": _setting,
    "catalogues": _catalogue,
}


def _store(row: Row, *, by: tuple[str, ...], **values: Any) -> Row:
    """The row with these values, updated when one with the same `by` fields is there. Raises ValidationError."""
    manager = type(row)._default_manager
    known = manager.filter(**{name: getattr(row, name) for name in by}).first()
    checked = _checked(known or row, **values)
    checked.save()
    return checked


def _checked(row: Row, **values: Any) -> Row:
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    return row


def _named(model: type[Row], code: str | None) -> Any:
    if code is None:
        return None
    found = model._default_manager.filter(code=code).first()
    if found is None:
        raise UnknownReference(kind=str(model._meta.model_name), value=code)
    return found


def _unit_at(path: str) -> Unit:
    unit = Unit.objects.filter(path=path).first()
    if unit is None:
        raise UnknownReference(kind="unit", value=path)
    return unit


class UnknownReference(OrganizationError):
    """An entry names what no entry before it has defined."""

    code = "unknown_reference"

    def __init__(self, *, kind: str, value: str) -> None:
        super().__init__(f"there is no {kind} '{value}'")
        self.kind, self.value = kind, value


def _titles(values: Values) -> dict[str, str]:
    title = values["title"]
    if isinstance(title, str):
        return {"title": title}
    return {"title": title.get("id", ""), "title_en": title.get("en", "")}


def _midnight(day: date, unit: Unit) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(unit.zone))
