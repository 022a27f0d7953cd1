"""What stands still, and who has how much to do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from cases.desk.pages import Desk, show
from organization.staffing import staffing

from .pages import bridge_page
from .rows import groups_of
from .stuck import stuck_cases
from .workload import workload


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


@require_GET
@bridge_page
def loads(request: HttpRequest, desk: Desk) -> HttpResponse:
    found = workload(desk.reach, desk.lang)
    staffed = staffing(desk.reach.leads, desk.at)
    queues = [
        {
            "title": staffed.words(queue.key, desk.lang),
            "held": queue.key in staffed.held,
            "load": queue.load,
        }
        for queue in found.queues
    ]
    everything = [row.load.all for row in found.officers] + [row.load.all for row in found.queues]
    context: dict[str, Any] = {
        "officers": found.officers,
        "queues": queues,
        "most": max(everything, default=0) or 1,
    }
    return show(request, desk, "supervision/workload.html", **context)
