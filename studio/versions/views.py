"""Procedures with their versions as a line; beginning, importing, exporting, copying and throwing away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.desk.pages import Desk, show
from cases.selectors import running_by_version
from studio.decisions.rows import finding_rows
from studio.pages import Room, studio_page, version_page
from studio.sentences import sentence
from workflows.errors import PackageRefused, ProcedureExists
from workflows.packages import PackageError
from workflows.parts import Part, parts_of
from workflows.selectors import Version, archive_of, package_of, procedures_with_versions
from workflows.starting_points import starting_points

from . import life
from .forms import BeginForm, ImportForm


@require_GET
@studio_page
def procedure_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every procedure with its versions as a line, the newest on the right."""
    now = timezone.now()
    rows = []
    for procedure in procedures_with_versions():
        versions = list(procedure.versions.all())
        if versions:
            definition = package_of(versions[0]).definition
            rows.append(
                {
                    "key": procedure.key,
                    "title": definition.title.in_(desk.lang) or procedure.key,
                    "versions": [
                        _step(version, _in_force(versions, now), now) for version in reversed(versions)
                    ],
                }
            )
    may_write = Part.AUTHOR in parts_of(desk.user, now)
    return show(request, desk, "studio/versions/list.html", procedures=rows, may_write=may_write)


def _in_force(versions: list[Version], now: datetime) -> Version | None:
    """The one of a procedure's versions that new cases begin on."""
    begun = [
        (each.effective_from, each.serial, each)
        for each in versions
        if each.status == "published" and each.effective_from and each.effective_from <= now
    ]
    return max(begun)[2] if begun else None


def _step(version: Version, in_force: Version | None, now: datetime) -> dict[str, Any]:
    """One version on the line; a published one that isn't yet, or no longer, in force says so."""
    status = version.status
    if status == "published" and version != in_force:
        later = version.effective_from is not None and version.effective_from > now
        status = "later" if later else "replaced"
    return {"version": version, "status": status}


@require_http_methods(["GET", "POST"])
@studio_page
def begin(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A new procedure from a starting point."""
    points = {key: package.definition for key, package in starting_points().items()}
    choices = [(key, definition.title.in_(desk.lang)) for key, definition in points.items()]
    form = BeginForm(request.POST or None, points=choices)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            draft = life.begin(
                point=starting_points()[said["point"]],
                key=said["key"],
                title=said["title"],
                actor=desk.user,
                at=timezone.now(),
            )
        except ProcedureExists as refusal:
            form.add_error("key", sentence(refusal))
        else:
            messages.success(
                request, _("Prosedur baru dibuat sebagai draf. Tidak ada yang berlaku sebelum diterbitkan.")
            )
            return redirect("studio:version", draft.procedure.key, draft.serial)
    described = [(key, definition, definition.description) for key, definition in points.items()]
    return show(request, desk, "studio/versions/begin.html", form=form, points=described)


@require_http_methods(["GET", "POST"])
@studio_page
def bring_in(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Import a package; it is a draft whatever it was elsewhere."""
    form = ImportForm(request.POST or None, request.FILES or None)
    findings: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            outcome = life.bring_in(source=form.cleaned_data["package"], actor=desk.user, at=timezone.now())
        except (PackageError, PackageRefused) as refusal:
            findings = tuple(refusal.findings)
        else:
            text = (
                _("Isinya sama dengan versi %s; tidak ada yang berubah.")
                if outcome.unchanged
                else _("Paket diimpor sebagai draf: versi %s.")
            )
            messages.success(request, text % outcome.version.label)
            return redirect("studio:version", outcome.version.procedure.key, outcome.version.serial)
    return show(
        request,
        desk,
        "studio/versions/import.html",
        status=422 if findings else 200,
        form=form,
        findings=list(finding_rows(findings, desk.lang)),
    )


@require_GET
@version_page
def overview(request: HttpRequest, room: Room) -> HttpResponse:
    """What the version is, where it stands, what is wrong with it."""
    version = room.version
    return room.show(
        request,
        "studio/versions/overview.html",
        tab="version",
        findings=_placed(room),
        running=running_by_version(version.procedure.key).get(version.serial, 0),
        definition=room.package.definition,
        files=len(room.package.files),
    )


def _placed(room: Room) -> list[dict[str, Any]]:
    """Findings with the page on which each can be mended."""
    rows = finding_rows(room.findings, room.desk.lang)
    return [
        {"row": row, "finding": finding, "address": _page_of(room, finding.file, finding.element)}
        for row, finding in zip(rows, room.findings, strict=True)
    ]


def _page_of(room: Room, file: str, element: str) -> str:
    if file.endswith(".bpmn"):
        return room.address("flow") + (f"?unsur={element}" if element else "")
    if file.startswith("forms/") and file in room.package.files:
        return room.address("form", file.removeprefix("forms/").removesuffix(".form"))
    if file in room.package.files:
        return room.address("file", file)
    return ""


@require_GET
@version_page
def export(request: HttpRequest, room: Room) -> HttpResponse:
    """The package as it is stored, byte for byte."""
    answer = HttpResponse(archive_of(room.version), content_type="application/zip")
    name = f"{room.version.procedure.key}-{room.version.serial}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
@version_page
def copy(request: HttpRequest, room: Room) -> HttpResponse:
    draft = life.copy(version=room.version, actor=room.desk.user, at=timezone.now())
    messages.success(request, _("Draf baru dibuat: versi %s.") % draft.label)
    return redirect("studio:version", draft.procedure.key, draft.serial)


@require_POST
@version_page
def discard(request: HttpRequest, room: Room) -> HttpResponse:
    life.discard(version=room.version, actor=room.desk.user, at=timezone.now())
    messages.success(request, _("Draf dibuang."))
    return redirect("studio:procedures")
