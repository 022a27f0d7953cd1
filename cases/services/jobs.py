"""Carrying out machine steps: at least once, with one effect, and a person asked when it can't be done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import Q

from cases.engine.queue import enqueue
from cases.engine.time import now
from cases.engine.unit_of_work import unit_of_work
from cases.errors import CaseBusy
from cases.jobs.catalogue import CATALOGUE
from cases.jobs.errors import BpmnError, JobFailed
from cases.models import Job, JobStatus

#: The wait before the second attempt; doubled for each further one.
FIRST_PAUSE = timedelta(seconds=5)
#: Workers that one job may cost. More than a failing step gets attempts: a machine that is switched off is not its fault.
_MOST_WORKERS = 10


def run_job(job_id: int) -> None:
    """Carry out one job, unless it is done, called off, or in another worker's hands."""
    job = _take(job_id)
    if job is None:
        return
    try:
        if job.type not in CATALOGUE:
            raise JobFailed("job_type_unknown", job.type)
        prepared = CATALOGUE[job.type].prepare(job)
        _apply(job, prepared)
    except (CaseBusy, OperationalError):
        _put_back(job)
    except BpmnError as error:
        end_with_error(job, error.code)
    except JobFailed as failure:
        _failed(job, failure.code, failure.detail)
    except Exception as fault:  # noqa: BLE001 - whatever a step raises must reach a person as an incident
        _failed(job, type(fault).__name__, "")


def end_with_error(job: Job, code: str) -> None:
    """The job is over with an error of the procedure: the flow goes on where that is caught, else the case fails."""
    with unit_of_work(case_id=job.case_id) as work:
        mine = Job.objects.filter(pk=job.pk, status=job.status, attempts=job.attempts)
        if not mine.update(status=JobStatus.ERROR, ended_at=work.at, lease_until=None, last_error=code[:300]):
            return
        work.throw_error(job.token_number, job.element, code)


def recover_stalled(*, limit: int = 100) -> int:
    """Ask again for jobs whose worker was lost, or whose place in the queue was; a person, after the last attempt.

    Gives how many.
    """
    moment = now()
    lost = _abandoned(moment) | Q(status=JobStatus.QUEUED, run_after__lt=moment - _lease())
    with transaction.atomic():
        jobs = list(Job.objects.select_for_update(skip_locked=True).filter(lost)[:limit])
        for job in jobs:
            _ask_again(job, at=moment)
    return len(jobs) + _give_up(moment, limit=limit - len(jobs))


def _give_up(moment: datetime, *, limit: int) -> int:
    """Of jobs that took their worker with them each time: trying once more would take the next one."""
    worn_out = Q(status=JobStatus.RUNNING, lease_until__lt=moment, attempts__gte=_MOST_WORKERS)
    jobs = list(Job.objects.filter(worn_out)[:limit])
    return sum(_failed_if_free(job) for job in jobs)


def _failed_if_free(job: Job) -> bool:
    """A case that somebody holds is left to the next look."""
    try:
        _failed(job, "worker_lost", "")
    except CaseBusy:
        return False
    return True


def _abandoned(moment: datetime) -> Q:
    """Jobs whose worker has been silent for too long, unless they have cost too many workers."""
    return Q(status=JobStatus.RUNNING, lease_until__lt=moment, attempts__lt=_MOST_WORKERS)


def _lease() -> timedelta:
    """How long a worker may be silent about a job before another takes it."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def _take(job_id: int) -> Job | None:
    moment = now()
    free = Q(status=JobStatus.QUEUED, run_after__lte=moment) | _abandoned(moment)
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).filter(free, pk=job_id).first()
        if job is None:
            return None
        job.status, job.lease_until, job.attempts = JobStatus.RUNNING, moment + _lease(), job.attempts + 1
        job.save(update_fields=["status", "lease_until", "attempts"])
    return job


def _apply(job: Job, prepared: Any) -> None:
    with unit_of_work(case_id=job.case_id) as work:
        mine = Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING, attempts=job.attempts)
        if not mine.update(status=JobStatus.DONE, ended_at=work.at, lease_until=None, last_error=""):
            return
        results = CATALOGUE[job.type].apply(work, job, prepared)
        work.resolve_incident(job.token_number, "done")
        where = work.where(job.token_number)
        work.record("job.done", job.element, **where, type=job.type, attempts=job.attempts)
        work.complete(job.token_number, job.element, results)


def _put_back(job: Job) -> None:
    """The case was busy or the database away: not the job's fault, so it costs no attempt."""
    job.attempts -= 1
    with transaction.atomic():
        _ask_again(job, at=now() + FIRST_PAUSE)


def _failed(job: Job, code: str, detail: str) -> None:
    """Try again later, or ask a person after the last attempt."""
    with unit_of_work(case_id=job.case_id) as work:
        mine = Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING, attempts=job.attempts)
        if not mine.update(last_error=f"{code} {detail}"[:300]):
            return
        if job.attempts < job.max_attempts:
            _ask_again(job, at=work.at + FIRST_PAUSE * 2 ** (job.attempts - 1))
            return
        mine.update(status=JobStatus.FAILED, lease_until=None, ended_at=work.at)
        work.open_incident(job.token_number, job.element, code, {"detail": detail})


def _ask_again(job: Job, *, at: datetime) -> None:
    Job.objects.filter(pk=job.pk).update(
        status=JobStatus.QUEUED, run_after=at, lease_until=None, attempts=job.attempts
    )
    enqueue(job.pk, run_after=at)
