"""What is left of a case that failed: somebody says that it was looked after, and how."""

from __future__ import annotations

from cases.engine.unit_of_work import unit_of_work
from cases.errors import CaseNotFound, Conflict, ReasonRequired
from cases.models import Case, Incident
from organization.models import User

from .repairs import require_leads


def acknowledge_incident(*, incident_id: int, actor: User, reason: str) -> Case:
    """Close the incident of a case that has ended: no step of it can be tried again. On any CaseError nothing is written.

    Raises ReasonRequired, CaseNotFound, NotPermitted, and Conflict for one that is resolved or whose case still runs:
    that one is repaired. Concurrency: one case lock.
    """
    if not reason.strip():
        raise ReasonRequired
    found = Incident.objects.filter(pk=incident_id).first()
    if found is None:
        raise CaseNotFound
    with unit_of_work(case_id=found.case_id, actor=actor) as work:
        require_leads(work.case, actor, at=work.at, bare=work.package.bare)
        incident = work.case.incidents.filter(pk=incident_id, resolved_at=None).first()
        if incident is None or work.case.is_running:
            raise Conflict(what=found.element)
        work.record("incident.acknowledged", incident.element, reason=reason)
        work.resolve_incident(incident.token_number, "acknowledged")
    return work.case
