"""Pages over procedure.yaml and the messages: every field of the format in a form, nothing to be written by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from studio.pages import Room, version_page
from studio.saving import Changes, Mark, kept
from workflows.packages import MessageDefinition, ProcedureDefinition
from workflows.packages.editing import dumped, with_section
from workflows.packages.markup import MarkupError, Tree, parse
from workflows.packages.package import DEFINITION_FILE
from workflows.packages.records import key_of, read_record

from .choices import choices_for
from .drawing import drawn
from .gathering import gathered

#: The keys of procedure.yaml on each tab.
SECTIONS: dict[str, tuple[str, ...]] = {
    "stages": ("states", "clocks"),
    "general": (
        "title",
        "description",
        "version",
        "function",
        "start",
        "parameters",
        "survey",
        "retention",
        "legal_basis",
        "confirmed",
    ),
    "data": ("numbers", "parties", "privacy", "search", "duplicates"),
    "letters": ("documents",),
}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")


def section(tab: str) -> Callable[..., HttpResponseBase]:
    """The page of one tab."""

    @require_http_methods(["GET", "POST"])
    @version_page
    def page(request: HttpRequest, room: Room) -> HttpResponse:
        keys = SECTIONS[tab]
        if request.method == "POST":
            return kept(request, room, _sections(request, room, keys), back=request.path)
        return _record_page(request, room, tab, ProcedureDefinition, DEFINITION_FILE, keys)

    return page


def _record_page(
    request: HttpRequest, room: Room, tab: str, record: Any, file: str, keys: Sequence[str], **context: Any
) -> HttpResponse:
    choices = choices_for(room.package)
    return room.show(
        request,
        "studio/records/page.html",
        tab=tab,
        file=file,
        shape=drawn(record, _tree(room, file), choices, only=keys),
        readable=_tree(room, file) is not None,
        roles=choices.of("roles"),
        states=choices.of("states"),
        mark=Mark.of(room, request),
        **context,
    )


def _tree(room: Room, file: str) -> Tree | None:
    """What the file says; None where it can't be read, so that it has to be mended as text first."""
    try:
        return parse(room.package.files[file])[0]
    except (MarkupError, KeyError):
        return None


def _sections(request: HttpRequest, room: Room, keys: Sequence[str]) -> Changes:
    """procedure.yaml with the parts that now say something else written anew; the others stay byte for byte."""
    source = room.package.files.get(DEFINITION_FILE, b"")
    said = gathered(ProcedureDefinition, request.POST, only=keys)
    now = read_record(dumped(said).encode() if said else b"", ProcedureDefinition, DEFINITION_FILE).value
    before = room.package.definition
    names = {key_of(item): item for item in ProcedureDefinition.__dataclass_fields__.values()}
    for key in keys:
        name = names[key].name
        if getattr(now, name) != getattr(before, name):
            source = with_section(source, key, said.get(key))
    return {DEFINITION_FILE: source}


# Messages -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@version_page
def notices(request: HttpRequest, room: Room) -> HttpResponse:
    """The messages of the version; a POST adds one."""
    if request.method == "POST":
        name = request.POST.get("nama", "").strip()
        if not _NAME.match(name):
            messages.error(request, _("Nama pesan: huruf kecil, angka, dan garis bawah."))
            return redirect(request.path)
        blank = {"on": "state:", "to": "", "channels": ["page"], "text": {"id": ""}}
        file = f"messages/{name}.yaml"
        changes = {} if file in room.package.files else {file: dumped(blank).encode()}
        return kept(request, room, changes, back=room.address("notice", name))
    rows = [
        {"name": record.file.removeprefix("messages/").removesuffix(".yaml"), "message": record.value}
        for record in room.package.message_records
    ]
    return room.show(
        request, "studio/records/notices.html", tab="notices", rows=rows, mark=Mark.of(room, request)
    )


@require_http_methods(["GET", "POST"])
@version_page
def notice(request: HttpRequest, room: Room, name: str) -> HttpResponse:
    """One message."""
    file = f"messages/{name}.yaml"
    if file not in room.package.files:
        raise Http404
    if request.method == "POST":
        said = gathered(MessageDefinition, request.POST)
        before = next(each.value for each in room.package.message_records if each.file == file)
        source = dumped(said).encode()
        same = read_record(source, MessageDefinition, file).value == before
        return kept(request, room, {} if same else {file: source}, back=request.path)
    return _record_page(
        request, room, "notices", MessageDefinition, file, (), removable=room.address("drop", file)
    )


@require_POST
@version_page
def drop(request: HttpRequest, room: Room, file: str) -> HttpResponse:
    """Take a file out of a draft."""
    if file == DEFINITION_FILE or file not in room.package.files:
        raise Http404
    tab = next((tab for folder, tab in _FOLDERS if file.startswith(folder)), "files")
    return kept(request, room, {file: None}, back=room.address(tab))


_FOLDERS = (
    ("messages/", "notices"),
    ("forms/", "forms"),
    ("scenarios/", "scenarios"),
    ("decisions/", "tables"),
)
