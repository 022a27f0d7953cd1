"""Forms on the desk: drawn from the package, kept as drafts, handed in once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from cases.engine.variables import context_of
from cases.models import Attachment, Case, Draft, Task
from cases.services import read_draft, store_attachment
from cases.services.answers import environment
from forms_config import posting
from forms_config.posting import posted
from forms_config.rendering import FileView, FormView, draw, file_ids
from forms_config.schema import Form, clean, initial
from workflows.packages import Package

from .pages import Desk

__all__ = ["Sheet", "keep_files", "posted"]


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
        files = self._files(file_ids(self.form, cleaned.values))
        return draw(self.form, answers, cleaned, env, lang=desk.lang, show_errors=show_errors, files=files)

    def _files(self, ids: Collection[str]) -> dict[str, FileView]:
        """Names of those among the files that belong here; one on a draft has no address yet."""
        here = Q(case=self.case.pk) if self.case.pk else Q(pk=None)
        here |= Q(draft=self.draft) if self.draft is not None else Q(pk=None)
        found = Attachment.objects.filter(here, pk__in=[int(number) for number in ids if number.isdecimal()])
        return {
            str(number): FileView(
                str(number), name, reverse("desk:attachment", args=[number]) if case else ""
            )
            for number, name, case in found.values_list("pk", "name", "case")
        }


def keep_files(request: HttpRequest, answers: dict[str, Any], desk: Desk, draft: Draft) -> None:
    """Store what was uploaded, on the draft. Raises FileRefused."""

    def store(file: UploadedFile, field: str, row: str) -> str:
        kept = store_attachment(
            name=file.name or "berkas",
            content=file.read(),
            actor=desk.user,
            draft=draft,
            field=field,
            row=row,
        )
        return str(kept.pk)

    posting.keep_files(request, answers, store)


def _plain(value: Any) -> Any:
    """Lazily read people as plain contexts: the holder of a task sees what the form asks again."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items() if name != "param"}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
