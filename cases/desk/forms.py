"""Forms on the desk: drawn from the package, kept as drafts, handed in once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from cases.engine.variables import context_of
from cases.models import Case, Draft, Task
from cases.services import read_draft, store_attachment
from cases.services.answers import environment
from forms_config.rendering import FormView, draw, list_names, unflatten
from forms_config.schema import Form, clean, initial
from workflows.packages import Package

from .pages import Desk

_FILES = "_berkas."
_ATTACHMENT, _DRAWING = "_lampiran", "_gambar"
_ADD = "_tambah"


@dataclass(frozen=True)
class Sheet:
    """One form of one task or counter entry, with the case it belongs to (an unsaved one before there is one)."""

    case: Case
    package: Package
    form: Form | None
    task: Task | None = None
    draft: Draft | None = None

    def answers(self) -> dict[str, Any]:
        """What stands in the form at first: the draft, else what the case knows, else defaults."""
        if self.draft is not None:
            return read_draft(self.draft)
        if self.form is None:
            return {}
        return initial(self.form, _plain(context_of(self.case, self.package)))

    def view(self, answers: Mapping[str, Any], desk: Desk, *, show_errors: bool = False) -> FormView:
        if self.form is None:
            return FormView([], [])
        env = environment(self.case, self.package, task=self.task)
        cleaned = clean(self.form, answers, env=env)
        return draw(self.form, answers, cleaned, env, lang=desk.lang, show_errors=show_errors)


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


def keep_files(request: HttpRequest, answers: dict[str, Any], desk: Desk, draft: Draft) -> None:
    """Store what was uploaded and name it in the row it answers. Raises FileRefused."""
    _keep_single_files(request, answers, desk, draft)
    for name in request.FILES:
        if not name.startswith(_FILES):
            continue
        *path, row = name.removeprefix(_FILES).split(".")
        for file in request.FILES.getlist(name):
            stored = store_attachment(
                name=file.name or "berkas",
                content=file.read(),
                actor=desk.user,
                draft=draft,
                field=".".join(path),
                row=row,
            )
            _name_file(answers, path, row, str(stored.pk))


def _keep_single_files(request: HttpRequest, answers: dict[str, Any], desk: Desk, draft: Draft) -> None:
    """Files of a field of its own: a list of ids for attachments, one id for a drawing."""
    for name in request.FILES:
        kind, _dot, path = name.partition(".")
        if kind not in (_ATTACHMENT, _DRAWING):
            continue
        numbers = [
            str(
                store_attachment(
                    name=file.name or "berkas", content=file.read(), actor=desk.user, draft=draft, field=path
                ).pk
            )
            for file in request.FILES.getlist(name)
        ]
        *parents, last = path.split(".")
        branch: Any = answers
        for step in parents:
            branch = branch.setdefault(step, {})
        branch[last] = numbers[-1] if kind == _DRAWING else numbers


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


def _plain(value: Any) -> Any:
    """Lazily read people as plain contexts: the holder of a task sees what the form asks again."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items() if name != "param"}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
