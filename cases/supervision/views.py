"""The list of stuck cases."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from cases.desk.pages import Desk, show

from .pages import bridge_page
from .rows import groups_of
from .stuck import stuck_cases


@require_GET
@bridge_page
def stuck(request: HttpRequest, desk: Desk) -> HttpResponse:
    found = stuck_cases(desk.reach)
    return show(
        request,
        desk,
        "supervision/stuck.html",
        groups=groups_of(found, desk),
        total=len(found.rows),
        full=found.full,
    )
