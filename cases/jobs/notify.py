"""`notify`: sends a message of the package. Input or header `message`: its key. No results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.engine.work import Work
from cases.models import Job

from .settings import setting


def prepare(job: Job) -> None:
    """Nothing is slow here: delivery is the outbox's."""


def apply(work: Work, job: Job, prepared: None) -> Mapping[str, Any]:
    work.tell(str(setting(job, "message")))
    return {}
