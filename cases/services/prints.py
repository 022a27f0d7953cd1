"""Handing out a paper once more: every print is counted and told."""

from __future__ import annotations

from django.db.models import F

from cases.engine.time import now
from cases.engine.unit_of_work import unit_of_work
from cases.errors import DocumentNotFound
from cases.models import Document
from cases.selectors import reach_of, visible_cases
from organization.models import User


def print_document(*, document_id: int, actor: User) -> Document:
    """Count one print of a document that the person may see. Raises DocumentNotFound.

    A voided one may be printed for the file; it stays void. Source: domain book, 5.3 (print and wet signature).
    """
    document = Document.objects.filter(pk=document_id, case__in=visible_cases(reach_of(actor, now()))).first()
    if document is None:
        raise DocumentNotFound
    with unit_of_work(case_id=document.case_id, actor=actor) as work:
        Document.objects.filter(pk=document.pk).update(prints=F("prints") + 1)
        document.refresh_from_db(fields=["prints"])
        work.record("document.printed", document=document.pk, number=document.number, count=document.prints)
    return document
