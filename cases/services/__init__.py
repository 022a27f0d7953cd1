"""Everything that changes a case: one function a verb, one transaction a call. Pages, API and commands call these."""

from .attachments import store_attachment
from .corrections import correct_document, correctable_forms, may_correct
from .drafts import discard_draft, read_draft, save_counter_draft, save_task_draft
from .emergency import open_in_emergency
from .foresight import preview_repair, repairable
from .handover import hand_over_shift, receive_shift
from .identity import reveal_party
from .incidents import acknowledge_incident
from .jobs import end_with_error, recover_stalled, run_job
from .opening import open_case, ways_in
from .outbox import choose_channel, deliver_message, recover_messages, resend_messages
from .papers import add_paper
from .prints import print_document
from .publications import broadcast_signal, correlate_message, deliver_due
from .reassigning import foresee_reassignment, reassign_tasks, undo_reassignment
from .reopening import may_withdraw, reopen_case, reopened_until, ways_back, withdraw_case
from .repairs import cancel_case, repair_case, retry_incident
from .retention import due_for_erasure, erase_case, hold_case, kept_until, release_hold
from .seals import approve_unsealing, ask_unsealing, pending_unsealing, recuse_oneself
from .similar import similar_to, similar_to_answers
from .starts import arm_starts_of, fire_starts
from .surveys import Survey, answer_survey, survey_of, tell_invited
from .tasks import assign_task, claim_task, complete_task, release_task
from .timers import fire_due
from .workers import round_of

__all__ = [
    "Survey",
    "acknowledge_incident",
    "add_paper",
    "answer_survey",
    "approve_unsealing",
    "arm_starts_of",
    "ask_unsealing",
    "assign_task",
    "broadcast_signal",
    "cancel_case",
    "choose_channel",
    "claim_task",
    "complete_task",
    "correct_document",
    "correctable_forms",
    "correlate_message",
    "deliver_due",
    "deliver_message",
    "discard_draft",
    "due_for_erasure",
    "end_with_error",
    "erase_case",
    "fire_due",
    "fire_starts",
    "foresee_reassignment",
    "hand_over_shift",
    "hold_case",
    "kept_until",
    "may_correct",
    "may_withdraw",
    "open_case",
    "open_in_emergency",
    "pending_unsealing",
    "preview_repair",
    "print_document",
    "read_draft",
    "reassign_tasks",
    "receive_shift",
    "recover_messages",
    "recover_stalled",
    "recuse_oneself",
    "release_hold",
    "release_task",
    "reopen_case",
    "reopened_until",
    "repair_case",
    "repairable",
    "resend_messages",
    "retry_incident",
    "reveal_party",
    "round_of",
    "run_job",
    "save_counter_draft",
    "save_task_draft",
    "similar_to",
    "similar_to_answers",
    "store_attachment",
    "survey_of",
    "tell_invited",
    "undo_reassignment",
    "ways_back",
    "ways_in",
    "withdraw_case",
]
