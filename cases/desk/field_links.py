"""The officers of one case: the link of each as a code for the phone, what was reported, and what leaders were told."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases.documents.qr import qr_svg
from cases.errors import CaseNotFound
from cases.field_selectors import dispatches_of, told_to_leaders
from cases.models import Case, Dispatch
from cases.selectors import visible_cases
from cases.services.field_steps import may_hand_out, recall
from workflows.packages import Package
from workflows.selectors import package_of

from .facts import Subjects
from .field import arrival_pill, function_titles, place_of, steps_of, underway_row
from .pages import Desk, desk_page, show
from .rows import number_parts, state_title


@require_GET
@desk_page
def page(request: HttpRequest, desk: Desk, case_id: int) -> HttpResponse:
    found = visible_cases(desk.reach).select_related("unit", "procedure_version").filter(pk=case_id).first()
    if found is None:
        raise CaseNotFound
    package = package_of(found.procedure_version)
    context: dict[str, Any] = {
        "case": found,
        "number": number_parts(found)[0],
        "subject": Subjects(desk.lang).of(found, package),
        "place": place_of(found, package, desk.lang),
        "state": state_title(found, package, desk.lang),
        "pill": arrival_pill(found, package, desk.at),
        "officers": _officers(request, desk, found, package),
        "told": told_to_leaders(found),
        "tasks": [task for task in found.tasks.order_by("created", "pk") if task.is_open],
    }
    if request.headers.get("HX-Target") == "officers":
        return show(request, desk, "desk/parts/officers.html", **context)
    return show(request, desk, "desk/field_links.html", **context)


@require_GET
@desk_page
def qr(request: HttpRequest, desk: Desk, dispatch_id: int) -> HttpResponse:
    """The officer's link as a QR code, for those who may hand it out."""
    found = _handed_out(desk, dispatch_id)
    response = HttpResponse(qr_svg(_address(request, found)), content_type="image/svg+xml")
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@desk_page
def recall_link(request: HttpRequest, desk: Desk, dispatch_id: int) -> HttpResponse:
    found = _handed_out(desk, dispatch_id)
    recall(dispatch_id=found.pk, actor=desk.user)
    messages.success(request, _("Tautan %(who)s ditarik.") % {"who": found.officer.display_name})
    return redirect("desk:field_links", found.case_id)


def _handed_out(desk: Desk, dispatch_id: int) -> Dispatch:
    """Raises CaseNotFound, also for those who may know the case but not the link."""
    links = Dispatch.objects.filter(pk=dispatch_id, recalled_at=None, case__in=visible_cases(desk.reach))
    found = links.select_related("case__unit", "officer").first()
    if found is None or not may_hand_out(found, desk.user, desk.at):
        raise CaseNotFound
    return found


def _officers(request: HttpRequest, desk: Desk, case: Case, package: Package) -> list[dict[str, Any]]:
    titles = function_titles(desk.lang)
    steps = steps_of(package)
    rows = []
    for dispatch in dispatches_of(case):
        good = dispatch.expires_at > desk.at and may_hand_out(dispatch, desk.user, desk.at)
        reported = dispatch.reported()
        rows.append(
            {
                "row": underway_row(dispatch, package, desk.lang, titles),
                "address": _address(request, dispatch) if good else "",
                "steps": [
                    {"title": step.title.in_(desk.lang), "reported": reported.get(step.code)}
                    for step in steps
                ],
            }
        )
    return rows


def _address(request: HttpRequest, dispatch: Dispatch) -> str:
    return request.build_absolute_uri(reverse("desk:phone", args=[dispatch.token]))
