"""A record's tree as fields on a page. What stands in a file is shown as written, wrong or not."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import EnumMeta
from typing import Annotated, Any, Union, get_args, get_origin

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.words import duration_in_words, field_name, thing
from workflows.packages.kinds import DURATION, DURATION_OR_FEEL, EXPRESSION, STATE, kind_of
from workflows.packages.markup import Leaf, Rows, Table, Tree
from workflows.packages.records import key_of, types_of
from workflows.packages.texts import LocalText

from .choices import Choices, Options

#: Fields that take one of a list, by "record.field".
CHOSEN = {
    "StartDefinition.event": "events",
    "StartDefinition.form": "forms",
    "ClockDefinition.calendar": "calendars",
    "DocumentDefinition.number": "numbers",
    "ProcedureDefinition.function": "functions",
}
#: Fields that take several of a list.
TICKED = {"StartDefinition.channels": "channels"}
#: Texts that need room.
LONG = frozenset({"description", "clause", "text", "reason"})
HINTS = {
    DURATION.name: gettext_lazy("Misalnya: 30 menit, 2 jam, 14 hari."),
    DURATION_OR_FEEL.name: gettext_lazy("Misalnya: 30 menit, 2 jam, 14 hari; atau rumus sesudah tanda =."),
    EXPRESSION.name: gettext_lazy("Rumus sesudah tanda =."),
}
#: Indonesian words for the values of lists in the format.
MEANINGS = {
    "open": gettext_lazy("dikerjakan"),
    "waiting": gettext_lazy("menunggu"),
    "done": gettext_lazy("selesai"),
    "stopped": gettext_lazy("dihentikan"),
    "inbox": gettext_lazy("kotak tugas"),
    "message": gettext_lazy("pesan"),
    "confidential": gettext_lazy("disamarkan"),
    "duration": gettext_lazy("lama waktu"),
    "number": gettext_lazy("angka"),
    "string": gettext_lazy("teks"),
    "boolean": gettext_lazy("ya atau tidak"),
    "date": gettext_lazy("tanggal"),
    "page": gettext_lazy("halaman status"),
    "email": gettext_lazy("surel"),
}


@dataclass(frozen=True)
class Entry:
    """One field. `kind` names its template: line, area, choice, tick, ticks."""

    kind: str
    name: str
    label: str
    value: str = ""
    options: Sequence[tuple[str, str, bool]] = ()
    required: bool = False
    hint: str = ""
    suggests: str = ""

    @property
    def id(self) -> str:
        return "r-" + self.name.replace(".", "-")

    @property
    def wide(self) -> bool:
        return self.kind in ("area", "ticks")


@dataclass(frozen=True)
class Block:
    """A record inside a record, or a row of a list. `row` is its place, for the buttons that move it."""

    label: str
    entries: Sequence[Entry]
    blocks: Sequence[Block | Many]
    name: str = ""
    row: int | None = None
    kind: str = "block"


@dataclass(frozen=True)
class Many:
    """A list of records. A mapping is one, too: its keys are the first field of each row."""

    name: str
    label: str
    one: str
    rows: Sequence[Block]
    kind: str = "many"


def drawn(record: Any, tree: Tree | None, choices: Choices, *, only: Sequence[str] = ()) -> Block:
    """The fields of a record class over a tree; `only` some of its keys."""
    return _Drawing(choices).block(record, tree, "", only=only)


class _Drawing:
    def __init__(self, choices: Choices) -> None:
        self.choices = choices

    def block(
        self,
        record: Any,
        tree: Tree | None,
        path: str,
        *,
        label: str = "",
        row: int | None = None,
        first: Sequence[Entry] = (),
        only: Sequence[str] = (),
    ) -> Block:
        entries: list[Entry] = list(first)
        blocks: list[Block | Many] = []
        for item in dataclasses.fields(record):
            key = key_of(item)
            if only and key not in only:
                continue
            inner = tree.get(key) if isinstance(tree, Table) else None
            for drawn_one in self.field(record, item, inner, f"{path}.{key}" if path else key):
                (entries if isinstance(drawn_one, Entry) else blocks).append(drawn_one)  # type: ignore[arg-type]
        return Block(label, entries, blocks, path, row)

    def field(self, record: Any, item: Any, tree: Tree | None, path: str) -> Iterator[Entry | Block | Many]:
        key, annotation = key_of(item), unwrapped(types_of(record)[item.name])
        words = field_name(record.__name__, key)
        label = words[:1].upper() + words[1:]
        required = is_required(item)
        if annotation is LocalText:
            yield from self._local(key, tree, path, label, required)
        elif dataclasses.is_dataclass(annotation):
            yield self.block(annotation, tree, path, label=label)
        elif (row := row_of(annotation)) is not None:
            yield Many(
                path, label, thing(row.__name__).lower(), list(self._rows(annotation, row, tree, path))
            )
        else:
            yield self._entry(record, item, annotation, tree, path, label, required)

    def _local(self, key: str, tree: Tree | None, path: str, label: str, required: bool) -> Iterator[Entry]:
        kind = "area" if key in LONG else "line"
        said = tree if isinstance(tree, Table) else {}
        yield Entry(kind, f"{path}.id", label, _text(said.get("id")), required=required)
        yield Entry(kind, f"{path}.en", _("%(field)s (Inggris)") % {"field": label}, _text(said.get("en")))

    def _rows(self, annotation: Any, record: Any, tree: Tree | None, path: str) -> Iterator[Block]:
        if get_origin(annotation) is tuple:
            for n, each in enumerate(tree if isinstance(tree, Rows) else ()):
                yield self.block(record, each, f"{path}.{n}", label=_title(each) or f"{n + 1}", row=n)
            return
        for n, (key, each) in enumerate(tree.items() if isinstance(tree, Table) else ()):
            code = Entry("line", f"{path}.{n}._key", _("Kode"), key, required=True)
            yield self.block(record, each, f"{path}.{n}", label=key, row=n, first=[code])

    def _entry(
        self,
        record: Any,
        item: Any,
        annotation: Any,
        tree: Tree | None,
        path: str,
        label: str,
        required: bool,
    ) -> Entry:
        key = key_of(item)
        place = f"{record.__name__}.{key}"
        if annotation is bool:
            on = _text(tree) == "true" if tree is not None else bool(item.default)
            return Entry("tick", path, label, "true" if on else "")
        if isinstance(annotation, EnumMeta):
            default = item.default if isinstance(item.default, annotation) else ""
            held = _text(tree) or str(default)
            values = [str(value) for value in _members(annotation)]
            options = [(value, meaning(value)) for value in values]
            return Entry("choice", path, label, held, _marked(options, {held}), required)
        if get_origin(annotation) is tuple:
            return self._several(place, item, annotation, tree, path, label, required)
        shape = kind_of(types_of(record)[item.name])
        if place in CHOSEN:
            held = _text(tree) or (item.default if isinstance(item.default, str) else "")
            return Entry(
                "choice", path, label, held, _open_list(self.choices.of(CHOSEN[place]), held), required
            )
        name = shape.name if shape else ""
        text = duration_in_words(_text(tree)) if shape in (DURATION, DURATION_OR_FEEL) else _text(tree)
        hint = str(HINTS.get(name, ""))
        suggests = "roles" if name == "address" else "states" if shape is STATE and key != "code" else ""
        return Entry("area" if key in LONG else "line", path, label, text, (), required, hint, suggests)

    def _several(
        self, place: str, item: Any, annotation: Any, tree: Tree | None, path: str, label: str, required: bool
    ) -> Entry:
        held = [_text(each) for each in tree] if isinstance(tree, Rows) else []
        inner = get_args(annotation)[0]
        options: Options = ()
        if isinstance(unwrapped(inner), EnumMeta):
            options = [(each.value, meaning(each.value)) for each in unwrapped(inner)]
            held = held or [str(each) for each in (item.default if isinstance(item.default, tuple) else ())]
        elif kind_of(inner) == STATE:
            options = self.choices.of("states")
        elif place in TICKED:
            options = self.choices.of(TICKED[place])
        if options:
            # chosen ones first, in the order of the file: a page sent back as it is keeps it
            words = dict(options)
            chosen = [(value, words.get(value, value)) for value in held]
            options = [*chosen, *(pair for pair in options if pair[0] not in held)]
            return Entry("ticks", path, label, "", _marked(options, set(held)), required)
        hint = _("Satu pada setiap baris.")
        kind = kind_of(inner)
        return Entry(
            "area",
            path,
            label,
            "\n".join(held),
            (),
            required,
            hint,
            "roles" if kind and kind.name == "address" else "",
        )


def unwrapped(annotation: Any) -> Any:
    """The type inside Annotated and `X | None`."""
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        options = [option for option in get_args(annotation) if option is not type(None)]
        return unwrapped(options[0])
    return annotation


def row_of(annotation: Any) -> Any:
    """The record of which the annotation is a list or mapping, or None."""
    arguments = get_args(annotation)
    if get_origin(annotation) is tuple and dataclasses.is_dataclass(arguments[0]):
        return arguments[0]
    if get_origin(annotation) is not None and issubclass(get_origin(annotation), Mapping):
        return arguments[1] if dataclasses.is_dataclass(arguments[1]) else None
    return None


def is_required(item: Any) -> bool:
    return item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING


def meaning(value: str) -> str:
    return str(MEANINGS.get(value, value))


def _marked(options: Options, held: set[str]) -> list[tuple[str, str, bool]]:
    return [(value, words, value in held) for value, words in options]


def _open_list(options: Options, held: str) -> list[tuple[str, str, bool]]:
    """A list with nothing chosen on top; what isn't in it but stands in the file can be kept."""
    known = {value for value, _words in options}
    extra = [(held, held)] if held and held not in known else []
    return _marked([("", "–"), *options, *extra], {held})


def _text(tree: Any) -> str:
    return tree.text if isinstance(tree, Leaf) else ""


def _title(tree: Tree) -> str:
    """What tells a row apart: its title, label or code."""
    if not isinstance(tree, Table):
        return ""
    for key in ("title", "label"):
        inner = tree.get(key)
        if isinstance(inner, Table) and _text(inner.get("id")):
            return _text(inner.get("id"))
    return next(
        (_text(tree.get(key)) for key in ("code", "role", "at", "as", "id") if _text(tree.get(key))), ""
    )


def _members(kind: Any) -> list[Any]:
    return list(kind)
