"""What the ladders of clocks told whom, and who has answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import selectors
from cases.desk.pages import Desk, show
from cases.desk.rows import number_parts, pill_of
from cases.models import Notice
from cases.selectors import Reach
from cases.services.notices import acknowledge
from workflows.selectors import package_of

from .pages import bridge_page

#: Rows that the page shows; what was answered long ago is in the cases' stories.
LATEST = 100


def escalations(reach: Reach) -> QuerySet[Notice]:
    """Escalations of cases in the units led, to anybody; the unanswered first, then the latest."""
    cases = selectors.visible_cases(reach).filter(unit__in=reach.leads)
    told = Notice.objects.filter(kind="escalation", case__in=cases)
    return (
        told.select_related("user", "case__unit", "case__procedure_version")
        .defer("case__procedure_version__archive")
        .order_by(F("acknowledged_at").desc(nulls_first=True), "-created_at", "pk")
    )


@require_GET
@bridge_page
def escalation_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    rows: list[dict[str, Any]] = [
        {
            "notice": notice,
            "number": number_parts(notice.case)[0],
            "service": (package := package_of(notice.case.procedure_version)).definition.title.in_(desk.lang),
            "clock": package.definition.clock(notice.data["clock"]).title.in_(desk.lang),
            "pill": pill_of(notice.case, desk.at),
            "mine": notice.user_id == desk.user.pk,
        }
        for notice in escalations(desk.reach)[:LATEST]
    ]
    waiting = sum(row["mine"] and row["notice"].acknowledged_at is None for row in rows)
    return show(request, desk, "supervision/escalations.html", rows=rows, waiting=waiting)


@require_POST
@bridge_page
def answer(request: HttpRequest, desk: Desk, notice_id: int) -> HttpResponse:
    acknowledge(notice_id=notice_id, actor=desk.user)
    messages.success(request, _("Pemberitahuan dicatat sudah Anda tanggapi."))
    return redirect("supervision:escalations")
