"""The list of files, one file as text, one more file."""

from __future__ import annotations

import mimetypes
from pathlib import PurePosixPath

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from studio.decisions.rows import finding_rows
from studio.pages import Room, version_page
from studio.saving import Mark, kept
from workflows.packages.archive import TEXT_SUFFIXES, unsafe

#: One file that is typed or uploaded.
LARGEST = 2 * 1024 * 1024


@require_http_methods(["GET", "POST"])
@version_page
def files(request: HttpRequest, room: Room) -> HttpResponse:
    """All files; a POST adds one, empty or uploaded."""
    if request.method == "POST":
        name = request.POST.get("nama", "").strip()
        upload = request.FILES.get("isi")
        if not name or unsafe(name) or (upload is not None and (upload.size or 0) > LARGEST):
            messages.error(request, _("Nama berkas tidak dapat dipakai, atau berkasnya lebih dari 2 MB."))
            return redirect(request.path)
        content = upload.read() if upload is not None else b""
        return kept(request, room, {name: content}, back=room.address("file", name))
    rows = [
        {"name": name, "size": len(data), "text": _is_text(name)} for name, data in room.package.files.items()
    ]
    return room.show(request, "studio/files/list.html", tab="files", rows=rows, mark=Mark.of(room, request))


@require_http_methods(["GET", "POST"])
@version_page
def file(request: HttpRequest, room: Room, name: str) -> HttpResponse:
    """One text file, with what the check says about it."""
    if name not in room.package.files or not _is_text(name):
        raise Http404
    if request.method == "POST":
        text = request.POST.get("isi", "").replace("\r\n", "\n")
        return kept(request, room, {name: text.encode()}, back=request.path)
    found = [finding for finding in room.findings if finding.file == name]
    return room.show(
        request,
        "studio/files/file.html",
        tab="files",
        name=name,
        text=room.package.files[name].decode("utf-8", errors="replace"),
        findings=list(zip(finding_rows(found, room.desk.lang), found, strict=True)),
        mark=Mark.of(room, request),
    )


@require_GET
@version_page
def raw(request: HttpRequest, room: Room, name: str) -> HttpResponse:
    """A file to take along, never to be shown by the browser."""
    if name not in room.package.files:
        raise Http404
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    answer = HttpResponse(room.package.files[name], content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{PurePosixPath(name).name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _is_text(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in TEXT_SUFFIXES
