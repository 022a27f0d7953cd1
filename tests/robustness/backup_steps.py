"""What is done in an installation before it is backed up or moved, and how it is looked at afterwards."""

from __future__ import annotations

from typing import Any

from cases import services
from cases.engine.identity import unseal
from cases.models import Case
from organization.models import Unit, User
from workflows.selectors import published_version


def open_cases(index: int, unit: str, answers: dict[str, Any], cases: int) -> list[int]:
    unit_row, actor = Unit.objects.get(path=unit), User.objects.get(username="banit1")
    version = published_version("ternak")
    opened = [
        services.open_case(version=version, unit=unit_row, actor=actor, channel="langsung", answers=answers)
        for _ in range(cases)
    ]
    return [case.pk for case in opened]


def tell(index: int, cases: list[int]) -> list[dict[str, Any]]:
    """All that has to survive: stand, story, and a name that only the keys open."""
    return [_told(case) for case in Case.objects.filter(pk__in=cases).order_by("pk")]


def _told(case: Case) -> dict[str, Any]:
    return {
        "number": str(case),
        "opened": case.opened_at.isoformat(),
        "tasks": list(case.tasks.order_by("pk").values_list("element", "status")),
        "created": [
            moment.isoformat() for moment in case.tasks.order_by("pk").values_list("created", flat=True)
        ],
        "chain": case.chain_head,
        "people": [unseal(party, bytes(case.data_key)) for party in case.parties.order_by("pk")],
    }
