"""Public pages: is this paper genuine?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases.engine.time import now
from cases.models import Document, DocumentStatus
from cases.selectors import document_by_code


@require_safe
@never_cache
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """What an issued document says of itself: number, date, status and hash; of its holder, initials at most."""
    typed = request.GET.get("kode", "").strip()
    if typed:
        return redirect("portal:verify", typed.upper())
    document = document_by_code(code) if code else None
    context = {"code": code, "document": document, "status": _status(document) if document else ""}
    return render(request, "portal/verify.html", context, status=404 if code and document is None else 200)


def _status(document: Document) -> str:
    """"berlaku", "kedaluwarsa" or "dibatalkan"."""
    if document.status == DocumentStatus.VOIDED:
        return "dibatalkan"
    until = document.valid_until
    return "kedaluwarsa" if until is not None and until < now() else "berlaku"
