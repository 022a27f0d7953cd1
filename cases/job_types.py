"""The names of the kinds of machine step, and what the diagram has to tell each: known without loading any of them."""

from __future__ import annotations

from collections.abc import Mapping

#: Job type to the headers or inputs that it can't do without.
JOB_TYPES: Mapping[str, tuple[str, ...]] = {
    "issue_document": ("document",),
    "void_document": ("number", "reason"),
    "reserve_number": ("number",),
    "notify": ("message",),
    "check_conflict": (),
    "find_duplicates": (),
    "seal": (),
    "refer_case": ("unit",),
    "open_case": ("procedure",),
    "continue_as": ("procedure",),
    "publish": ("announcement",),
    "aggregate": ("from", "until"),
    "survey_figures": ("from", "until"),
}
