"""A form's answers on their way into the case: cleaned, identities sealed, files attached, search values lifted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any
from zoneinfo import ZoneInfo

from cases.engine.identity import without_identities
from cases.engine.time import now
from cases.engine.variables import context_of
from cases.engine.work import Work
from cases.errors import InvalidAnswers
from cases.models import Attachment, Case, Task
from forms_config.schema import Cleaned, Environment, Form, Option, clean, iter_fields
from organization.roster import Available, available
from organization.selectors import catalogue
from workflows import feel
from workflows.packages import Package


def accept(
    work: Work,
    *,
    form_id: str,
    answers: Mapping[str, Any],
    draft_id: int | None = None,
    task: Task | None = None,
) -> dict[str, Any]:
    """The answers as results for the flow, identities stored. Raises InvalidAnswers with every fault at once.

    A bare diagram has no forms: what is given is taken as it is.
    """
    picked: list[int] = []
    if not form_id:
        values = dict(answers)
    else:
        cleaned = check(work.case, work.package, form_id=form_id, answers=answers, task=task)
        if cleaned.errors:
            raise InvalidAnswers(cleaned.errors)
        values = dict(cleaned.values)
        picked = _picked(work.package.form(form_id), values)
    values, parties = without_identities(values, work.package.definition.parties, case=work.case, at=work.at)
    if parties:
        work.case.party_label = parties[0].label
        work.record("parties.stored", parties=[party.pk for party in parties])
    _attach(work, values, draft_id, picked)
    return values


def check(
    case: Case,
    package: Package,
    *,
    form_id: str,
    answers: Mapping[str, Any],
    task: Task | None = None,
) -> Cleaned:
    """What the form says of the answers, with nothing written."""
    return clean(package.form(form_id), answers, env=environment(case, package, task=task))


def environment(case: Case, package: Package, *, task: Task | None = None) -> Environment:
    """What a form of this case may read: the data, the people, the task's own inputs, decisions, catalogues, time."""
    at = now().astimezone(ZoneInfo(case.unit.zone))
    surroundings = context_of(case, package, task.inputs if task else None)

    def decide(decision_id: str, inputs: Mapping[str, Any]) -> Any:
        model = package.decision_model(decision_id)
        return feel.to_json(model.evaluate(decision_id, {**surroundings, **inputs}))

    def options(code: str) -> list[Option]:
        return [Option(entry.code, entry.id, entry.en) for entry in catalogue(code, at.date())]

    def officers(role: str) -> list[Option]:
        return [_officer(found) for found in available(case.unit, role, at)]

    return Environment(
        context=surroundings,
        decide=decide,
        catalogue=options,
        officers=officers,
        now=at,
    )


def _officer(found: Available) -> Option:
    """An officer as a choice: stored by account, name and function, told apart by who is on duty."""
    function = found.function
    record = {
        "akun": found.user.username,
        "nama": found.user.display_name,
        "fungsi": function.code if function else "",
    }
    label, label_en = found.user.display_name, found.user.display_name
    if function is not None:
        label, label_en = f"{label}, {function.title}", f"{label_en}, {function.title_en or function.title}"
    if not found.on_duty:
        label, label_en = f"{label} (tidak sedang jaga)", f"{label_en} (not on duty)"
    return Option(record, label, label_en)


def _picked(form: Form, values: Mapping[str, Any]) -> list[int]:
    """The files that file fields outside of lists name."""
    paths = (part.path.split(".") for part in iter_fields(form) if part.type == "filepicker")
    found = (reduce(_step, path, values) for path in paths)
    return [int(number) for numbers in found for number in numbers or () if str(number).isdecimal()]


def _step(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else None


def _attach(work: Work, values: Mapping[str, Any], draft_id: int | None, picked: Sequence[int]) -> None:
    """Files that hang on the draft, or that an answer names, belong to the case from now on.

    A file field takes only what the same person has brought: numbers can be guessed.
    """
    named = [int(number) for number in _files(values) if str(number).isdecimal()]
    loose = Attachment.objects.filter(case=None)
    moved = loose.filter(draft_id=draft_id).update(case=work.case, draft=None) if draft_id else 0
    if named:
        moved += loose.filter(pk__in=named, draft=None).update(case=work.case)
    if picked:
        own = loose.filter(pk__in=picked, draft=None, uploaded_by=work.actor)
        moved += own.update(case=work.case)
    if moved:
        work.record("attachments.added", count=moved)


def _files(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        own = list(value.get("files") or []) if "files" in value else []
        return own + [found for item in value.values() for found in _files(item)]
    if isinstance(value, list):
        return [found for item in value for found in _files(item)]
    return []
