"""What a person does for a case that doesn't move by itself: try again, end it."""

from __future__ import annotations

from cases.engine.queue import enqueue
from cases.engine.unit_of_work import unit_of_work
from cases.engine.work import Work
from cases.errors import CaseIsOver, CaseNotFound, NotPermitted, ReasonRequired
from cases.models import (
    Case,
    Delivery,
    DeliveryStatus,
    Incident,
    JobStatus,
    SubscriptionStatus,
    TimerStatus,
)
from organization.models import User
from organization.selectors import effective_posts


def retry_incident(*, incident_id: int, actor: User) -> Case:
    """Try again what stopped: the job gets its attempts back, the timer is armed again, the token enters anew."""
    incident = Incident.objects.filter(pk=incident_id, resolved_at=None).first()
    if incident is None:
        raise CaseNotFound
    with unit_of_work(case_id=incident.case_id, actor=actor) as work:
        _require_leads(work, actor, "retry")
        if not work.case.is_running:
            raise CaseIsOver(life=work.case.life)
        work.resolve_incident(incident.token_number, "retry")
        job = work.case.jobs.filter(token_number=incident.token_number, status=JobStatus.FAILED).first()
        timer = work.case.timers.filter(token_number=incident.token_number, status=TimerStatus.FAILED).first()
        if job is not None:
            work.case.jobs.filter(pk=job.pk).update(
                status=JobStatus.QUEUED, attempts=0, run_after=work.at, ended_at=None
            )
            enqueue(job.pk, run_after=work.at)
        elif timer is not None:
            work.case.timers.filter(pk=timer.pk).update(
                status=TimerStatus.ARMED, attempts=0, next_attempt_at=work.at, ended_at=None
            )
        elif not _retry_delivery(work, incident):
            work.retry(incident.token_number, incident.element)
    return work.case


def cancel_case(*, case_id: int, actor: User, reason: str) -> Case:
    """End a case: nothing waits for anybody any more. Asks for a reason. Raises CaseIsOver, NotPermitted."""
    if not reason.strip():
        raise ReasonRequired
    with unit_of_work(case_id=case_id, actor=actor) as work:
        if not work.case.is_running:
            raise CaseIsOver(life=work.case.life)
        _require_leads(work, actor, "cancel")
        work.cancel(reason=reason)
    return work.case


def _retry_delivery(work: Work, incident: Incident) -> bool:
    """A message or signal that could not be handed over is sent to the token again."""
    failed = Delivery.objects.filter(
        subscription__case=work.case,
        subscription__token_number=incident.token_number,
        subscription__status=SubscriptionStatus.ARMED,
        status=DeliveryStatus.FAILED,
    )
    return bool(
        failed.update(status=DeliveryStatus.PENDING, attempts=0, next_attempt_at=work.at, ended_at=None)
    )


def _require_leads(work: Work, actor: User, action: str) -> None:
    """Repairs are for whoever leads the case's unit or a function of it. Raises NotPermitted."""
    if work.package.bare:
        return
    posts = effective_posts(actor, work.at)
    if not any(post.unit_id == work.case.unit_id and post.role.leads for post in posts):
        raise NotPermitted(action=action, needs="a leading role in the unit")
