"""The kinds of machine step. A new procedure needs no new kind; a new kind is a module here and a line in the table.

A kind works in two steps: `prepare` does what is slow or may fail, with the case unlocked; what it gives back is
handed to `apply` under the lock, which writes and gives the step's results, JSON-ready, to the flow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cases.engine.work import Work
from cases.models import Job

from . import (
    aggregate,
    check_conflict,
    find_duplicates,
    issue_document,
    notify,
    open_case,
    publish,
    refer_case,
    reserve_number,
    seal,
    survey_figures,
    void_document,
)


@dataclass(frozen=True, slots=True)
class JobKind:
    """`prepare(job) -> prepared`, then `apply(work, job, prepared) -> results`. Raises JobFailed."""

    prepare: Callable[[Job], Any]
    apply: Callable[[Work, Job, Any], Mapping[str, Any]]


CATALOGUE: dict[str, JobKind] = {
    "issue_document": JobKind(issue_document.prepare, issue_document.apply),
    "void_document": JobKind(void_document.prepare, void_document.apply),
    "reserve_number": JobKind(reserve_number.prepare, reserve_number.apply),
    "notify": JobKind(notify.prepare, notify.apply),
    "check_conflict": JobKind(check_conflict.prepare, check_conflict.apply),
    "find_duplicates": JobKind(find_duplicates.prepare, find_duplicates.apply),
    "seal": JobKind(seal.prepare, seal.apply),
    "refer_case": JobKind(refer_case.prepare, refer_case.apply),
    "open_case": JobKind(open_case.prepare, open_case.apply),
    "continue_as": JobKind(open_case.prepare, open_case.apply_continue),
    "publish": JobKind(publish.prepare, publish.apply),
    "aggregate": JobKind(aggregate.prepare, aggregate.apply),
    "survey_figures": JobKind(survey_figures.prepare, survey_figures.apply),
}
