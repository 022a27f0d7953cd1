"""Similar reports beside a form: number, unit, day and state; the file itself only for whoever may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cases.models import Case
from cases.selectors import visible_cases
from workflows.selectors import package_of

from .pages import Desk
from .rows import state_title


@dataclass(frozen=True)
class Similar:
    """`opens`: this person may open the file."""

    case: Case
    service: str
    state: str
    opens: bool


def similar_rows(cases: Iterable[Case], desk: Desk) -> list[Similar]:
    """Two queries where there are any: which of them the person may see is the selectors' rule."""
    found = list(cases)
    numbers = [case.pk for case in found]
    known = (
        set(visible_cases(desk.reach).filter(pk__in=numbers).values_list("pk", flat=True)) if found else set()
    )
    return [_row(case, desk, case.pk in known) for case in found]


def _row(case: Case, desk: Desk, opens: bool) -> Similar:
    package = package_of(case.procedure_version)
    return Similar(
        case, package.definition.title.in_(desk.lang), state_title(case, package, desk.lang), opens
    )
