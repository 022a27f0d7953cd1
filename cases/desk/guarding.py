"""Access out of the ordinary: opening a case in an emergency, opening a seal with another, keeping oneself out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import services
from cases.errors import CaseNotFound, ReasonRequired
from organization.guards import guards_access

from .pages import Desk, desk_page, show
from .rows import number_parts


@desk_page
def emergency(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A number and a reason. A case against oneself is refused as a number that nobody has."""
    number, reason = request.POST.get("nomor", ""), request.POST.get("alasan", "")
    fault = ""
    if request.method == "POST":
        try:
            opened = services.open_in_emergency(number=number, actor=desk.user, reason=reason)
        except ReasonRequired:
            fault = _("Tuliskan alasannya, sedikitnya sepuluh huruf.")
        except CaseNotFound:
            fault = _("Tidak ada perkara dengan nomor itu yang dapat Anda buka.")
        else:
            until = timezone.localtime(opened.until)
            messages.warning(
                request, _("Perkara terbuka bagi Anda sampai pukul %(at)s.") % {"at": f"{until:%H.%M}"}
            )
            return redirect("desk:case", opened.case_id)
    context = {"number": number, "reason": reason, "fault": fault}
    return show(request, desk, "desk/emergency.html", status=422 if fault else 200, **context)


@require_POST
@desk_page
def ask_unsealing(request: HttpRequest, desk: Desk, case_id: int) -> HttpResponse:
    services.ask_unsealing(case_id=case_id, actor=desk.user, reason=request.POST.get("alasan", ""))
    messages.success(request, _("Permintaan membuka segel dicatat. Orang kedua diberi tahu."))
    return redirect("desk:case", case_id)


@desk_page
def approve_unsealing(request: HttpRequest, desk: Desk, unsealing_id: int) -> HttpResponse:
    """What the second person decides: which case, who asked, and why."""
    asked = services.pending_unsealing(unsealing_id)
    if not guards_access(desk.user, asked.case.unit, desk.at):
        raise CaseNotFound
    if request.method == "POST":
        services.approve_unsealing(unsealing_id=unsealing_id, actor=desk.user)
        messages.success(request, _("Segel perkara dibuka."))
        return redirect("desk:notices")
    context: dict[str, Any] = {"asked": asked, "number": number_parts(asked.case)[0]}
    return show(request, desk, "desk/unsealing.html", **context)


@require_POST
@desk_page
def recuse(request: HttpRequest, desk: Desk, case_id: int) -> HttpResponse:
    services.recuse_oneself(case_id=case_id, actor=desk.user, reason=request.POST.get("alasan", ""))
    messages.success(request, _("Dicatat. Perkara itu tidak lagi terlihat oleh Anda."))
    return redirect("desk:inbox")


@require_POST
@desk_page
def hold(request: HttpRequest, desk: Desk, case_id: int) -> HttpResponse:
    """Keep the case beyond its retention time, or no longer."""
    reason = request.POST.get("alasan", "")
    if "lepas" in request.POST:
        services.release_hold(case_id=case_id, actor=desk.user, reason=reason)
        messages.success(request, _("Penahanan dari pemusnahan dicabut."))
    else:
        services.hold_case(case_id=case_id, actor=desk.user, reason=reason)
        messages.success(request, _("Perkara ditahan dari pemusnahan."))
    return redirect("desk:case", case_id)
