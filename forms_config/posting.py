"""What a page's form sends: answers as a tree, a new row where one was asked for, files in their places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from .rendering import list_names, unflatten
from .schema import Form

_FILES = "_berkas."
_ATTACHMENT, _DRAWING = "_lampiran", "_gambar"
_ADD = "_tambah"

#: Keeps one file of a field (and row of a checklist) and gives what the answers call it. May raise a refusal.
Store = Callable[[UploadedFile, str, str], str]


def posted(request: HttpRequest, form: Form | None) -> dict[str, Any]:
    """The answers as the page sent them, without its own buttons and tokens; a new row where one was asked for."""
    tree = unflatten(request.POST, list_names(form) if form else frozenset())
    answers = {
        name: value
        for name, value in tree.items()
        if not name.startswith("_") and name != "csrfmiddlewaretoken"
    }
    added = request.POST.get(_ADD, "")
    if added:
        _add_row(answers, added)
    return answers


def keep_files(request: HttpRequest, answers: dict[str, Any], store: Store) -> None:
    """Store what was uploaded and name it in the row or field that it answers."""
    for name in request.FILES:
        kind, _dot, path = name.partition(".")
        files = request.FILES.getlist(name)
        if kind in (_ATTACHMENT, _DRAWING):
            _name_single(answers, path, [store(file, path, "") for file in files], drawing=kind == _DRAWING)
        elif name.startswith(_FILES):
            *field, row = name.removeprefix(_FILES).split(".")
            for file in files:
                _name_file(answers, field, row, store(file, ".".join(field), row))


def _name_single(answers: dict[str, Any], path: str, numbers: list[str], *, drawing: bool) -> None:
    """Files of a field of its own: a list of ids for attachments, one id for a drawing."""
    *parents, last = path.split(".")
    branch: Any = answers
    for step in parents:
        branch = branch.setdefault(step, {})
    branch[last] = numbers[-1] if drawing else numbers


def _name_file(answers: dict[str, Any], path: list[str], row: str, number: str) -> None:
    branch: Any = answers
    for step in (*path, row):
        branch = branch.setdefault(step, {})
    files = branch.get("files", [])
    branch["files"] = [*(files if isinstance(files, list) else [files]), number]
    branch["done"] = "true"
    branch["count"] = ""


def _add_row(answers: dict[str, Any], path: str) -> None:
    *parents, last = path.split(".")
    branch: Any = answers
    for step in parents:
        branch = branch.setdefault(step, {})
    rows = branch.get(last)
    rows = list(rows.values()) if isinstance(rows, dict) else list(rows or [])
    branch[last] = {str(number): row for number, row in enumerate([*rows, {}])}
