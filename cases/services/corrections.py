"""Ralat: a document that was given out with something wrong in it is replaced by a corrected one.

The corrected one bears the same number and says which edition it is; the wrong one is void, and its verification page
leads to the other. What is corrected are answers of the case's own forms, judged by the form as they were at first.

Source: SOP-SPKT-01, III.2.c (documents are kept); domain book, 5.2 (the reporter reads it again before signing).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.documents.typst import DocumentFailed
from cases.engine import files
from cases.engine.lifting import lift
from cases.engine.time import now
from cases.engine.unit_of_work import unit_of_work
from cases.engine.work import Work
from cases.errors import CaseErased, Conflict, DocumentNotFound, DocumentNotMade, NotPermitted, ReasonRequired
from cases.jobs.issue_document import new_verify_code
from cases.jobs.paper import Composition, compose
from cases.models import STATUS, Case, Document, DocumentStatus
from cases.selectors import reach_of, visible_cases
from organization.models import User
from organization.selectors import effective_posts
from workflows.packages import Package
from workflows.packages.definition import DocumentDefinition

from .answers import accept
from .opening import admits


def correct_document(
    *, document_id: int, actor: User, form_id: str, answers: Mapping[str, Any], reason: str
) -> Document:
    """Give out a corrected edition. `answers` are those of one of the case's filled forms, whole, as corrected.

    For whoever may sign the document (a leading role of the unit, where it names no signers). Raises
    DocumentNotFound, NotPermitted, InvalidAnswers, ReasonRequired, Conflict (void or replaced already),
    DocumentNotMade; nothing is written then. Concurrency: one case lock, held while the paper is set, which takes
    well under a second: what it says and what the case says must not part.
    """
    if not reason.strip():
        raise ReasonRequired
    wrong = Document.objects.filter(pk=document_id, case__in=visible_cases(reach_of(actor, now()))).first()
    if wrong is None:
        raise DocumentNotFound
    with unit_of_work(case_id=wrong.case_id, actor=actor) as work:
        if work.case.erased_at is not None:
            raise CaseErased
        wrong = _still_counting(work, document_id)
        definition = work.package.definition.document(wrong.code)
        if not may_correct(work.case, definition, actor, at=work.at):
            raise NotPermitted(action="correct", needs=", ".join(definition.signers) or "a leading role")
        if form_id not in correctable_forms(work.case, work.package):
            raise NotPermitted(action="correct", needs="a form of the case")
        work.case.data.update(accept(work, form_id=form_id, answers=answers))
        lift(work)
        _void(work, wrong, reason.strip()[:300])
        return _issued_again(work, wrong, definition, actor)


def correctable_forms(case: Case, package: Package) -> list[str]:
    """The forms that were filled in the case, the start form first."""
    starts = [start.form for start in package.definition.start if start.event == case.entry and start.form]
    done = case.tasks.filter(status=STATUS.DONE).exclude(form_id="").order_by("finished", "pk")
    return list(dict.fromkeys([*starts, *done.values_list("form_id", flat=True)]))


def may_correct(case: Case, definition: DocumentDefinition, actor: User, *, at: datetime) -> bool:
    """Whether somebody may sign the document, or leads the unit where it names no signers."""
    if definition.signers:
        return admits(definition.signers, actor=actor, unit=case.unit, at=at)
    return any(post.unit_id == case.unit_id and post.role.leads for post in effective_posts(actor, at))


def _still_counting(work: Work, document_id: int) -> Document:
    document = work.case.documents.get(pk=document_id)
    if document.status != DocumentStatus.ISSUED:
        raise Conflict(what=str(document))
    return document


def _void(work: Work, document: Document, reason: str) -> None:
    Document.objects.filter(pk=document.pk).update(
        status=DocumentStatus.VOIDED, voided_at=work.at, void_reason=reason
    )
    work.record(
        "document.corrected", document=document.pk, code=document.code, number=document.number, reason=reason
    )


def _issued_again(work: Work, wrong: Document, definition: DocumentDefinition, actor: User) -> Document:
    made = Composition(
        definition=definition,
        number=wrong.number,
        issued_at=work.at,
        valid_until=wrong.valid_until,
        verify_code=new_verify_code(),
        edition=wrong.edition + 1,
        signer=actor,
    )
    try:
        stored = files.store(compose(work, made).render())
    except DocumentFailed as failure:
        raise DocumentNotMade(document=wrong.title, why=failure.code) from failure
    document = Document.objects.create(
        case=work.case,
        code=wrong.code,
        title=wrong.title,
        number=wrong.number,
        token_number=wrong.token_number,
        edition=made.edition,
        issued_at=made.issued_at,
        valid_until=made.valid_until,
        signer=actor,
        replaces=wrong,
        verify_code=made.verify_code,
        storage_name=stored.name,
        sha256=stored.sha256,
        size=stored.size,
    )
    work.record("document.issued", document=document.pk, code=document.code, number=document.number, fee=0)
    work.tell(f"document:{document.code}")
    return document
