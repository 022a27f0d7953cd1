"""The form in which a process owner tries a decision: one field for each input, read by the input's type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from workflows import dmn, feel
from workflows.dmn.types import Type, allowed_values, plain

#: Types whose texts are taken as they are; the text of any other type is FEEL.
AS_WRITTEN = frozenset(
    {"string", "date", "time", "date and time", "days and time duration", "years and months duration"}
)
EXAMPLES = {
    "number": "120",
    "date": "2026-12-31",
    "time": "08:30:00",
    "date and time": "2026-12-31T08:30:00",
    "days and time duration": "P14D",
    "years and months duration": "P1Y6M",
    "string": "",
}
ANY_EXAMPLE = '"teks", 12, true, ["a", "b"], {a: 1}'


@dataclass(frozen=True)
class Field:
    """One input. `choices` are the texts that may be picked, `text` is what stands in the field."""

    name: str
    type: str
    choices: tuple[str, ...] = ()
    text: str = ""
    error: str = ""

    @property
    def example(self) -> str:
        return EXAMPLES.get(self.type, ANY_EXAMPLE)

    @property
    def is_feel(self) -> bool:
        return self.type not in EXAMPLES and self.type != "boolean"


def fields_of(model: dmn.Model, decision_id: str) -> tuple[Field, ...]:
    """The inputs that the decision needs, directly or not."""
    return tuple(
        _field(required, model.types.type_of(required.type))
        for required in model.decisions[decision_id].inputs
    )


def _field(required: dmn.RequiredInput, type_: Type) -> Field:
    name = plain(type_).name
    if name == "boolean":
        return Field(required.name, name, ("true", "false"))
    listed = allowed_values(type_)
    return Field(required.name, name, _texts(listed.text) if listed and name == "string" else ())


def _texts(listed: str) -> tuple[str, ...]:
    """The members of `"a", "b"`; nothing where the allowed values are anything but texts."""
    try:
        values = feel.evaluate(f"[{listed}]")
    except feel.FeelError:
        return ()
    return tuple(values) if all(isinstance(value, str) for value in values) else ()


def filled(
    fields: Iterable[Field], data: Mapping[str, Any], lang: str
) -> tuple[tuple[Field, ...], dict[str, Any]]:
    """The fields as they were filled in, with what is wrong with them, and the values of those that can be read."""
    shown = []
    values: dict[str, Any] = {}
    for field in fields:
        text = str(data.get(field.name, "")).strip()
        value, error = _read(text, field, lang)
        shown.append(replace(field, text=text, error=error))
        values[field.name] = value
    return tuple(shown), values


def _read(text: str, field: Field, lang: str) -> tuple[Any, str]:
    """The value, or why there is none. An empty field is null."""
    if not text:
        return None, ""
    if field.type in AS_WRITTEN:
        return text, ""
    try:
        outcome = feel.run_once(text)
    except feel.FeelError as fault:
        return None, feel.render(fault, lang)
    if outcome.warnings:
        return None, feel.render(outcome.warnings[0], lang)
    if field.type == "number" and feel.kind_of(outcome.value) != "number":
        return None, _("Tulislah angka, misalnya 120 atau 0.5.")
    return outcome.value, ""
