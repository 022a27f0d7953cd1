"""The screen for calls: three answers while somebody is on the line, then help is on its way; the rest follows."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases import services
from cases.errors import InvalidAnswers
from workflows.models import ProcedureVersion
from workflows.packages import Package
from workflows.packages.definition import StartDefinition, StartScreen
from workflows.selectors import package_of, versions_in_force

from .board import scenes_of
from .counter import blank_sheet, title_of, way_in
from .forms import Sheet, posted
from .pages import Desk, desk_page, show


@require_GET
@desk_page
def page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The first of the services that take calls, ready to be filled; the others one key away."""
    offered = _offered(desk)
    if not offered:
        return show(request, desk, "desk/call.html", offered=[])
    version, package, start = offered[0]
    return _page(request, desk, blank_sheet(desk, version, package, start), start)


@desk_page
def open_page(request: HttpRequest, desk: Desk, key: str, event: str) -> HttpResponse:
    """One service's short form. POST opens the case, and the procedure sends at once; a fault keeps what was typed."""
    version, package, start = way_in(desk, key, event)
    sheet = blank_sheet(desk, version, package, start)
    if request.method != "POST":
        return _page(request, desk, sheet, start)
    answers = posted(request, sheet.form)
    try:
        case = services.open_case(
            version=version,
            unit=desk.unit,
            actor=desk.user,
            channel=start.channels[0],
            event=start.event,
            answers=answers,
            idempotency_key=request.POST.get("_kunci", ""),
        )
    except InvalidAnswers:
        return _page(request, desk, sheet, start, answers)
    messages.success(
        request, _("Laporan %(number)s masuk; piket dikumpulkan.") % {"number": case.file_number}
    )
    return redirect("desk:field_links", case.pk)


def _offered(desk: Desk) -> list[tuple[ProcedureVersion, Package, StartDefinition]]:
    found = []
    for version in versions_in_force(unit=desk.unit):
        package = package_of(version)
        ways = services.ways_in(package, actor=desk.user, unit=desk.unit)
        found += [(version, package, start) for start in ways if start.screen is StartScreen.CALL]
    return found


def _page(
    request: HttpRequest,
    desk: Desk,
    sheet: Sheet,
    start: StartDefinition,
    answers: dict[str, object] | None = None,
) -> HttpResponse:
    handed_in = answers is not None
    context = {
        "offered": [
            {"package": package, "start": other, "title": title_of(package, other, desk.lang)}
            for _version, package, other in _offered(desk)
        ],
        "package": sheet.package,
        "start": start,
        "title": title_of(sheet.package, start, desk.lang),
        "form": sheet.view(answers if answers is not None else sheet.answers(), desk, show_errors=handed_in),
        "key": request.POST.get("_kunci") or secrets.token_hex(16),
        "scenes": scenes_of(desk),
    }
    return show(request, desk, "desk/call.html", status=422 if handed_in else 200, **context)
