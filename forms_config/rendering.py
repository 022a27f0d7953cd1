"""A form as the server draws it: the components laid over the answers, ready for the templates.

Names of inputs are the dotted paths of the answers ("pelapor.nama_lengkap", "barang.0.jenis"); a checklist's rows
stand under their codes ("syarat.ktp_pelapor.count").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from forms_config.schema import (
    Cleaned,
    Component,
    Environment,
    FieldError,
    Form,
    Option,
    field_text,
    offered,
    walk,
)
from forms_config.schema.model import wire
from forms_config.schema.slots import MISSING, at, expand, rows_at

Path = tuple[str | int, ...]

#: Component types whose template has another name.
_TEMPLATES = {"checklist": "choices", "taglist": "choices", "radio": "choices"}
#: What looks different to somebody who has no account: he brings files, and judges nothing.
_PUBLIC = {"documents": "papers", "filepicker": "files"}


@dataclass(frozen=True, slots=True)
class FileView:
    """A stored file on the page: `value` is what the page sends back for it, `url` where it can be looked at."""

    value: str
    name: str
    url: str = ""


NO_FILES: Mapping[str, FileView] = {}


@dataclass(frozen=True)
class FieldView:
    """One component on the page."""

    component: Component
    name: str
    kind: str
    label: str
    description: str = ""
    value: Any = ""
    required: bool = False
    options: Sequence[Mapping[str, Any]] = ()
    errors: Sequence[str] = ()
    warnings: Sequence[str] = ()
    rows: Sequence[Mapping[str, Any]] = ()
    children: Sequence[FieldView] = ()
    groups: Sequence[Sequence[FieldView]] = field(default=())
    files: Sequence[FileView] = ()

    @property
    def id(self) -> str:
        return "f-" + (self.name or self.component.id).replace(".", "-")

    @property
    def template(self) -> str:
        return f"forms_config/{self.kind}.html"

    @property
    def input_type(self) -> str:
        return {"date": "date", "time": "time", "datetime": "datetime-local"}.get(
            self.component.subtype, "text"
        )

    @property
    def local_value(self) -> str:
        """A moment as an input of the browser takes it: without offset and seconds."""
        return str(self.value or "")[:16] if self.component.subtype == "datetime" else str(self.value or "")


@dataclass(frozen=True)
class FormView:
    """What a template needs. `faulty` lists the fields with errors, for the summary on top."""

    fields: Sequence[FieldView]
    faulty: Sequence[FieldView]


def draw(
    form: Form,
    answers: Mapping[str, Any],
    cleaned: Cleaned,
    env: Environment,
    *,
    lang: str,
    show_errors: bool,
    files: Mapping[str, FileView] = NO_FILES,
    public: bool = False,
) -> FormView:
    """The page of a form with the answers given so far; errors only when the form was handed in.

    `files` tells of those that `file_ids` names; `public` is the page of somebody who has no account.
    """
    drawing = _Drawing(answers, cleaned, env, lang, show_errors, files, public=public)
    fields = list(drawing.children(form.components, ()))
    return FormView(fields, [found for found in _all(fields) if found.errors])


def file_ids(form: Form, values: Mapping[str, Any]) -> frozenset[str]:
    """The stored files that the answers name."""
    found: set[str] = set()
    for slot in expand(form, values):
        value = at(values, slot.path) if slot.path else MISSING
        if slot.component.type == "filepicker":
            found.update(_listed(value))
        elif slot.component.widget == "checklist" and isinstance(value, Mapping):
            found.update(item for row in value.get("rows", ()) for item in _listed(row.get("files")))
    return frozenset(found)


def _listed(value: Any) -> list[str]:
    if value in (MISSING, None, ""):
        return []
    return [str(item) for item in (value if isinstance(value, list) else [value])]


def unflatten(posted: QueryDict, lists: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Nested answers from a page's inputs. Several inputs of one name, and names in `lists`, give a list."""
    tree: dict[str, Any] = {}
    for name in posted:
        values = posted.getlist(name)
        value: Any = values if len(values) > 1 or name in lists else values[0]
        *parents, last = name.split(".")
        branch = tree
        for step in parents:
            child = branch.get(step)
            branch[step] = branch = child if isinstance(child, dict) else {}
        branch[last] = value
    return tree


def list_names(form: Form) -> frozenset[str]:
    """The inputs that always give a list: boxes and tags, even with one choice."""
    return frozenset(
        part.path for part in walk(form.components) if part.type in ("checklist", "taglist", "filepicker")
    )


class _Drawing:
    """Lays components over answers; one of these lives as long as one page."""

    def __init__(
        self,
        answers: Mapping[str, Any],
        cleaned: Cleaned,
        env: Environment,
        lang: str,
        show_errors: bool,
        files: Mapping[str, FileView],
        *,
        public: bool,
    ) -> None:
        self.answers, self.cleaned, self.env, self.lang = answers, cleaned, env, lang
        self.files, self.public = files, public
        self.errors = self._by_path(cleaned.errors) if show_errors else {}
        self.warnings = self._by_path(cleaned.warnings)
        self.names = {**env.context, **cleaned.values}

    def children(self, components: Sequence[Component], base: Path) -> Iterator[FieldView]:
        for component in components:
            path = base + (tuple(component.key.split(".")) if component.key else ())
            if self._is_hidden(component, path):
                continue
            yield self._field(component, path)

    def _field(self, component: Component, path: Path) -> FieldView:
        name = ".".join(map(str, path))
        value = self._value(component, path)
        kind = self._kind(component)
        return FieldView(
            component=component,
            name=name,
            kind=_PUBLIC.get(kind, kind) if self.public else kind,
            label=component.label_in(self.lang) or component.text_in(self.lang),
            description=component.description_in(self.lang),
            value=value,
            required=component.required,
            options=self._options(component, path),
            errors=self.errors.get(name, ()),
            warnings=self.warnings.get(name, ()),
            rows=self._rows(component, path),
            children=list(self.children(component.components, path))
            if component.type != "dynamiclist"
            else (),
            groups=self._groups(component, path),
            files=self._shown(value) if component.type == "filepicker" else (),
        )

    def _shown(self, value: Any) -> list[FileView]:
        return [self.files.get(item, FileView(item, item)) for item in _listed(value)]

    def _kind(self, component: Component) -> str:
        if component.widget == "checklist":
            return "documents"
        if component.widget in ("signature", "thumbprint", "place"):
            return component.widget
        return _TEMPLATES.get(component.type, component.type)

    def _is_hidden(self, component: Component, path: Path) -> bool:
        if component.is_input:
            return ".".join(map(str, path)) not in self.cleaned.visible
        return component.id in self.cleaned.hidden_ids

    def _value(self, component: Component, path: Path) -> Any:
        found = at(self.answers, path)
        if found is MISSING:
            found = at(self.cleaned.values, path)
        if found is MISSING or found is None:
            return "" if component.default is None else component.default
        if component.widget == "place" and isinstance(found, Mapping):
            return found.get("text", "")
        return found

    def _options(self, component: Component, path: Path) -> list[Mapping[str, Any]]:
        if not component.is_input or component.type not in ("select", "radio", "checklist", "taglist"):
            return []
        value = self._value(component, path)
        chosen = {wire(item) for item in (value if isinstance(value, list) else [value])}
        return [self._option(option, chosen) for option in offered(component, self.names, self.env)]

    def _option(self, option: Option, chosen: set[str]) -> Mapping[str, Any]:
        label = option.label_en if self.lang == "en" and option.label_en else option.label
        return {"value": option.code, "label": label, "chosen": option.code in chosen}

    def _rows(self, component: Component, path: Path) -> list[Mapping[str, Any]]:
        if component.widget != "checklist":
            return []
        value = at(self.cleaned.values, path)
        rows = value.get("rows", []) if isinstance(value, Mapping) else []
        return [
            {
                **row,
                "title": self._row_title(row),
                "left": _left(row),
                "shown": self._shown(row.get("files")),
                "input": ".".join(map(str, (*path, row["code"], "files"))),
            }
            for row in rows
        ]

    def _row_title(self, row: Mapping[str, Any]) -> str:
        return str(row["label_en"] if self.lang == "en" and row.get("label_en") else row["label"])

    def _groups(self, component: Component, path: Path) -> list[list[FieldView]]:
        if component.type != "dynamiclist":
            return []
        count = len(rows_at(self.answers, path))
        return [list(self.children(component.components, (*path, n))) for n in range(count)]

    def _by_path(self, faults: Sequence[FieldError]) -> dict[str, list[str]]:
        texts: dict[str, list[str]] = {}
        for fault in faults:
            texts.setdefault(fault.path, []).append(field_text(fault, self.lang))
        return texts


def _left(row: Mapping[str, Any]) -> int:
    """How many papers of a row are still missing."""
    if row.get("waived"):
        return 0
    return max(0, int(row.get("min") or 1) - int(row.get("count") or 0))


def _all(fields: Sequence[FieldView]) -> Iterator[FieldView]:
    for found in fields:
        yield found
        yield from _all(found.children)
        for group in found.groups:
            yield from _all(group)
