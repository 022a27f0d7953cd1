"""Showing who somebody is: with a reason, and on record before it is shown."""

from __future__ import annotations

from typing import Any

from cases.engine.identity import unseal
from cases.engine.time import now
from cases.engine.unit_of_work import unit_of_work
from cases.errors import CaseErased, CaseNotFound, ReasonRequired
from cases.models import Party
from cases.selectors import reach_of, visible_cases
from organization.models import User


def reveal_party(*, party_id: int, actor: User, reason: str) -> dict[str, Any]:
    """The identity of a party of a case that the person may see. Raises ReasonRequired, CaseNotFound."""
    if not reason.strip():
        raise ReasonRequired
    party = Party.objects.filter(pk=party_id, case__in=visible_cases(reach_of(actor, now()))).first()
    if party is None:
        raise CaseNotFound
    with unit_of_work(case_id=party.case_id, actor=actor) as work:
        if work.case.erased_at is not None:
            raise CaseErased
        work.record("identity.shown", party=party.pk, role=party.role, reason=reason.strip()[:300])
    return unseal(party, bytes(work.case.data_key))
