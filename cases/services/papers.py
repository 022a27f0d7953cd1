"""A paper that comes in when the case is already under way, or over: it is kept, and nothing else changes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cases.engine.unit_of_work import unit_of_work
from cases.engine.work import Work
from cases.errors import CaseErased, CaseNotFound
from cases.models import Attachment
from cases.selectors import reach_of
from organization.models import User

from .attachments import store_attachment
from .reopening import require_known


@transaction.atomic
def add_paper(
    *,
    case_id: int,
    actor: User,
    name: str,
    content: bytes,
    received_at: datetime | None = None,
    note: str = "",
) -> Attachment:
    """Add a paper to a case, running or over, with the moment at which it was received. Raises FileRefused.

    Only somebody of the unit that has the case now, CaseNotFound for others. Source: SOP-SPKT-01, III.2.c.2.
    """
    with unit_of_work(case_id=case_id, actor=actor) as work:
        require_known(work.case, actor)
        if work.case.unit_id not in reach_of(actor, work.at).units:
            raise CaseNotFound
        paper = store_attachment(name=name, content=content, actor=actor, draft=None)
        put_in(work, paper, received_at=received_at or work.at, note=note)
    return paper


def put_in(work: Work, paper: Attachment, *, received_at: datetime, note: str = "") -> None:
    """A stored file becomes one of the case's papers, with the moment at which it was received. Raises CaseErased."""
    if work.case.erased_at is not None:
        raise CaseErased
    paper.case = work.case
    paper.save(update_fields=["case"])
    work.record(
        "paper.added",
        paper=paper.pk,
        received=received_at.isoformat(),
        life=work.case.life,
        note=note.strip()[:300],
    )
