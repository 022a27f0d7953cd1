"""What somebody types is kept, valid or not, until it is handed in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from cases.engine.time import now
from cases.errors import Conflict, NotPermitted, TaskAlreadyDone, TaskNotFound
from cases.models import Draft, Task
from organization import crypto
from organization.models import Unit, User
from organization.selectors import queue_keys


def save_task_draft(*, task_id: int, actor: User, answers: Mapping[str, Any]) -> Draft:
    """Keep the answers of an open task so far. Only its holder, or whoever may take it.

    Raises TaskNotFound, TaskAlreadyDone, NotPermitted.
    """
    task = Task.objects.select_related("case", "unit", "owner").filter(pk=task_id).first()
    if task is None:
        raise TaskNotFound
    if task.finished is not None:
        by = task.owner.display_name if task.owner else ""
        raise TaskAlreadyDone(task=task.title, by=by, at=task.finished)
    if task.owner_id != actor.pk and not queue_keys(actor, now()).intersection(task.queues()):
        raise NotPermitted(action="draft")
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(task=task).first() or _new(
            unit=task.unit, actor=actor, procedure_key=task.case.procedure_key, task=task
        )
        return _save(draft, answers, actor)


def save_counter_draft(
    *,
    draft_id: int | None,
    actor: User,
    unit: Unit,
    procedure_key: str,
    entry: str,
    channel: str,
    answers: Mapping[str, Any],
    version: int | None = None,
) -> Draft:
    """Keep the answers of a counter form before there is a case; any desk of the unit may go on with it.

    `version` is the one the page was made from: Conflict when another desk saved since.
    """
    with transaction.atomic():
        draft = _counter_draft(draft_id, unit) if draft_id else None
        if (
            draft is not None
            and version is not None
            and draft.version != version
            and draft.saved_by_id != actor.pk
        ):
            raise Conflict(what="draft")
        if draft is None:
            draft = _new(unit=unit, actor=actor, procedure_key=procedure_key, entry=entry, channel=channel)
        return _save(draft, answers, actor)


def read_draft(draft: Draft) -> dict[str, Any]:
    """The answers, unsealed."""
    return json.loads(crypto.unseal(bytes(draft.data_key), bytes(draft.sealed), associated=b"draft"))


def discard_draft(*, draft_id: int, actor: User, unit: Unit) -> None:
    """Throw a counter draft of the unit away, on purpose."""
    Draft.objects.filter(pk=draft_id, unit=unit, task=None).delete()


def _counter_draft(draft_id: int, unit: Unit) -> Draft | None:
    return Draft.objects.select_for_update().filter(pk=draft_id, unit=unit, task=None).first()


def _new(*, unit: Unit, actor: User, procedure_key: str, **where: Any) -> Draft:
    moment = now()
    return Draft.objects.create(
        unit=unit,
        procedure_key=procedure_key,
        data_key=crypto.new_data_key(),
        sealed=b"",
        started_at=moment,
        saved_at=moment,
        saved_by=actor,
        **where,
    )


def _save(draft: Draft, answers: Mapping[str, Any], actor: User) -> Draft:
    text = json.dumps(answers, ensure_ascii=False)
    draft.sealed = crypto.seal(bytes(draft.data_key), text.encode(), associated=b"draft")
    draft.saved_at, draft.saved_by, draft.version = now(), actor, draft.version + 1
    draft.save(update_fields=["sealed", "saved_at", "saved_by", "version"])
    return draft
