"""National holidays and cuti bersama of a year, as the package `holidays` knows them, into our own table.

The table is what counts: units correct it by the yearly joint decree (SKB), and loading again overwrites nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from holidays import country_holidays

from .models import Holiday

#: Categories of the package: national holidays; days that the government adds (cuti bersama).
PUBLIC, JOINT_LEAVE = "public", "government"
SOURCE = "holidays (PyPI)"


@dataclass(frozen=True, slots=True)
class HolidayImport:
    """What a year brought: rows added, rows that were there, and those whose date is only estimated."""

    year: int
    added: int
    present: int
    estimated: tuple[str, ...]


@transaction.atomic
def import_year(year: int) -> HolidayImport:
    """Add a year's days off that are missing. A row switched off or renamed by hand stays as it is."""
    known = set(Holiday.objects.filter(unit=None, date__year=year).values_list("date", "joint_leave"))
    found = {**_days(year, JOINT_LEAVE), **_days(year, PUBLIC)}
    fresh = [row for (day, joint_leave), row in sorted(found.items()) if (day, joint_leave) not in known]
    Holiday.objects.bulk_create(fresh)
    estimated = tuple(row.title for row in found.values() if "perkiraan" in row.title)
    return HolidayImport(year, len(fresh), len(found) - len(fresh), estimated)


def _days(year: int, category: str) -> dict[tuple[date, bool], Holiday]:
    joint_leave = category == JOINT_LEAVE
    indonesian = country_holidays("ID", years=year, categories=(category,), language="id")
    english = country_holidays("ID", years=year, categories=(category,), language="en_US")
    return {
        (day, joint_leave): Holiday(
            date=day,
            title=title[:200],
            title_en=str(english.get(day) or "")[:200],
            joint_leave=joint_leave,
            source=SOURCE,
        )
        for day, title in indonesian.items()
    }
