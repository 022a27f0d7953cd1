"""The modeler's page, the diagram itself, saving with its findings, and shapes laid out by the server."""

from __future__ import annotations

import re
from typing import Any

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from studio.decisions.rows import finding_rows
from studio.pages import Room, version_page
from studio.saving import Mark, beside, keep
from studio.sentences import sentence
from workflows.bpmn import BpmnError
from workflows.bpmn.layout import with_layout
from workflows.errors import ProcedureError
from workflows.findings import Finding, render
from workflows.packages import check
from workflows.packages.editing import in_utf8, with_files

from .words import lists, words

_DRAWING = re.compile(rb"<(?P<tag>(?:\w+:)?BPMNDiagram)\b.*?</(?P=tag)>", re.DOTALL)


@csp_update({"style-src": "'unsafe-inline'"})  # the modeler styles its own elements
@require_GET
@version_page
def flow(request: HttpRequest, room: Room) -> HttpResponse:
    """The modeler over one diagram of the version: its main one, or `?berkas=`."""
    file = _file(request, room)
    settings = {
        "words": words(),
        "lists": lists(room.package),
        "writes": room.may_write,
        "element": request.GET.get("unsur", ""),
        "findings": _findings(room.findings, file, room.desk.lang),
    }
    return room.show(
        request,
        "studio/flow/flow.html",
        tab="flow",
        file=file,
        files=room.package.diagram_files,
        settings=settings,
        mark=Mark.of(room, request),
    )


def _file(request: HttpRequest, room: Room) -> str:
    files = room.package.diagram_files
    wanted = request.POST.get("_berkas") or request.GET.get("berkas") or (files[0] if files else "")
    if wanted not in files:
        raise Http404
    return wanted


@require_GET
@version_page
def diagram(request: HttpRequest, room: Room) -> HttpResponse:
    """The diagram, in the encoding that the answer names."""
    source = in_utf8(room.package.files[_file(request, room)])
    return HttpResponse(source, content_type="application/xml; charset=utf-8")


@require_POST
@version_page
def save(request: HttpRequest, room: Room) -> HttpResponse:
    """Keep the diagram and say what is wrong with it now: {revision, findings}, or {text} for a refusal."""
    file = _file(request, room)
    changes = {file: request.POST.get("xml", "").encode()}
    if request.POST.get("_lakukan") == "di_samping":
        return beside(request, room, changes)
    try:
        version = keep(request, room, changes)
    except ProcedureError as refusal:
        return JsonResponse({"text": sentence(refusal), "code": refusal.code}, status=409)
    found = check([with_files(room.package, changes)], room.vocabulary)
    return JsonResponse({"revision": version.revision, "findings": _findings(found, file, room.desk.lang)})


@require_POST
@version_page
def layout(request: HttpRequest, room: Room) -> HttpResponse:
    """The sent diagram with all shapes laid out anew; nothing is kept. {text} says why not."""
    bare = _DRAWING.sub(b"", request.POST.get("xml", "").encode())
    try:
        drawn = with_layout(bare)
    except BpmnError as fault:
        return JsonResponse({"text": render(fault.as_finding(), room.desk.lang).message}, status=422)
    return JsonResponse({"xml": drawn.decode()})


def _findings(found: list[Finding], file: str, lang: str) -> list[dict[str, Any]]:
    """Findings as the script shows them; `here` are those of the diagram on the page."""
    return [
        {
            "code": finding.code,
            "severity": str(finding.severity),
            "file": finding.file,
            "here": finding.file == file,
            "element": finding.element,
            "message": row.message,
            "hint": row.hint,
        }
        for finding, row in zip(found, finding_rows(found, lang), strict=True)
    ]
