"""What a step was told: an input goes before a header of the same name."""

from __future__ import annotations

from typing import Any

from cases.models import Job

from .errors import JobFailed


def setting(job: Job, name: str) -> Any:
    """The value. Raises JobFailed when the diagram gave none."""
    value = optional(job, name)
    if value in (None, ""):
        raise JobFailed("setting_missing", f"'{job.element}' needs '{name}'")
    return value


def optional(job: Job, name: str) -> Any:
    return job.inputs.get(name, job.headers.get(name))
