"""`seal`: from here on only those who handle the case know of it. No settings, no results. Opening a seal takes two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.engine.work import Work
from cases.models import Job


def prepare(job: Job) -> None:
    """Nothing is slow here."""


def apply(work: Work, job: Job, prepared: None) -> Mapping[str, Any]:
    if not work.case.sealed:
        work.case.sealed = True
        work.record("case.sealed", job.element)
    return {}
