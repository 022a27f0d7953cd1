"""What may be thrown away: files whose rows never came, rows of the job queue whose worker was lost."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from cases.engine import files
from cases.jobs.backend import forget_ended


def sweep_files() -> int:
    """Delete files that lie for a day and that no row names. Gives how many."""
    names = list(files.left_over())
    for name in names:
        files.path_of(name).unlink(missing_ok=True)
    return len(names)


def sweep_queue() -> int:
    """Delete rows of the job queue that lost workers left, and what ended a day ago. Gives how many.

    A step that was begun by a lost worker was asked for again by then; what it is about stands in the job's own row.
    """
    return forget_ended(before=timezone.now() - timedelta(days=1))
