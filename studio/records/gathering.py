"""What a page of a record sent, as the tree that goes into the file: empty and unchanged defaults are left out."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import EnumMeta
from typing import Any, get_args, get_origin

from django.http import QueryDict

from studio.words import duration_from_words
from workflows.packages.kinds import DURATION, DURATION_OR_FEEL, STATE, kind_of
from workflows.packages.records import key_of, types_of
from workflows.packages.texts import LocalText

from .drawing import is_required, row_of, unwrapped

#: The button that was pressed: `tambah:clocks`, `hapus:clocks.0`, `naik:clocks.1`, `turun:clocks.0`.
BUTTON = "_lakukan"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?\Z")


def gathered(record: Any, sent: QueryDict, *, only: Sequence[str] = ()) -> dict[str, Any]:
    """The tree of a record; rows are added, moved or taken out as the pressed button says."""
    verb, _colon, place = sent.get(BUTTON, "").partition(":")
    return _Gathering(sent, verb, place).record(record, "", only)


class _Gathering:
    def __init__(self, sent: QueryDict, verb: str, place: str) -> None:
        self.sent, self.verb, self.place = sent, verb, place

    def record(self, record: Any, path: str, only: Sequence[str] = ()) -> dict[str, Any]:
        tree = {}
        for item in dataclasses.fields(record):
            key = key_of(item)
            if only and key not in only:
                continue
            value = self.field(record, item, f"{path}.{key}" if path else key)
            if value not in (None, "", [], {}):
                tree[key] = value
        return tree

    def field(self, record: Any, item: Any, path: str) -> Any:
        annotation = unwrapped(types_of(record)[item.name])
        if annotation is LocalText:
            texts = {language: self.text(f"{path}.{language}") for language in ("id", "en")}
            return {language: text for language, text in texts.items() if text}
        if dataclasses.is_dataclass(annotation):
            return self.record(annotation, path)
        if (row := row_of(annotation)) is not None:
            return self.rows(annotation, row, path)
        return self.value(record, item, annotation, path)

    def rows(self, annotation: Any, record: Any, path: str) -> Any:
        rows = [(place, self.record(record, place)) for place in self.places(path)]
        rows = self.pressed(rows, path)
        if get_origin(annotation) is tuple:
            return [tree for _place, tree in rows]
        return {self.text(f"{place}._key") or _free("baru", rows): tree for place, tree in rows}

    def places(self, path: str) -> Iterator[str]:
        """The rows of a list that the page showed, in order."""
        pattern = re.compile(re.escape(path) + r"\.(\d+)\.")
        found = {int(match[1]) for name in self.sent if (match := pattern.match(name))}
        return (f"{path}.{n}" for n in sorted(found))

    def pressed(self, rows: list[tuple[str, dict[str, Any]]], path: str) -> list[tuple[str, dict[str, Any]]]:
        if self.verb == "tambah" and self.place == path:
            return [*rows, (f"{path}.new", {})]
        at = next((n for n, (place, _tree) in enumerate(rows) if place == self.place), None)
        if at is None:
            return rows
        if self.verb == "hapus":
            return rows[:at] + rows[at + 1 :]
        other = {"naik": at - 1, "turun": at + 1}.get(self.verb, at)
        if 0 <= other < len(rows):
            rows[at], rows[other] = rows[other], rows[at]
        return rows

    def value(self, record: Any, item: Any, annotation: Any, path: str) -> Any:
        if annotation is bool:
            on = path in self.sent
            return None if on == item.default else on
        if get_origin(annotation) is tuple:
            return self.several(item, annotation, path)
        text = self.text(path)
        if isinstance(annotation, EnumMeta):
            return None if not is_required(item) and text == str(item.default) else text
        if annotation is int:
            return int(text) if text.lstrip("-").isdigit() else text
        if annotation is Any:
            return _scalar(text)
        if kind_of(types_of(record)[item.name]) in (DURATION, DURATION_OR_FEEL):
            text = duration_from_words(text)
        return None if not is_required(item) and text == item.default else text

    def several(self, item: Any, annotation: Any, path: str) -> Any:
        inner = get_args(annotation)[0]
        chosen = isinstance(unwrapped(inner), EnumMeta) or kind_of(inner) == STATE
        lines = self.sent.getlist(path) if chosen else "\n".join(self.sent.getlist(path)).splitlines()
        texts = [line.strip() for line in lines if line.strip()]
        default = [str(each) for each in item.default] if isinstance(item.default, tuple) else None
        return None if texts == default else texts

    def text(self, path: str) -> str:
        return self.sent.get(path, "").replace("\r\n", "\n").strip()


def _scalar(text: str) -> Any:
    """A value of any type: a truth value, a number, else the text (durations as people write them)."""
    if text in ("true", "false"):
        return text == "true"
    if _NUMBER.match(text):
        return float(text) if "." in text else int(text)
    return duration_from_words(text)


def _free(word: str, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    return f"{word}_{len(rows)}"
