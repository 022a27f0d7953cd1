"""Has this been reported before? Asked while a form is being filled, before there is a case and a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from cases.engine.similar import fingerprints
from cases.engine.variables import context_of
from cases.models import Case
from cases.selectors import Reach, similar_cases
from workflows.packages import Package

from .answers import check


def similar_to_answers(
    case: Case, package: Package, *, form_id: str, answers: Mapping[str, Any], reach: Reach
) -> QuerySet[Case]:
    """Cases likely about the same matter as what has been typed so far, right or wrong. `case` need not be stored.

    Source: SOP-SPKT-01, IV.2.i (already reported at another unit?); domain book, P-01 and P-02 (gateways).
    """
    if not package.definition.duplicates or not form_id:
        return Case.objects.none()
    values = check(case, package, form_id=form_id, answers=answers).values
    return _similar(package, values, reach)


def similar_to(case: Case, package: Package, *, reach: Reach) -> QuerySet[Case]:
    """Cases likely about the same matter as one that is there."""
    if not package.definition.duplicates:
        return Case.objects.none()
    return _similar(package, context_of(case, package), reach, but=case.pk)


def _similar(
    package: Package, data: Mapping[str, Any], reach: Reach, *, but: int | None = None
) -> QuerySet[Case]:
    wanted = [(each.index, each.since) for each in fingerprints(package, data, at=reach.at)]
    return similar_cases(wanted, but=but, places=reach.places) if wanted else Case.objects.none()
