"""What is open to a person in a case besides its tasks, as its file shows it."""

from __future__ import annotations

from dataclasses import dataclass

from cases import services
from cases.models import Case, DocumentStatus
from workflows.packages import Package

from .pages import Desk


@dataclass(frozen=True)
class Deeds:
    """What is open to a person in a case: the ways back with their titles, taking it back, adding a paper."""

    ways_back: list[tuple[str, str]]
    withdraw: bool
    add_paper: bool
    correctable: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.ways_back or self.withdraw or self.add_paper)


def deeds_of(case: Case, package: Package, desk: Desk) -> Deeds:
    if case.erased_at is not None:
        return Deeds([], withdraw=False, add_paper=False, correctable=frozenset())
    ways = services.ways_back(case, package, actor=desk.user, at=desk.at)
    issued = [document for document in case.documents.all() if document.status == DocumentStatus.ISSUED]
    return Deeds(
        ways_back=[(way.event, title_of(package, way.event)) for way in ways],
        withdraw=services.may_withdraw(case, package, actor=desk.user, at=desk.at),
        add_paper=case.unit_id in desk.reach.units,
        correctable=frozenset(
            document.pk
            for document in issued
            if services.may_correct(case, package.definition.document(document.code), desk.user, at=desk.at)
        ),
    )


def title_of(package: Package, event: str) -> str:
    """What people call a start event."""
    node = package.process.nodes.get(event)
    return (node.name if node is not None and node.name else "") or event
