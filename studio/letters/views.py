"""The preview of a document."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from cases.documents import DocumentFailed
from studio.pages import Room, version_page

from .sample import preview


@require_GET
@xframe_options_sameorigin
@version_page
def document(request: HttpRequest, room: Room, code: str) -> HttpResponse:
    """The PDF, or why there is none."""
    try:
        content = preview(room.package, code, room.desk)
    except KeyError as missing:
        raise Http404 from missing
    except (DocumentFailed, ValueError) as fault:
        return room.show(request, "studio/letters/failed.html", tab="letters", status=422, reason=str(fault))
    return HttpResponse(content, content_type="application/pdf")
