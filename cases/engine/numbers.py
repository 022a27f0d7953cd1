"""Gapless numbers: the counter row is taken last, in the transaction that gives the number."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from cases.models import Case, NumberCounter, NumberEntry
from organization.models import Unit

_PLACEHOLDER = re.compile(r"\{(?P<name>[a-z_]+(?::[a-z0-9_]+)?)\}")
#: Before the series and the counter of sealed cases: they count by themselves, so that nothing shows a gap.
_SEALED = "R"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def give(
    *, case: Case, unit: Unit, kind: str, pattern: str, series: str, token_number: int, at: datetime
) -> NumberEntry:
    """The number of one step; asking again gives the same. It counts up by unit, kind, series and local year."""
    local = at.astimezone(ZoneInfo(unit.zone))
    given = NumberEntry.objects.filter(case=case, counter__kind=kind, token_number=token_number).first()
    if given is not None:
        return given
    counted = f"{_SEALED}{series}" if case.sealed else series
    counter = next_in(unit=unit, kind=kind, series=counted, period=str(local.year))
    return NumberEntry.objects.create(
        counter=counter,
        n=counter.last,
        text=written(pattern, n=counter.last, series=series, local=local, unit=unit, case=case),
        case=case,
        token_number=token_number,
        given_at=at,
    )


def next_in(*, unit: Unit, kind: str, series: str, period: str) -> NumberCounter:
    """The counter, moved on by one and locked until the transaction ends."""
    NumberCounter.objects.bulk_create(
        [NumberCounter(unit=unit, kind=kind, series=series, period=period)], ignore_conflicts=True
    )
    counter = NumberCounter.objects.select_for_update().get(
        unit=unit, kind=kind, series=series, period=period
    )
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter


def written(pattern: str, *, n: int, series: str, local: datetime, unit: Unit, case: Case) -> str:
    """The number as its pattern writes it. `{number:CODE}` takes the number that document got in this case."""
    values = {
        "n": f"{_SEALED if case.sealed else ''}{n}",
        "series": series,
        "month": f"{local.month:02d}",
        "roman_month": _ROMAN[local.month - 1],
        "year": str(local.year),
        "unit": unit.document_name,
        "unit_path": "/".join(reversed(_document_names(unit))),
    }

    def put(match: re.Match[str]) -> str:
        name = match["name"]
        return _number_in_case(case, name.removeprefix("number:")) if ":" in name else values[name]

    return _PLACEHOLDER.sub(put, pattern)


def _document_names(unit: Unit) -> list[str]:
    """From the top: the names that papers use, without the national headquarters."""
    names: list[str] = []
    while unit is not None and unit.level != "mabes":
        names.insert(0, unit.document_name)
        unit = unit.parent  # type: ignore[assignment]
    return names


def _number_in_case(case: Case, kind: str) -> str:
    entry = NumberEntry.objects.filter(case=case, counter__kind=kind).order_by("-pk").first()
    return entry.text if entry else ""


def file_number(*, unit: Unit, at: datetime, sealed: bool = False) -> str:
    """The desk's own running number of a case, before it has an official one: year, month, counter ("2611-0412").

    Sealed cases count by themselves ("R2611-0001").
    """
    prefix = _SEALED if sealed else ""
    local = at.astimezone(ZoneInfo(unit.zone))
    counter = next_in(unit=unit, kind="berkas", series=prefix, period=f"{local:%y%m}")
    return f"{prefix}{local:%y%m}-{counter.last:04d}"
