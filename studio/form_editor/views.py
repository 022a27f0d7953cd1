"""The list of forms, one form with its fields and its page, one more form."""

from __future__ import annotations

import json
import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forms_config.rendering import FormView, draw
from forms_config.schema import Environment, FormError, Option, clean
from organization.errors import UnknownCode
from organization.selectors import catalogue
from studio.decisions.rows import finding_rows
from studio.pages import Room, version_page
from studio.records.choices import choices_for
from studio.saving import Mark, kept

from .components import ADDABLE, blank_form, changed, rows_of, written
from .words import kinds, widgets

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")


@require_http_methods(["GET", "POST"])
@version_page
def forms(request: HttpRequest, room: Room) -> HttpResponse:
    """The forms; a POST adds one."""
    if request.method == "POST":
        name = request.POST.get("nama", "").strip()
        if not _NAME.match(name):
            messages.error(request, _("Nama formulir: huruf kecil, angka, dan garis bawah."))
            return redirect(request.path)
        file = f"forms/{name}.form"
        changes = {} if file in room.package.files else {file: blank_form(name)}
        return kept(request, room, changes, back=room.address("form", name))
    rows = [
        {"name": _name(file), "fields": len(rows_of(_read(room, file) or {}))}
        for file in room.package.form_files
    ]
    return room.show(request, "studio/forms/list.html", tab="forms", rows=rows, mark=Mark.of(room, request))


def _name(file: str) -> str:
    return file.removeprefix("forms/").removesuffix(".form")


def _read(room: Room, file: str) -> dict[str, Any] | None:
    """The form as JSON; None where it is none, so that it has to be mended as text first."""
    try:
        said = json.loads(room.package.files[file])
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


@require_http_methods(["GET", "POST"])
@version_page
def form(request: HttpRequest, room: Room, name: str) -> HttpResponse:
    """One form: its fields to edit, and the page that an officer gets."""
    file = f"forms/{name}.form"
    if file not in room.package.files:
        raise Http404
    said = _read(room, file)
    if request.method == "POST" and said is not None:
        button, kind = request.POST.get("_lakukan", ""), request.POST.get("_jenis", "")
        result = changed(said, request.POST.dict(), button, kind)
        return kept(request, room, {} if result == said else {file: written(result)}, back=request.path)
    found = [finding for finding in room.findings if finding.file == file]
    choices = choices_for(room.package)
    words = kinds()
    return room.show(
        request,
        "studio/forms/form.html",
        tab="forms",
        name=name,
        file=file,
        readable=said is not None,
        rows=[{"row": row, "kind": words.get(row.type, row.type)} for row in rows_of(said or {})],
        widgets=widgets(),
        known={
            "catalogues": ["", *(code for code, _words in choices.of("catalogues"))],
            "parties": ["", *(party.role for party in room.package.definition.parties)],
            "widgets": ["", *(code for code, _words in widgets())],
        },
        kinds=[(kind, words[kind]) for kind in ADDABLE],
        catalogues=choices.of("catalogues"),
        parties=[party.role for party in room.package.definition.parties],
        preview=preview_of(room, file),
        findings=list(finding_rows(found, room.desk.lang)),
        mark=Mark.of(room, request),
    )


def preview_of(room: Room, file: str) -> FormView | None:
    """The form as the server draws it, empty, with its widgets; None where it can't be read."""
    try:
        read = room.package.form_in(file)
    except (FormError, KeyError):
        return None
    env = Environment(catalogue=_entries, now=timezone.localtime())
    return draw(read, {}, clean(read, {}, env=env), env, lang=room.desk.lang, show_errors=False)


def _entries(code: str) -> list[Option]:
    try:
        found = catalogue(code, timezone.localdate())
    except UnknownCode:
        return []
    return [Option(entry.code, entry.id, entry.en) for entry in found]
