"""`issue_document`: gives out a document of the package, with its number, validity and verification code.

Header or input `document`: its code. Input `replaces` (optional): the number of the document it takes the place of.
Results: `documentNumber`, `documentCode`, `validUntil` (ISO 8601, or null).

The number is reserved for this step first, so that however often the step is tried, and whatever kills it, one
number is used. The paper is set in a child process with the case unlocked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.documents.typst import DocumentFailed
from cases.engine import files
from cases.engine.due import after
from cases.engine.unit_of_work import unit_of_work
from cases.engine.variables import context_of, value_of
from cases.engine.work import Work
from cases.models import Document, Job, NumberEntry, NumberStatus
from organization.codes import random_code
from organization.selectors import CLOCK
from workflows import feel

from .errors import JobFailed
from .paper import Composition, compose
from .reserve_number import number_for
from .settings import optional, setting
from .void_document import document_by_number

#: Letters of a verification code: 80 bits, far too many to try out.
_CODE_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Prepared:
    """The paper, ready to be given out."""

    file: files.StoredFile
    number: str
    issued_at: datetime
    valid_until: datetime | None
    verify_code: str


def prepare(job: Job) -> Prepared:
    code = str(setting(job, "document"))
    with unit_of_work(case_id=job.case_id) as work:
        definition = work.package.definition.document(code)
        number = number_for(work, job, definition.number).text if definition.number else ""
        valid_until = _valid_until(work, definition.valid)
        composition = Composition(
            definition=definition,
            number=number,
            issued_at=work.at,
            valid_until=valid_until,
            verify_code=new_verify_code(),
        )
        paper = compose(work, composition)
    try:
        content = paper.render()
    except DocumentFailed as failure:
        raise JobFailed(failure.code, failure.detail) from failure
    return Prepared(files.store(content), number, composition.issued_at, valid_until, composition.verify_code)


def apply(work: Work, job: Job, prepared: Prepared) -> Mapping[str, Any]:
    code = str(setting(job, "document"))
    definition = work.package.definition.document(code)
    replaced = optional(job, "replaces")
    document = Document.objects.create(
        case=work.case,
        code=code,
        title=definition.title.id,
        number=prepared.number,
        token_number=job.token_number,
        issued_at=prepared.issued_at,
        valid_until=prepared.valid_until,
        signer=signer_of(work),
        replaces=document_by_number(work, str(replaced)) if replaced else None,
        verify_code=prepared.verify_code,
        storage_name=prepared.file.name,
        sha256=prepared.file.sha256,
        size=prepared.file.size,
    )
    NumberEntry.objects.filter(case=work.case, text=prepared.number).update(status=NumberStatus.ISSUED)
    work.record(
        "document.issued", job.element, document=document.pk, code=code, number=prepared.number, fee=0
    )
    results = {
        "documentNumber": prepared.number,
        "documentCode": code,
        "validUntil": prepared.valid_until.isoformat() if prepared.valid_until else None,
    }
    work.tell(f"document:{code}", results)
    return results


def signer_of(work: Work) -> Any:
    """Who signed: the person who completed the last task before this step."""
    done = work.case.tasks.filter(status="DONE").exclude(owner=None).order_by("-finished", "-pk").first()
    return done.owner if done else None


def _valid_until(work: Work, valid: str) -> datetime | None:
    if not valid:
        return None
    duration = value_of(valid, context_of(work.case, work.package))
    return after(work.at, feel.to_json(duration), unit=work.case.unit, calendar=CLOCK)


def new_verify_code() -> str:
    """Random letters and digits in groups of four, as printed beside the QR code."""
    return random_code(_CODE_LENGTH)
