"""The repairs of a case as pages: what may be repaired, what a repair would bring, and doing it with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import selectors, services
from cases.desk.pages import Desk, show
from cases.desk.rows import number_parts, pill_of
from cases.errors import CaseNotFound, Conflict, ReasonRequired
from cases.models import Case
from cases.services.foresight import Foreseen, Thing
from cases.services.repairs import KINDS, Repair
from organization.staffing import Staffing, staffing
from workflows.selectors import package_of

from .pages import bridge_page


class RepairForm(forms.Form):
    """What a repair needs to be told, as an address carries it."""

    jenis = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    token = forms.IntegerField(min_value=0, required=False)
    target = forms.CharField(max_length=255, required=False)
    incident = forms.IntegerField(min_value=1, required=False)
    timer = forms.IntegerField(min_value=1, required=False)
    clock = forms.IntegerField(min_value=1, required=False)
    due_at = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])

    def repair(self) -> Repair | None:
        """The repair that was asked for; None when something that it needs is missing."""
        if not self.is_valid():
            return None
        needed, make = KINDS[self.cleaned_data["jenis"]]
        given = {name: self.cleaned_data[name] for name in needed}
        return None if any(value in (None, "") for value in given.values()) else make(**given)


@require_GET
@bridge_page
def repairs(request: HttpRequest, desk: Desk, case_id: int) -> HttpResponse:
    case = _case(desk, case_id)
    if not case.is_running:
        return show(request, desk, "supervision/repairs.html", **_head(case, desk), found=None)
    found = services.repairable(case_id=case.pk, actor=desk.user)
    return show(request, desk, "supervision/repairs.html", **_head(case, desk), found=found)


@require_http_methods(["GET", "POST"])
@bridge_page
def preview(request: HttpRequest, desk: Desk, case_id: int) -> HttpResponse:
    """GET tells what would happen, POST does it, if the case still stands as it was told."""
    case = _case(desk, case_id)
    asked = RepairForm(request.GET)
    repair = asked.repair()
    if repair is None:
        messages.warning(request, _("Pilih dulu apa yang diperbaiki."))
        return redirect("supervision:repairs", case_id)
    if request.method == "POST":
        return _do(request, desk, case, repair)
    return _preview(request, desk, case, repair)


@require_POST
@bridge_page
def acknowledge_incident(request: HttpRequest, desk: Desk, incident_id: int) -> HttpResponse:
    reason = request.POST.get("alasan", "")
    case = services.acknowledge_incident(incident_id=incident_id, actor=desk.user, reason=reason)
    messages.success(request, _("Kegagalan dicatat sudah ditangani."))
    return redirect("desk:case", case.pk)


def _do(request: HttpRequest, desk: Desk, case: Case, repair: Repair) -> HttpResponse:
    version = request.POST.get("versi", "")
    try:
        services.repair_case(
            case_id=case.pk,
            actor=desk.user,
            repair=repair,
            reason=request.POST.get("alasan", ""),
            version=int(version) if version.isascii() and version.isdigit() else None,
        )
    except ReasonRequired:
        return _preview(request, desk, case, repair, fault=_("Tuliskan alasannya."), status=422)
    except Conflict:
        return _preview(
            request,
            desk,
            case,
            repair,
            fault=_("Perkara ini bergerak sejak pratinjau dibuka. Periksa lagi, lalu ulangi."),
            status=409,
        )
    messages.success(request, _("Perbaikan dilakukan dan tercatat di riwayat atas nama Anda."))
    return redirect("desk:case", case.pk)


def _preview(
    request: HttpRequest, desk: Desk, case: Case, repair: Repair, *, fault: str = "", status: int = 200
) -> HttpResponse:
    foreseen = services.preview_repair(case_id=case.pk, actor=desk.user, repair=repair)
    kind = request.GET["jenis"]
    staffed = staffing({case.unit_id}, desk.at)
    context = {
        **_head(case, desk),
        "kind": kind,
        "foreseen": foreseen,
        "lines": _lines(foreseen, staffed, desk),
        "fault": fault,
        "reason": request.POST.get("alasan", ""),
        "needs_reason": kind != "retry",
    }
    return show(request, desk, "supervision/preview.html", status=status, **context)


def _lines(foreseen: Foreseen, staffed: Staffing, desk: Desk) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """What would come of it, in order: a heading with its things."""
    groups = (
        (_("Ditutup"), foreseen.called_off),
        (_("Dimulai"), foreseen.begun),
        (_("Diubah"), foreseen.changed),
        (_("Akan berhenti lagi di"), foreseen.stops),
    )
    return [(title, [_line(thing, staffed, desk) for thing in things]) for title, things in groups if things]


def _line(thing: Thing, staffed: Staffing, desk: Desk) -> Mapping[str, Any]:
    who = staffed.words(thing.who, desk.lang) if thing.who.count("/") == 2 else thing.who
    return {"kind": thing.kind, "name": thing.name, "who": who, "code": thing.code, "due_at": thing.due_at}


def _case(desk: Desk, case_id: int) -> Case:
    """A case of a unit that the person leads. Raises CaseNotFound."""
    cases = selectors.visible_cases(desk.reach).filter(unit__in=desk.reach.leads)
    case = cases.select_related("unit", "procedure_version__procedure").filter(pk=case_id).first()
    if case is None:
        raise CaseNotFound
    return case


def _head(case: Case, desk: Desk) -> dict[str, Any]:
    package = package_of(case.procedure_version)
    nodes = package.process.nodes
    stopped = case.incidents.filter(resolved_at=None).order_by("opened_at")
    return {
        "case": case,
        "number": number_parts(case)[0],
        "service": package.definition.title.in_(desk.lang),
        "pill": pill_of(case, desk.at),
        "incidents": [
            {
                "row": row,
                "name": (nodes[row.element].name or row.element) if row.element in nodes else row.element,
            }
            for row in stopped
        ],
    }
