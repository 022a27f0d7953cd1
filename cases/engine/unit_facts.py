"""What expressions know of the unit that has the case: its level, its name, its working days, its way to say a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from cases.documents.wording import moment_in_words
from organization import worktime
from organization.models import Unit
from organization.selectors import calendar_of
from workflows import feel
from workflows.packages.unit_members import UNIT_MEMBERS


class UnitFacts(Mapping[str, Any]):
    """The unit as a FEEL context, read only where an expression asks. Its members are `UNIT_MEMBERS`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def __getitem__(self, name: str) -> Any:
        return _READ[name](self._unit)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(UNIT_MEMBERS))

    def __len__(self) -> int:
        return len(UNIT_MEMBERS)


def _working_days(unit: Unit) -> feel.Function:
    """Counts the unit's working days from one day to another: the first does not count, the last does.

    So 7 for "received Monday, begins on Wednesday of next week"; 0 on the same day and where the end lies before the
    start. Refused (FEEL null with a reason): what is no date, and spans longer than any promise.
    """
    zone = ZoneInfo(unit.zone)

    def count(start: datetime, end: datetime) -> int:
        if (end - start).days > worktime.MAX_WORKING_DAYS:
            raise feel.Refused("FEEL-206", operation="unit.working_days")
        return worktime.working_days(start, end, calendar_of(unit))

    return feel.native_function("working_days", ("start", "end"), count, [_in(zone), _in(zone)])


def _in_words(unit: Unit) -> feel.Function:
    """A moment as letters and messages write it, on the unit's clock: Senin, 23 November 2026 pukul 09.18 WITA."""
    zone = ZoneInfo(unit.zone)

    def words(moment: datetime) -> str:
        return moment_in_words(moment.astimezone(zone))

    return feel.native_function("in_words", ("moment",), words, [_in(zone)])


def _in(zone: ZoneInfo) -> Callable[[Any], datetime]:
    def moment(value: Any) -> datetime:
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=zone)
        if isinstance(value, date):
            return datetime.combine(value, time(), zone)
        raise feel.Refused("FEEL-225", wanted="date", kind=feel.kind_of(value))

    return moment


_READ: Mapping[str, Callable[[Unit], Any]] = {
    "in_words": _in_words,
    "level": lambda unit: unit.level,
    "name": lambda unit: unit.name,
    "working_days": _working_days,
}
assert _READ.keys() == UNIT_MEMBERS
