"""The case file: what happened, who, which papers, and why it came here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import selectors, services
from cases.engine import files
from cases.engine.clocks import status_of
from cases.errors import CaseNotFound
from cases.models import Attachment, Case, Document, Party
from cases.services.notices import acknowledge
from workflows.selectors import package_of

from .pages import Desk, desk_page, show
from .rows import pill_of, stage_of, state_title
from .sentences import told

PAGE_SIZE = 25


@require_GET
@desk_page
def case_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    cases = (
        selectors.search_cases(desk.reach, text)
        if text
        else (selectors.visible_cases(desk.reach).select_related("unit").order_by("-opened_at"))
    )
    page = Paginator(cases.select_related("procedure_version__procedure"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    rows = []
    for case in page.object_list:
        package = package_of(case.procedure_version)
        title = package.definition.title.in_(desk.lang)
        rows.append(
            {
                "case": case,
                "service": title,
                "state": state_title(case, package, desk.lang),
                "pill": pill_of(case, desk.at),
            }
        )
    return show(request, desk, "desk/cases.html", page=page, rows=rows, text=text)


@require_GET
@desk_page
def case_file(request: HttpRequest, desk: Desk, case_id: int) -> HttpResponse:
    case = selectors.case_file(desk.reach, case_id)
    if case is None:
        raise CaseNotFound
    package = package_of(case.procedure_version)
    events = list(selectors.story(case))
    story = [{"event": event, "text": text} for event in events if (text := told(event, package, desk.lang))]
    clocks = [
        {
            "title": package.definition.clock(run.code).title.in_(desk.lang),
            "run": run,
            "status": status_of(run, desk.at),
        }
        for run in case.clocks.all()
    ]
    context: dict[str, Any] = {
        "case": case,
        "service": package.definition.title.in_(desk.lang),
        "state": state_title(case, package, desk.lang),
        "stage": stage_of(case, package),
        "pill": pill_of(case, desk.at),
        "steps": _steps(case, package, desk.lang),
        "story": story,
        "why": _why(case, package, list(reversed(events))),
        "clocks": clocks,
        "open_tasks": [task for task in case.tasks.all() if task.is_open],
        "here": [row[1] for row in case.marking.get("tokens", [])],
        "path": _path(events),
        "incidents": [found for found in case.incidents.all() if found.resolved_at is None],
        "leads": case.unit_id in desk.reach.leads,
    }
    return show(request, desk, "desk/case.html", **context)


@require_GET
@desk_page
def diagram(request: HttpRequest, desk: Desk, case_id: int) -> HttpResponse:
    """The diagram that the case runs on, for the viewer."""
    case = selectors.visible_cases(desk.reach).select_related("procedure_version").filter(pk=case_id).first()
    if case is None:
        raise CaseNotFound
    return HttpResponse(package_of(case.procedure_version).definitions.xml, content_type="application/xml")


@require_POST
@desk_page
def reveal(request: HttpRequest, desk: Desk, party_id: int) -> HttpResponse:
    party = get_object_or_404(Party, pk=party_id)
    person = services.reveal_party(party_id=party_id, actor=desk.user, reason=request.POST.get("alasan", ""))
    return render(request, "desk/parts/person.html", {"person": person, "party": party})


@require_GET
@desk_page
def document(request: HttpRequest, desk: Desk, document_id: int) -> HttpResponseBase:
    """An issued document as PDF, after a look at who asks."""
    found = Document.objects.filter(pk=document_id, case__in=selectors.visible_cases(desk.reach)).first()
    if found is None:
        raise CaseNotFound
    name = (found.number or found.code).replace("/", "-") + ".pdf"
    return _sent(found.storage_name, "application/pdf", name, inline=True)


@require_GET
@desk_page
def attachment(request: HttpRequest, desk: Desk, attachment_id: int) -> HttpResponseBase:
    found = Attachment.objects.filter(pk=attachment_id, case__in=selectors.visible_cases(desk.reach)).first()
    if found is None:
        raise CaseNotFound
    return _sent(found.storage_name, found.media_type, found.name, inline=False)


@require_GET
@desk_page
def notices(request: HttpRequest, desk: Desk) -> HttpResponse:
    return show(request, desk, "desk/notices.html", notices=selectors.notices_of(desk.user)[:100])


@require_POST
@desk_page
def acknowledge_notice(request: HttpRequest, desk: Desk, notice_id: int) -> HttpResponse:
    acknowledge(notice_id=notice_id, actor=desk.user)
    messages.success(request, _("Pemberitahuan dicatat sudah Anda tanggapi."))
    return redirect("desk:notices")


@require_POST
@desk_page
def retry(request: HttpRequest, desk: Desk, incident_id: int) -> HttpResponse:
    case = services.retry_incident(incident_id=incident_id, actor=desk.user)
    messages.success(request, _("Langkah dicoba lagi."))
    return redirect("desk:case", case.pk)


def _sent(storage_name: str, media_type: str, name: str, *, inline: bool) -> FileResponse:
    path = files.path_of(storage_name)
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), as_attachment=not inline, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _steps(case: Case, package: object, lang: str) -> list[dict[str, object]]:
    """The states that the case went through, with their times, and the present one."""
    events = case.events.filter(kind="state.entered").order_by("seq")
    definition = package_of(case.procedure_version).definition
    titles = {state.code: state.title.in_(lang) for state in definition.states}
    return [
        {"title": titles.get(event.data["state"], event.data["state"]), "at": timezone.localtime(event.at)}
        for event in events
    ]


def _path(events: list) -> list[str]:
    return [
        flow
        for event in events
        if event.kind == "flow.moved"
        for _, flows in event.data["path"]
        for flow in flows
    ]


def _why(case: Case, package: object, events: list) -> list[dict[str, object]]:
    """Each decision with what it read: the condition that held, or the rules that matched."""
    drawn = package_of(case.procedure_version).process
    found = []
    for event in selectors.decisions_of(events):
        node = drawn.nodes.get(str(event["element"]))
        flows = [drawn.flows[flow] for flow in event.get("flows", []) if flow in drawn.flows]
        found.append(
            {
                **event,
                "name": node.name if node else event["element"],
                "taken": [flow.name or flow.target for flow in flows],
            }
        )
    return found
