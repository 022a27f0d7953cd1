"""Refusals that were kept as code and facts, in the words of the desk."""

from __future__ import annotations

from types import SimpleNamespace

from django.utils.dateparse import parse_datetime

from cases import errors
from cases.desk.sentences import sentence_of
from cases.models import ReassignedTask

_KINDS = {
    kind.code: kind
    for kind in (
        errors.TaskNotFound,
        errors.TaskAlreadyDone,
        errors.CaseIsOver,
        errors.CaseBusy,
        errors.NotPermitted,
        errors.CannotReceive,
        errors.AlreadyHolds,
        errors.Conflict,
    )
}


def refusal_of_row(row: ReassignedTask) -> str:
    """Why a task was not handed over."""
    facts = dict(row.facts)
    if isinstance(facts.get("at"), str):
        facts["at"] = parse_datetime(facts["at"])
    return sentence_of(_KINDS.get(row.refusal, errors.CaseError), SimpleNamespace(code=row.refusal, **facts))
