"""The counter: a person stands there, one screen from the first question to the open case."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import services
from cases.engine.time import now
from cases.errors import InvalidAnswers, SwitchedOff
from cases.models import Case, Draft
from cases.services.scanning import scans_for
from organization import crypto
from workflows.errors import ProcedureNotFound
from workflows.models import ProcedureVersion
from workflows.packages import Package
from workflows.packages.definition import StartDefinition, StartScreen
from workflows.selectors import is_offered, package_of, published_version, versions_in_force

from .forms import Sheet, keep_files, posted
from .not_offered import services_not_offered
from .pages import Desk, desk_page, show
from .similar import Similar, similar_rows


@require_GET
@desk_page
def counter(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The services that this person may open, and the drafts that lie on the unit's desks."""
    offered: list[dict[str, Any]] = []
    for version in versions_in_force(unit=desk.unit):
        package = package_of(version)
        for start in _at_the_counter(package, desk):
            if start.screen is StartScreen.CALL or not _is_the_desks(start):
                continue
            offered.append(
                {
                    "package": package,
                    "start": start,
                    "title": title_of(package, start, desk.lang),
                    "service": package.definition.title.in_(desk.lang),
                }
            )
    titles = {(offer["package"].key, offer["start"].event): offer["title"] for offer in offered}
    kept = (
        Draft.objects.filter(unit=desk.unit, task=None).select_related("saved_by").order_by("-saved_at")[:12]
    )
    drafts = [
        {"draft": draft, "title": titles[draft.procedure_key, draft.entry]}
        for draft in kept
        if (draft.procedure_key, draft.entry) in titles
    ]
    return show(
        request,
        desk,
        "desk/counter.html",
        offered=offered,
        not_offered=services_not_offered(desk),
        scans=any(scans_for(actor=desk.user, unit=desk.unit)),
        drafts=drafts,
    )


@desk_page
def open_page(request: HttpRequest, desk: Desk, key: str, event: str) -> HttpResponse:
    """One service's start form. POST opens the case; a fault keeps everything that was typed."""
    version, package, start = way_in(desk, key, event)
    draft = _draft(desk, request.POST.get("_draf") or request.GET.get("draf"))
    sheet = blank_sheet(desk, version, package, start, draft)
    if request.method != "POST":
        return _page(request, desk, sheet, start, sheet.answers())
    answers = posted(request, sheet.form)
    draft = _save(desk, key, start, draft, answers)
    keep_files(request, answers, desk, draft)
    draft = _save(desk, key, start, draft, answers)
    sheet = blank_sheet(desk, version, package, start, draft)
    if "_tambah" in request.POST or "_simpan" in request.POST:
        return _page(request, desk, sheet, start, answers)
    try:
        case = services.open_case(
            version=version,
            unit=desk.unit,
            actor=desk.user,
            channel=start.channels[0],
            event=start.event,
            answers=answers,
            draft_id=draft.pk,
            idempotency_key=request.POST.get("_kunci", ""),
        )
    except InvalidAnswers:
        return _page(request, desk, sheet, start, answers, show_errors=True)
    services.discard_draft(draft_id=draft.pk, actor=desk.user, unit=desk.unit)
    messages.success(request, _("Berkas %(number)s dibuka.") % {"number": case.file_number})
    return redirect("desk:case", case.pk)


@require_POST
@desk_page
def open_fields(request: HttpRequest, desk: Desk, key: str, event: str) -> HttpResponse:
    """The fields again, for what was just changed, and the draft kept."""
    version, package, start = way_in(desk, key, event)
    draft = _draft(desk, request.POST.get("_draf"))
    answers = posted(request, package.form(start.form))
    draft = _save(desk, key, start, draft, answers)
    if request.FILES:
        keep_files(request, answers, desk, draft)
        draft = _save(desk, key, start, draft, answers)
    sheet = blank_sheet(desk, version, package, start, draft)
    context = {
        "form": sheet.view(answers, desk),
        "saved_at": draft.saved_at,
        "draft": draft,
        "similar": _similar(desk, sheet, start, answers),
    }
    return render(request, "desk/parts/fields_and_similar.html", context)


def _similar(desk: Desk, sheet: Sheet, start: StartDefinition, answers: dict[str, object]) -> list[Similar]:
    found = services.similar_to_answers(
        sheet.case, sheet.package, form_id=start.form, answers=answers, reach=desk.reach
    )
    return similar_rows(found, desk)


def _at_the_counter(package: Package, desk: Desk) -> list[StartDefinition]:
    """The ways in for a person who stands there; scanned paper has a page of its own."""
    return [
        start for start in services.ways_in(package, actor=desk.user, unit=desk.unit) if start.scan is None
    ]


def way_in(desk: Desk, key: str, event: str) -> tuple[ProcedureVersion, Package, StartDefinition]:
    try:
        version = published_version(key)
    except ProcedureNotFound as fault:
        raise Http404 from fault
    package = package_of(version)
    if not is_offered(version.procedure, desk.unit):
        raise SwitchedOff(procedure=key, channel="", unit=desk.unit.path)
    for start in _at_the_counter(package, desk):
        if start.event == event:
            return version, package, start
    raise Http404


def blank_sheet(
    desk: Desk,
    version: ProcedureVersion,
    package: Package,
    start: StartDefinition,
    draft: Draft | None = None,
) -> Sheet:
    """A case that isn't saved stands in for the one to come, so that the form can read parameters and channel."""
    blank = Case(
        procedure_version=version,
        procedure_key=package.key,
        unit=desk.unit,
        channel=start.channels[0],
        entry=start.event,
        data_key=crypto.new_data_key(),
        opened_at=now(),
    )
    return Sheet(blank, package, package.form(start.form) if start.form else None, draft=draft)


def _is_the_desks(start: StartDefinition) -> bool:
    """A way in that is open to everybody is the front door's; an officer opens at those that name officers."""
    return any(text != "public" for text in start.by)


def _draft(desk: Desk, number: str | None) -> Draft | None:
    if not number or not number.isdecimal():
        return None
    return Draft.objects.filter(pk=int(number), unit=desk.unit, task=None).first()


def _save(
    desk: Desk, key: str, start: StartDefinition, draft: Draft | None, answers: dict[str, object]
) -> Draft:
    return services.save_counter_draft(
        draft_id=draft.pk if draft else None,
        actor=desk.user,
        unit=desk.unit,
        procedure_key=key,
        entry=start.event,
        channel=start.channels[0],
        answers=answers,
    )


def title_of(package: Package, start: StartDefinition, lang: str) -> str:
    node = package.process.nodes.get(start.event)
    return (node.name if node is not None and node.name else "") or package.definition.title.in_(lang)


def _page(
    request: HttpRequest,
    desk: Desk,
    sheet: Sheet,
    start: StartDefinition,
    answers: dict[str, object],
    *,
    show_errors: bool = False,
) -> HttpResponse:
    context = {
        "package": sheet.package,
        "service": sheet.package.definition.title.in_(desk.lang),
        "title": title_of(sheet.package, start, desk.lang),
        "start": start,
        "form": sheet.view(answers, desk, show_errors=show_errors),
        "similar": _similar(desk, sheet, start, answers),
        "draft": sheet.draft,
        "saved_at": sheet.draft.saved_at if sheet.draft else None,
        "key": secrets.token_hex(16),
    }
    return show(request, desk, "desk/open.html", status=422 if show_errors else 200, **context)
