"""Naming a unit from where a case stands: by level, by path, or the one that handed the case on."""

from __future__ import annotations

from cases.models import Case
from organization.errors import UnknownCode
from organization.models import Unit

#: The unit that the case was opened in, or came from last.
ORIGIN = "origin"


def unit_named(text: str, case: Case) -> Unit:
    """ "" is the case's own unit, "level:polda" the nearest above, "origin" where it came from, else a path.

    Raises UnknownCode.
    """
    if not text:
        return case.unit
    if text == ORIGIN:
        return _origin(case)
    kind, _, code = text.rpartition(":")
    units = Unit.objects.filter(path__in=case.unit.lineage, level=code) if kind == "level" else None
    found = (units if units is not None else Unit.objects.filter(path=text.removeprefix("unit:"))).first()
    if found is None:
        raise UnknownCode(kind="unit", value=text)
    return found


def _origin(case: Case) -> Unit:
    grant = case.grants.select_related("unit").exclude(unit=case.unit_id).order_by("-since", "-pk").first()
    if grant is None:
        raise UnknownCode(kind="unit", value=ORIGIN)
    return grant.unit
