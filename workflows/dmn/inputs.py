"""Input data as it comes in, case data in JSON for example, made into the values a model expects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workflows import feel
from workflows.dmn.requirements import Path
from workflows.dmn.types import BuiltIn, ContextType, ListType, Type, convert, plain
from workflows.dmn.values import incoming, is_of

if TYPE_CHECKING:
    from workflows.dmn.model import Model

_PLAIN = (str, bool, type(None))

#: Text in JSON stands for these types of FEEL; the functions of the same names read it.
_TEMPORAL = {
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "days and time duration": "duration",
    "years and months duration": "duration",
}
_READERS = {name: feel.compile_expression(f"{reader}(text)", ("text",)) for name, reader in _TEMPORAL.items()}


def input_value(inputs: Mapping[str, Any], model: Model, path: Path, name: str, type_: Type) -> Any:
    """The value of one input, converted to its type; None with a warning when it doesn't fit.

    Inputs of an imported model are looked for in a context under the import's name, then under the dotted name, then
    by their bare name.
    """
    value = _found(inputs, model, path, name)
    if type(value) not in _PLAIN:
        value = incoming(value)
    return convert(shaped(value, type_), type_, what=name)


def _found(inputs: Mapping[str, Any], model: Model, path: Path, name: str) -> Any:
    if not path:
        return inputs.get(name)
    names = _import_names(model, path)
    nested: Any = inputs
    for each in names:
        nested = nested.get(each) if isinstance(nested, Mapping) else None
    if isinstance(nested, Mapping) and name in nested:
        return nested[name]
    return inputs.get(".".join((*names, name)), inputs.get(name))


def _import_names(model: Model, path: Path) -> list[str]:
    """The names of the imports on the way, those without a name left out."""
    names: list[str] = []
    for number in path:
        names.append(model.imports[number].name)
        model = model.imports[number].model
    return [name for name in names if name]


def shaped(value: Any, type_: Type) -> Any:
    """Text read as the date, time or duration it stands for; absent components of a context as null."""
    type_ = plain(type_)
    if isinstance(type_, BuiltIn):
        return _temporal(value, type_.name) if isinstance(value, str) and type_.name in _TEMPORAL else value
    if isinstance(type_, ListType) and isinstance(value, list):
        return [shaped(member, type_.members) for member in value]
    if isinstance(type_, ContextType) and isinstance(value, dict):
        return value | {name: shaped(value.get(name), field) for name, field in type_.fields.items()}
    return value


def _temporal(text: str, type_name: str) -> Any:
    """The text itself where it can't be read: the conversion after it tells what is wrong."""
    value = _READERS[type_name]({"text": text})
    return value if is_of(value, type_name) else text
