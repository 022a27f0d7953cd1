"""The reference of keys, generated from the dataclasses that read them: docs/procedure-package.md.

python -m workflows.packages.reference > docs/procedure-package.md
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING
from enum import EnumMeta
from typing import Annotated, Any, Union, get_args, get_origin

from forms_config.schema.model import PROPERTIES

from .definition import ProcedureDefinition
from .kinds import Keys, kind_of
from .message import MessageDefinition
from .records import key_of, types_of
from .scenario import AcceptedStep, Expect, Refused, Scenario

_INTRODUCTION = """\
# Keys of a procedure package

Generated from the code by `python -m workflows.packages.reference`; a test compares the two. A package is a folder or
a zip of it; `procedure check` names every fault with its file and line. Unknown keys are errors.

Texts in two languages are written `{id: ..., en: ...}`; English may be left out. FEEL stands after a leading `=`.
A key in **bold** has to be given.
"""

_FILES = (
    ("procedure.yaml", ProcedureDefinition),
    ("messages/*.yaml", MessageDefinition),
    ("scenarios/*.yaml", Scenario),
)


def reference() -> str:
    """The whole page, in Markdown."""
    parts = [_INTRODUCTION]
    seen: set[Any] = set()
    for file, kind in _FILES:
        parts.append(f"\n## {file}\n")
        parts += [_table(found) for found in _reachable(kind, seen)]
    parts.append("\n## Steps of a scenario\n")
    parts += [_table(step) for step in (*get_args(AcceptedStep), Expect, Refused) if step not in seen]
    parts.append(
        "\n## forms/*.form\n\nform-js JSON; `properties` of a component beside those of form-js:\n\n"
    )
    parts.append("| property | meaning |\n|---|---|\n")
    parts += [f"| {name} | {meaning} |\n" for name, meaning in PROPERTIES.items()]
    return "".join(parts)


def _reachable(kind: Any, seen: set[Any]) -> Iterator[Any]:
    """A dataclass and those in its fields, each once, nearest first. Steps have a chapter of their own."""
    waiting = [kind]
    while waiting:
        found = waiting.pop(0)
        if found in seen:
            continue
        seen.add(found)
        yield found
        for annotation in types_of(found).values():
            waiting += [inner for inner in _dataclasses_in(annotation) if inner not in _STEPS]


_STEPS = frozenset((*get_args(AcceptedStep), Expect, Refused))


def _dataclasses_in(annotation: Any) -> Iterator[Any]:
    if isinstance(annotation, type) and dataclasses.is_dataclass(annotation):
        yield annotation
    for inner in get_args(annotation):
        yield from _dataclasses_in(inner)


def _table(kind: Any) -> str:
    lines = [f"\n### {_title(kind)}\n\n{_sentence(kind)}\n\n| key | value | meaning |\n|---|---|---|\n"]
    hints = types_of(kind)
    for item in dataclasses.fields(kind):
        required = item.default is MISSING and item.default_factory is MISSING
        key = f"**{key_of(item)}**" if required else key_of(item)
        lines.append(f"| {key} | {_type(hints[item.name])}{_default(item)} | {item.metadata['help']} |\n")
    return "".join(lines)


def _title(kind: Any) -> str:
    name = kind.__name__.removesuffix("Definition")
    return "".join(f" {char.lower()}" if char.isupper() else char for char in name).strip().capitalize()


def _sentence(kind: Any) -> str:
    text = (kind.__doc__ or "").strip()
    generated = text.startswith(f"{kind.__name__}(")
    return "" if generated else " ".join(text.split())


def _default(item: dataclasses.Field[Any]) -> str:
    value = item.default
    if value is MISSING or value in (None, "", (), 0) or dataclasses.is_dataclass(value):
        return ""
    shown = (
        str(value).lower()
        if isinstance(value, bool)
        else ", ".join(value)
        if isinstance(value, tuple)
        else value
    )
    return f"; default `{shown}`"


def _type(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _annotated(annotation)
    if origin in (Union, types.UnionType):
        named = [inner for inner in arguments if inner is not type(None)]
        return _type(named[0]) if len(named) == 1 else "step"
    if origin is tuple:
        return f"list of {_type(arguments[0])}"
    if origin is Mapping:
        return "mapping" if arguments[1] is Any else f"mapping of {_type(arguments[1])}"
    return _plain_type(annotation)


def _plain_type(annotation: Any) -> str:
    if isinstance(annotation, EnumMeta):
        return " \\| ".join(f"`{item.value}`" for item in annotation)  # type: ignore[var-annotated]
    if dataclasses.is_dataclass(annotation):
        return f"[{_title(annotation)}](#{_title(annotation).lower().replace(' ', '-')})"
    return _PLAIN[annotation]


def _annotated(annotation: Any) -> str:
    kind = kind_of(annotation)
    if kind is not None:
        return kind.name
    keys = next(mark for mark in annotation.__metadata__ if isinstance(mark, Keys))
    return "{" + ", ".join(keys.names) + "}"


_PLAIN: Mapping[Any, str] = types.MappingProxyType(
    {str: "text", int: "whole number", bool: "true or false", Any: "any value"}
)


if __name__ == "__main__":
    print(reference(), end="")
