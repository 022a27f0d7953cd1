"""A form as values: form-js components (schema version up to 1.23.0) with our own properties beside theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

#: Components that take an answer.
INPUT_TYPES = frozenset(
    {
        "textfield",
        "textarea",
        "number",
        "datetime",
        "checkbox",
        "checklist",
        "radio",
        "select",
        "taglist",
        "filepicker",
    }
)
#: Components whose value comes from a fixed or computed list.
CHOICE_TYPES = frozenset({"checklist", "radio", "select", "taglist"})
#: Components that hold others.
CONTAINER_TYPES = frozenset({"group", "dynamiclist"})
#: Components that only show something, or compute.
PASSIVE_TYPES = frozenset({"text", "separator", "spacer", "button", "expression"})
KNOWN_TYPES = INPUT_TYPES | CONTAINER_TYPES | PASSIVE_TYPES
#: form-js has these, and we refuse them: markup of a package would run in an officer's page, or call outside.
REFUSED_TYPES = frozenset({"html", "iframe", "image", "documentPreview", "table"})

WIDGETS = frozenset({"signature", "thumbprint", "checklist", "place", "duplicates", "nik", "roster"})

#: A choice that is a person travels by this name of its record, and is stored whole.
ACCOUNT = "akun"

#: Our properties of a component, with what they mean (procedure package, "Forms").
PROPERTIES: Mapping[str, str] = MappingProxyType(
    {
        "birth_date": "key of the birth date beside a `nik`; `tanggal_lahir` otherwise",
        "catalogue": "the options are the values of this catalogue that are valid today",
        "check": "FEEL condition over the form; false or null is a fault",
        "check_kind": "`error`, or `warning`, which doesn't stand in the way",
        "complete": "`required`: a checklist must be complete before the form is taken",
        "decision": "decision that gives the rows of a checklist: a list of `{code, label, min, form}`",
        "description_en": "description in English",
        "include": "shared part put in front of the group's own components, such as `umum/orang`",
        "label_en": "label in English",
        "message": "sentence for a failed `check`",
        "message_en": "the same in English",
        "party": "the group is the identity of this party",
        "role": "a `roster` offers the holders of this role in the unit, those on duty first",
        "text_en": "text in English",
        "widget": "`signature`, `thumbprint`, `checklist`, `place`, `duplicates`, `nik` or `roster`",
    }
)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `value` is what is stored: text, number, truth value, or the record of a person."""

    value: Any
    label: str
    label_en: str = ""

    @property
    def code(self) -> str:
        """The value as it travels in a page's form."""
        return wire(self.value)

    def in_(self, lang: str) -> str:
        return self.label_en if lang == "en" and self.label_en else self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """form-js `validate`. Numbers are as written in JSON; None where nothing is said."""

    required: bool = False
    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""
    min: float | int | None = None
    max: float | int | None = None
    validation_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Where the options come from: exactly one of them is set, or none."""

    options: tuple[Option, ...] = ()
    key: str = ""
    expression: str = ""
    catalogue: str = ""

    def __bool__(self) -> bool:
        return bool(self.options or self.key or self.expression or self.catalogue)


@dataclass(frozen=True, kw_only=True)
class Component:
    """One component. `path` is the full dotted path of its value, `*` standing for the row of a dynamic list.

    `hide` and `expression` are FEEL without the leading "=". `settings` are the other form-js keys as written
    (appearance, layout, decimalDigits, subtype, multiple ...).
    """

    type: str
    id: str = ""
    key: str = ""
    path: str = ""
    label: str = ""
    description: str = ""
    text: str = ""
    rules: Rules = Rules()
    choices: Choices = Choices()
    default: Any = None
    hide: str = ""
    expression: str = ""
    disabled: bool = False
    readonly: bool | str = False
    properties: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    components: tuple[Component, ...] = ()
    line: int | None = None
    file: str = ""

    @property
    def widget(self) -> str:
        """Our widget, or empty."""
        return str(self.properties.get("widget", ""))

    @property
    def is_input(self) -> bool:
        """Whether it takes an answer."""
        return self.type in INPUT_TYPES or (bool(self.widget) and bool(self.key))

    @property
    def required(self) -> bool:
        return self.rules.required

    @property
    def subtype(self) -> str:
        """Of a datetime: "date", "time" or "datetime"."""
        return str(self.settings.get("subtype", "date"))

    @property
    def multiple(self) -> bool:
        return self.type in ("checklist", "taglist") or bool(self.settings.get("multiple", False))

    @property
    def name(self) -> str:
        """How a finding calls it: its key, else its id, else its type."""
        return self.path or self.key or self.id or self.type

    def label_in(self, lang: str) -> str:
        return self._text("label", self.label, lang)

    def description_in(self, lang: str) -> str:
        return self._text("description", self.description, lang)

    def text_in(self, lang: str) -> str:
        return self._text("text", self.text, lang)

    def message_in(self, lang: str) -> str:
        """The text of its `check`."""
        return self._text("message", str(self.properties.get("message", "")), lang)

    def _text(self, name: str, default: str, lang: str) -> str:
        return str(self.properties.get(f"{name}_en") or default) if lang == "en" else default


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form-js form. `version` is its schema version."""

    id: str
    components: tuple[Component, ...]
    version: int = 0
    exporter: Mapping[str, Any] = field(default_factory=dict)


def walk(components: tuple[Component, ...]) -> Iterator[Component]:
    """Every component, containers before what they hold."""
    for component in components:
        yield component
        yield from walk(component.components)


def iter_fields(form: Form) -> Iterator[Component]:
    """The components that take an answer, in the order of the page."""
    return (component for component in walk(form.components) if component.is_input)


def party_groups(form: Form) -> dict[str, str]:
    """Path of each group that is a person of the case, with the person's role."""
    found = ((part.path, str(part.properties.get("party", ""))) for part in walk(form.components))
    return {path: role for path, role in found if role}


def wire(value: Any) -> str:
    """A choice's value as text of a page's form."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return str(value.get(ACCOUNT, ""))
    return "" if value is None else str(value)
