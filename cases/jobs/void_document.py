"""`void_document`: an issued document no longer counts. Inputs `number` and `reason`. Result: `voided` (its number).

The document may belong to an earlier case of the same unit; its verification page says so from then on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.engine.work import Work
from cases.models import Document, DocumentStatus, Job, NumberEntry, NumberStatus

from .errors import JobFailed
from .settings import setting


def prepare(job: Job) -> None:
    """Nothing is slow here."""


def apply(work: Work, job: Job, prepared: None) -> Mapping[str, Any]:
    number, reason = str(setting(job, "number")).strip(), str(setting(job, "reason"))[:300]
    document = document_by_number(work, number)
    changed = Document.objects.filter(pk=document.pk, status=DocumentStatus.ISSUED).update(
        status=DocumentStatus.VOIDED, voided_at=work.at, void_reason=reason
    )
    if changed:
        NumberEntry.objects.filter(text=number, case=document.case_id).update(status=NumberStatus.VOIDED)
        work.record("document.voided", job.element, document=document.pk, number=number)
    return {"voided": number}


def document_by_number(work: Work, number: str) -> Document:
    """The unit's document with that number. Raises JobFailed when there is none, or it was voided by another case."""
    document = Document.objects.filter(number=number, case__unit=work.case.unit).order_by("-pk").first()
    if document is None:
        raise JobFailed("document_unknown", number)
    return document
