"""Serah terima: the list of a shift, its note, and two signatures. For every officer of the unit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import selectors, services
from cases.desk.pages import Desk, desk_page, show
from cases.desk.rows import number_parts, state_title
from cases.models import Case, HandOver
from workflows.selectors import package_of

#: Earlier hand-overs that the page shows.
LATEST = 10


@require_http_methods(["GET", "POST"])
@desk_page
def handovers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """GET shows the latest, POST signs and gives."""
    if request.method == "POST":
        given = services.hand_over_shift(
            unit_id=desk.unit.pk, actor=desk.user, note=request.POST.get("catatan", "")
        )
        messages.success(request, _("Serah terima ditandatangani. Minta regu berikutnya menerimanya."))
        return redirect("supervision:handover", given.pk)
    latest = _of_units(desk).filter(unit=desk.unit).order_by("-given_at")[:LATEST]
    return show(request, desk, "supervision/handovers.html", latest=latest)


@require_GET
@desk_page
def handover(request: HttpRequest, desk: Desk, handover_id: int) -> HttpResponse:
    """One list, to read, to print and to sign; cases that the reader may not know of aren't on it."""
    given = _of_units(desk).filter(pk=handover_id).first()
    if given is None:
        raise Http404
    numbers = [row["case"] for row in given.content]
    visible = selectors.visible_cases(desk.reach).filter(pk__in=numbers, sealed=False)
    cases = visible.select_related("procedure_version").defer("procedure_version__archive").in_bulk()
    rows = [_row(row, cases[row["case"]], desk) for row in given.content if row["case"] in cases]
    context: dict[str, Any] = {
        "given": given,
        "rows": rows,
        "running": sum(row["clock"] == "running" for row in rows),
        "may_receive": given.received_by_id is None and given.given_by_id != desk.user.pk,
    }
    return show(request, desk, "supervision/handover.html", **context)


@require_POST
@desk_page
def receive(request: HttpRequest, desk: Desk, handover_id: int) -> HttpResponse:
    given = services.receive_shift(handover_id=handover_id, actor=desk.user)
    messages.success(request, _("Serah terima diterima atas nama Anda."))
    return redirect("supervision:handover", given.pk)


def _of_units(desk: Desk) -> Any:
    return HandOver.objects.filter(unit__in=desk.reach.units).select_related(
        "unit", "given_by", "received_by"
    )


def _row(row: dict[str, Any], case: Case, desk: Desk) -> dict[str, Any]:
    package = package_of(case.procedure_version)
    due: datetime | None = parse_datetime(row["due"]) if row["due"] else None
    then = Case(state=row["state"])
    return {
        "case": case,
        "number": number_parts(case)[0],
        "service": package.definition.title.in_(desk.lang),
        "state": state_title(then, package, desk.lang),
        "clock": row["clock"],
        "due": due,
        "tasks": row["tasks"],
    }
