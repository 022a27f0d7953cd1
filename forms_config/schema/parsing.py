"""form-js JSON becomes a `Form`, shared parts spliced in. Raises for what is no form; the rest is left to `check`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .errors import FormError
from .located_json import load
from .model import CONTAINER_TYPES, Choices, Component, Form, Option, Rules

MAX_COMPONENTS = 1000
MAX_DEPTH = 12

Includes = Callable[[str], bytes]

_OWN_KEYS = frozenset(
    {"type", "id", "key", "label", "description", "text", "content", "validate", "values", "valuesKey"}
    | {"valuesExpression", "defaultValue", "conditional", "expression", "disabled", "readonly", "properties"}
    | {"components", "path"}
)


def parse(source: bytes, *, includes: Includes | None = None) -> Form:
    """The form in `source`. `includes` gives the bytes of a shared part by its name and raises KeyError.

    A group with `properties.include` gets the part's components in front of its own. Raises FormError for bytes
    that are no form, a part that isn't there, or parts that include each other.
    """
    raw = _form_object(source)
    reader = _Reader(includes)
    components = reader.components(raw.get("components", []), _Place())
    return Form(
        id=_text(raw.get("id")),
        components=components,
        version=raw.get("schemaVersion", 0) if isinstance(raw.get("schemaVersion"), int) else 0,
        exporter=raw.get("exporter") if isinstance(raw.get("exporter"), dict) else {},
    )


def _form_object(source: bytes) -> Any:
    raw = load(source)
    if not isinstance(raw, dict) or not isinstance(raw.get("components", []), list):
        raise FormError("FORM-004")
    return raw


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the reader is: data path so far, depth, and the parts being included."""

    path: str = ""
    depth: int = 0
    parts: tuple[str, ...] = ()

    def inside(self, path: str) -> _Place:
        return replace(self, path=path, depth=self.depth + 1)


class _Reader:
    """One form's way from JSON to values; counts the components that it has seen."""

    def __init__(self, includes: Includes | None) -> None:
        self._includes = includes
        self._count = 0

    def components(self, raw: list[Any], place: _Place) -> tuple[Component, ...]:
        if place.depth > MAX_DEPTH:
            raise FormError("FORM-005", limit=MAX_DEPTH)
        return tuple(self._component(item, place) for item in raw if isinstance(item, dict))

    def _component(self, raw: Any, place: _Place) -> Component:
        self._count += 1
        if self._count > MAX_COMPONENTS:
            raise FormError("FORM-005", limit=MAX_COMPONENTS)
        component = _own(raw, place)
        if component.type not in CONTAINER_TYPES:
            return component
        below = place.inside(_below(component, place))
        return replace(component, components=(*self._included(component, below), *self._children(raw, below)))

    def _children(self, raw: Any, place: _Place) -> tuple[Component, ...]:
        children = raw.get("components", [])
        return self.components(children if isinstance(children, list) else [], place)

    def _included(self, component: Component, place: _Place) -> tuple[Component, ...]:
        name = _text(component.properties.get("include"))
        if not name:
            return ()
        if name in place.parts:
            raise FormError("FORM-007", line=component.line, part=name)
        part = _form_object(self._part(name, component))
        return self.components(part.get("components", []), replace(place, parts=(*place.parts, name)))

    def _part(self, name: str, component: Component) -> bytes:
        if self._includes is None:
            raise FormError("FORM-006", line=component.line, part=name)
        try:
            return self._includes(name)
        except KeyError:
            raise FormError("FORM-006", line=component.line, part=name) from None


def _own(raw: Any, place: _Place) -> Component:
    """A component without what it holds."""
    kind, key = _text(raw.get("type")), _text(raw.get("key"))
    own_path = _text(raw.get("path")) if kind in CONTAINER_TYPES else key
    conditional = raw.get("conditional") or {}
    return Component(
        type=kind,
        id=_text(raw.get("id")),
        key=key if kind not in CONTAINER_TYPES else own_path,
        path=_join(place.path, own_path) if own_path else "",
        label=_text(raw.get("label")),
        description=_text(raw.get("description")),
        text=_text(raw.get("text") or raw.get("content")),
        rules=_rules(raw.get("validate")),
        choices=_choices(raw),
        default=raw.get("defaultValue"),
        hide=_feel(conditional.get("hide")) if isinstance(conditional, dict) else "",
        expression=_feel(raw.get("expression")),
        disabled=raw.get("disabled") is True,
        readonly=_readonly(raw.get("readonly")),
        properties=_mapping(raw.get("properties")),
        settings={name: value for name, value in raw.items() if name not in _OWN_KEYS},
        line=getattr(raw, "line", None) if not place.parts else None,
        file=place.parts[-1] if place.parts else "",
    )


def _below(component: Component, place: _Place) -> str:
    path = component.path or place.path
    return f"{path}.*" if component.type == "dynamiclist" and component.path else path


def _rules(raw: Any) -> Rules:
    said = _mapping(raw)
    return Rules(
        required=said.get("required") is True,
        min_length=_whole(said.get("minLength")),
        max_length=_whole(said.get("maxLength")),
        pattern=_text(said.get("pattern")),
        min=_number(said.get("min")),
        max=_number(said.get("max")),
        validation_type=_text(said.get("validationType")),
    )


def _choices(raw: Any) -> Choices:
    values = raw.get("values")
    return Choices(
        options=tuple(option(item) for item in values) if isinstance(values, list) else (),
        key=_text(raw.get("valuesKey")),
        expression=_feel(raw.get("valuesExpression")),
        catalogue=_text(_mapping(raw.get("properties")).get("catalogue")),
    )


def option(item: Any) -> Option:
    """One choice: `{label, value}` (with `label_en`), or a bare value that is its own label."""
    if isinstance(item, Mapping):
        value = item.get("value", item.get("code"))
        label = item.get("label", value)
        if isinstance(label, Mapping):
            return Option(value, str(label.get("id", value)), str(label.get("en", "")))
        return Option(value, str(label), _text(item.get("label_en")))
    return Option(item, str(item))


def _feel(value: Any) -> str:
    return _text(value).strip().removeprefix("=").strip()


def _readonly(value: Any) -> bool | str:
    return _feel(value) if isinstance(value, str) else value is True


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: Any) -> int | None:
    number = _number(value)
    return int(number) if number is not None else None


def _number(value: Any) -> float | int | None:
    """A number, also where the editor wrote it as text."""
    if isinstance(value, bool) or value in (None, ""):
        return None
    if isinstance(value, int | float):
        return value
    try:
        return float(value) if "." in str(value) else int(str(value))
    except ValueError:
        return None


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
