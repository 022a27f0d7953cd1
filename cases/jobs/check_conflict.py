"""`check_conflict`: keeps the case from the officer it is about, and says whether the unit may handle it itself.

The reported officers are the parties that the package marks `recuse: true`; each is looked up by `nrp`. Headers or
inputs, all optional: `functions`, the codes of the functions that would handle the matter, with commas; `function`, the
code of the function concerned where the officer isn't known. Results: `conflict` (somebody is kept out), `climbs`
(it has to go one level up), `known` (the officer was found).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cases.engine import access
from cases.engine.variables import context_of
from cases.engine.work import Work
from cases.models import Job
from organization.conflict import Conflict, conflict_of, conflict_of_function
from organization.models import User

from .settings import optional


def prepare(job: Job) -> None:
    """Nothing is slow here."""


def apply(work: Work, job: Job, prepared: None) -> Mapping[str, Any]:
    handled_by = [code.strip() for code in str(optional(job, "functions") or "").split(",") if code.strip()]
    officers = list(_officers(work))
    found = [conflict_of(officer, at=work.at, handled_by=handled_by) for officer in officers]
    function = str(optional(job, "function") or "")
    if not officers and function:
        found = [conflict_of_function(work.case.unit, function, handled_by=handled_by)]
    places = frozenset(place for conflict in found for place in conflict.places)
    access.bar(work, places, element=job.element)
    return {"conflict": bool(places), "climbs": _climbs(found), "known": bool(officers)}


def _climbs(found: list[Conflict]) -> bool:
    return any(conflict.climbs for conflict in found)


def _officers(work: Work) -> Iterator[User]:
    reported = [party.path for party in work.package.definition.parties if party.recuse]
    data = context_of(work.case, work.package)
    people = [person for path in reported for person in _people_at(data, path)]
    numbers = [str(person.get("nrp") or "") for person in people]
    yield from User.objects.filter(nrp__in=[number for number in numbers if number])


def _people_at(data: Any, path: str) -> list[Mapping[str, Any]]:
    value = data
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    people = value if isinstance(value, list) else [value]
    return [person for person in people if isinstance(person, Mapping)]
