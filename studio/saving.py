"""A draft's pages save themselves: the answer to a page is what it has to know for its next saving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_urlsafe

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from workflows.drafts import Seen, copy_version, save_draft
from workflows.errors import DraftChanged, WrongStatus
from workflows.packages.editing import with_files
from workflows.parts import Part, require_part
from workflows.selectors import Version
from workflows.starting_points import completed

from .pages import Room
from .sentences import sentence

Changes = Mapping[str, bytes | None]


@dataclass(frozen=True)
class Mark:
    """What a page carries along: the revision that it shows and its own word."""

    revision: int
    page: str

    @classmethod
    def of(cls, room: Room, request: HttpRequest) -> Mark:
        """A page keeps its word for as long as it stays open."""
        return cls(room.version.revision, request.POST.get("_halaman") or token_urlsafe(12))


def keep(request: HttpRequest, room: Room, changes: Changes) -> Version:
    """Save what a page sent. Raises NotYourPart, DraftChanged and what else `save_draft` refuses."""
    require_part(room.desk.user, Part.AUTHOR, room.desk.at)
    said = request.POST.get("_suntingan", "")
    if not said.isdigit():
        raise WrongStatus(version=str(room.version), status=room.version.status, step="save")
    seen = Seen(int(said), request.POST.get("_halaman", "")[:64])
    return save_draft(
        version=room.version, seen=seen, changes=_with_shared(room, changes), actor=room.desk.user
    )


def kept(request: HttpRequest, room: Room, changes: Changes, *, back: str) -> HttpResponse:
    """Save, and answer the page: a small part for a page that saves itself, else the page `back` anew.

    Where another page saved meanwhile, what was typed becomes a draft beside the first, if so asked.
    """
    if request.POST.get("_lakukan") == "di_samping":
        return beside(request, room, changes)
    try:
        version = keep(request, room, changes)
    except DraftChanged as refusal:
        return conflict(request, room, refusal, changes)
    if request.headers.get("HX-Request"):
        mark = Mark(version.revision, request.POST.get("_halaman", ""))
        return render(request, "studio/parts/saved.html", {"version": version, "mark": mark})
    if not request.POST.get("_lakukan"):
        messages.success(request, _("Draf tersimpan."))
    return redirect(back)


def beside(request: HttpRequest, room: Room, changes: Changes) -> HttpResponse:
    """What was typed, as a draft of its own."""
    require_part(room.desk.user, Part.AUTHOR, room.desk.at)
    draft = copy_version(source=room.version, actor=room.desk.user, changes=_with_shared(room, changes))
    messages.success(request, _("Suntingan Anda tersimpan sebagai draf tersendiri: versi %s.") % draft.label)
    return redirect("studio:version", draft.procedure.key, draft.serial)


def conflict(request: HttpRequest, room: Room, refusal: DraftChanged, changes: Changes) -> HttpResponse:
    """Somebody saved meanwhile: said with what was typed still there."""
    if request.headers.get("HX-Request"):
        return render(request, "studio/parts/conflict.html", {"text": sentence(refusal)}, status=409)
    typed = [(name, value) for name, value in _sent(request) if not name.startswith("_") and name != _TOKEN]
    context = {"text": sentence(refusal), "typed": typed, "action": request.path}
    return room.show(request, "studio/conflict.html", tab="", status=409, **context)


_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, values in request.POST.lists() for value in values]


def _with_shared(room: Room, changes: Changes) -> Changes:
    """The changes, and the shared parts that the files now use."""
    files = with_files(room.package, changes).files
    added = {name: data for name, data in completed(files).items() if name not in files}
    return {**changes, **added}
