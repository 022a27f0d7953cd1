"""What people without an account do: open a case, answer what they are asked. The code is their key."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cases.engine import files
from cases.engine.unit_of_work import unit_of_work
from cases.errors import AlreadyClaimed, CannotStart, CaseIsOver, CaseNotFound, TaskAlreadyDone, TaskNotFound
from cases.models import Case, Document, DocumentStatus, TrackingCode
from organization.models import Unit
from workflows.addresses import Address
from workflows.models import ProcedureVersion
from workflows.packages import Package
from workflows.selectors import package_of

from .answers import accept
from .idempotency import already_done, remember
from .opening import open_case, ways_in
from .public_answers import of_public
from .tasks import activation, go_on, moved, open_task
from .tracking import code_for, keep


@dataclass(frozen=True, slots=True)
class Receipt:
    """What somebody leaves with. The code is kept nowhere."""

    case: Case
    code: str
    access: TrackingCode


def open_public_case(
    *,
    version: ProcedureVersion,
    unit: Unit,
    channel: str,
    event: str,
    answers: Mapping[str, Any],
    secret: str,
    own_files: Collection[str] = (),
) -> Receipt:
    """Open a case for somebody without an account. Raises CannotStart, InvalidAnswers; nothing is written then.

    `secret` is the page's own (at least 128 random bits): the same page handed in again opens nothing, and gives the
    same receipt. `own_files` are ids of files that were stored for this page; no other file is taken.
    """
    package = package_of(version)
    start = next((s for s in ways_in(package, actor=None, unit=unit) if s.event == event), None)
    if start is None or channel not in start.channels:
        raise CannotStart(procedure=package.key, channel=channel)
    given = dict(answers)
    if start.form:
        given = of_public(package.form(start.form), answers, known={}, own_files=own_files)
    code = code_for(secret)
    with transaction.atomic():
        case = open_case(
            version=version,
            unit=unit,
            actor=None,
            channel=channel,
            event=event,
            answers=given,
            idempotency_key=hashlib.sha256(secret.encode()).hexdigest(),
        )
        access = case.tracking_codes.first() or _first_code(case, code)
    return Receipt(case, code, access)


def _first_code(case: Case, code: str) -> TrackingCode:
    with unit_of_work(case_id=case.pk) as work:
        return keep(work, code)


def answer_public_task(
    *,
    task_id: int,
    role: str,
    answers: Mapping[str, Any],
    own_files: Collection[str] = (),
    idempotency_key: str = "",
) -> Case:
    """A party of the case does a task that is addressed to it; `role` is the party whose code was shown.

    Raises TaskNotFound (it isn't this party's), InvalidAnswers, TaskAlreadyDone, CaseIsOver, AlreadyClaimed (an
    officer is at it). Handing in the same page again changes nothing.
    """
    operation = f"answer_public_task:{task_id}"
    try:
        with unit_of_work(task_id=task_id) as work:
            task = open_task(work)
            if str(Address(party=role)) not in task.queues():
                raise TaskNotFound
            if task.owner_id is not None:
                raise AlreadyClaimed(task=task.title, by="", at=task.assigned)
            given = dict(answers)
            if task.form_id:
                form = work.package.form(task.form_id)
                given = of_public(form, answers, known=work.case.data, own_files=own_files)
            with moved(work, task):
                results = accept(work, form_id=task.form_id, answers=given, task=task)
                activation(task).answer(at=work.at)
            go_on(work, task, results, party=role)
            remember(idempotency_key, None, operation, work.case, at=work.at)
    except (TaskAlreadyDone, CaseIsOver):
        done = already_done(idempotency_key, None, operation)
        if done is None:
            raise
        return done
    return work.case


def read_document(*, access: TrackingCode, document_id: int) -> tuple[Document, bytes]:
    """A paper of the case that its package lets the party download, with its content; on record. Raises CaseNotFound."""
    document = Document.objects.filter(pk=document_id, case=access.case_id).first()
    if document is None or document.status != DocumentStatus.ISSUED:
        raise CaseNotFound
    with unit_of_work(case_id=access.case_id) as work:
        if not may_download(work.package, document):
            raise CaseNotFound
        work.record("document.downloaded", document=document.pk, party=access.role)
    return document, files.load(document.storage_name)


def may_download(package: Package, document: Document) -> bool:
    return any(known.code == document.code and known.download for known in package.definition.documents)
