"""Everything that changes a case: one function a verb, one transaction a call. Pages, API and commands call these."""

from .attachments import store_attachment
from .drafts import discard_draft, read_draft, save_counter_draft, save_task_draft
from .identity import reveal_party
from .jobs import recover_stalled, run_job
from .opening import open_case, ways_in
from .repairs import cancel_case, retry_incident
from .tasks import assign_task, claim_task, complete_task, release_task
from .timers import fire_due
from .workers import round_of

__all__ = [
    "assign_task",
    "cancel_case",
    "claim_task",
    "complete_task",
    "discard_draft",
    "fire_due",
    "open_case",
    "read_draft",
    "recover_stalled",
    "release_task",
    "retry_incident",
    "reveal_party",
    "round_of",
    "run_job",
    "save_counter_draft",
    "save_task_draft",
    "store_attachment",
    "ways_in",
]
