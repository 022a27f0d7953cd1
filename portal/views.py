"""Public pages: is this paper genuine?"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases.documents.wording import zone_letters
from cases.selectors import document_by_code, standing_of
from organization.accounts import client_address

from .services import public_starts
from .throttle import WINDOW, is_too_often


@require_safe
@never_cache
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """What an issued document says of itself: number, date, status and hash; of its holder, initials at most."""
    typed = request.GET.get("kode", "").strip()
    if typed and "/" not in typed:
        return redirect("portal:verify", typed.upper())
    code = code or typed
    if code and is_too_often(client_address(request)):
        refused = render(request, "portal/too_often.html", status=429)
        refused["Retry-After"] = str(WINDOW)
        return refused
    document = document_by_code(code) if code else None
    context = {
        "code": code,
        "document": document,
        "zone": zone_letters(document.case.unit.zone) if document else "",
        "status": standing_of(document, timezone.now()) if document else "",
        "extension": _extension(document) if document else "",
    }
    return render(request, "portal/verify.html", context, status=404 if code and document is None else 200)


def _extension(document: Any) -> str:
    """The address of the form by which its holder asks for an extension; empty where the service offers none now."""
    key, code = document.case.procedure_key, document.code
    for found in public_starts():
        known = [paper for paper in found.package.definition.documents if paper.code == code and paper.extend]
        asked = known[0].extend if known and found.package.key == key else None
        if asked is not None and asked.event == found.start.event:
            prefilled = urlencode({asked.number: document.number} if asked.number else {})
            return f"{reverse('portal:start', args=[key, asked.event])}?{prefilled}"
    return ""
