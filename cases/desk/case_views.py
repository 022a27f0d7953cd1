"""The case file: what happened, who, which papers, and why it came here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import selectors, services
from cases.engine import files
from cases.errors import CaseNotFound
from cases.models import Attachment, Case, Document, Party
from cases.services.notices import acknowledge
from organization.guards import guards_access
from workflows.packages import Package
from workflows.selectors import package_of

from .correspondence import CHOICES, letters_of, notes_of
from .deeds import deeds_of
from .facts import Subjects, facts_of
from .pages import Desk, desk_page, show
from .rows import number_parts, pill_of, pill_of_run, stage_of, state_title
from .sentences import told

PAGE_SIZE = 25


@require_GET
@desk_page
def case_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    cases = (
        selectors.search_cases(desk.reach, text)
        if text
        else (selectors.listed_cases(desk.reach).select_related("unit").order_by("-opened_at"))
    )
    related = cases.select_related("procedure_version").defer("procedure_version__archive")
    page = Paginator(related, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = []
    subjects = Subjects(desk.lang)
    for case in page.object_list:
        package = package_of(case.procedure_version)
        title = package.definition.title.in_(desk.lang)
        rows.append(
            {
                "case": case,
                "number": number_parts(case)[0],
                "subject": subjects.of(case, package),
                "stage": stage_of(case, package),
                "service": title,
                "state": state_title(case, package, desk.lang),
                "pill": pill_of(case, desk.at),
            }
        )
    return show(request, desk, "desk/cases.html", page=page, rows=rows, text=text)


@csp_update({"style-src": "'unsafe-inline'"})  # the viewer of diagrams styles its own elements
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
            "pill": (pill := pill_of_run(run, desk.at)),
            "used": 100 - pill.share,
        }
        for run in case.clocks.all()
    ]
    head, tail = number_parts(case)
    here = [row[1] for row in case.marking.get("tokens", [])]
    path = _path(list(reversed(events)))
    open_tasks = [task for task in case.tasks.all() if task.is_open]
    context: dict[str, Any] = {
        "case": case,
        "head": head,
        "tail": tail,
        "service": package.definition.title.in_(desk.lang),
        "state": state_title(case, package, desk.lang),
        "stage": stage_of(case, package),
        "pill": pill_of(case, desk.at),
        "steps": _steps(case, package, desk.lang),
        "story": story,
        "why": _why(case, package, list(reversed(events))),
        "facts": facts_of(case, package, desk.lang),
        "clocks": clocks,
        "open_tasks": open_tasks,
        "my_tasks": [task for task in open_tasks if task.owner_id == desk.user.pk],
        "here": here,
        "path": path,
        "passed": _names(package, _passed(package, path)),
        "standing": _names(package, here),
        "incidents": [found for found in case.incidents.all() if found.resolved_at is None],
        "emergency": case.emergencies.filter(user=desk.user, until__gt=desk.at).first(),
        "guards": case.erased_at is None and guards_access(desk.user, case.unit, desk.at),
        "hold": case.holds.filter(lifted_at=None).first(),
        "deeds": deeds_of(case, package, desk),
        "leads": case.unit_id in desk.reach.leads,
        "letters": letters_of(case, package, desk.lang),
        "channels": CHOICES,
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
    person = services.reveal_party(party_id=party_id, actor=desk.user, reason=request.POST.get("alasan", ""))
    party = get_object_or_404(Party, pk=party_id)
    rows = [
        (name.replace("_", " ").capitalize(), value)
        for name, value in person.items()
        if value not in ("", None)
    ]
    context: dict[str, Any] = {"rows": rows, "party": party}
    if request.headers.get("HX-Request"):
        return render(request, "desk/parts/person.html", context)
    return show(request, desk, "desk/person.html", **context)


@require_POST
@desk_page
def hearing(request: HttpRequest, desk: Desk, party_id: int) -> HttpResponse:
    """By which channel and in which language a person wants to hear of the case."""
    channel, language = request.POST.get("saluran", ""), request.POST.get("bahasa", "")
    if channel not in ("", *(value for value, _label in CHOICES)) or language not in ("id", "en"):
        raise Http404
    party = services.choose_channel(party_id=party_id, actor=desk.user, channel=channel, language=language)
    messages.success(request, _("Cara memberi kabar disimpan."))
    return redirect("desk:case", party.case_id)


@require_GET
@desk_page
def document(request: HttpRequest, desk: Desk, document_id: int) -> HttpResponseBase:
    """An issued document as PDF, after a look at who asks."""
    found = Document.objects.filter(pk=document_id, case__in=selectors.visible_cases(desk.reach)).first()
    if found is None:
        raise CaseNotFound
    name = (found.number or found.code).replace("/", "-") + ".pdf"
    return sent(found.storage_name, "application/pdf", name, inline=True)


@require_GET
@desk_page
def attachment(request: HttpRequest, desk: Desk, attachment_id: int) -> HttpResponseBase:
    found = Attachment.objects.filter(pk=attachment_id, case__in=selectors.visible_cases(desk.reach)).first()
    if found is None:
        raise CaseNotFound
    return sent(found.storage_name, found.media_type, found.name, inline=False)


@require_GET
@desk_page
def notices(request: HttpRequest, desk: Desk) -> HttpResponse:
    found = list(selectors.notices_of(desk.reach)[:100])
    notes = notes_of(found, desk.lang)
    rows = [
        {"notice": notice, "number": number_parts(notice.case)[0], "text": notes.get(notice.pk, "")}
        for notice in found
    ]
    return show(request, desk, "desk/notices.html", notices=rows)


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


def sent(storage_name: str, media_type: str, name: str, *, inline: bool) -> FileResponse:
    """A stored file as an answer that no browser takes for anything else."""
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


def _passed(package: Package, path: list[str]) -> list[str]:
    """The elements along the path, in the order in which the case came to them."""
    flows = package.process.flows
    return [flows[flow].source for flow in dict.fromkeys(path) if flow in flows]


def _names(package: Package, elements: list[str]) -> list[str]:
    nodes = package.process.nodes
    return [nodes[element].name or element for element in elements if element in nodes]


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
                "reasons": [_said(reason) for reason in event.get("reasons", [])],
                "rules": [_said(rule) for rule in event.get("rules", [])],
            }
        )
    return found


def _said(reason: Mapping[str, Any]) -> dict[str, Any]:
    """A condition or a rule with what it read, truth values in words."""
    words = {True: _("ya"), False: _("tidak"), None: _("kosong")}
    inputs = {
        name: words[value] if value is None or isinstance(value, bool) else value
        for name, value in reason.get("inputs", {}).items()
    }
    return {**reason, "inputs": inputs}
