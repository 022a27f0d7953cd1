"""Item definitions as types: what a value must be, and the conversions FEEL allows on the way.

Sources: DMN 1.5, 7.3.2 (item definitions), 10.3.2.9.2 (conformance), 10.3.2.9.4 (conversions: to and from a list of
one, date to date and time, and null for what doesn't conform).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.dmn.elements import Cell
from workflows.dmn.values import is_context, is_function, is_of, midnight, warn
from workflows.feel import types as feel

Test = Callable[[Any], bool]


class Type:
    """Base of all types. Null conforms to each of them."""

    name: str

    def conforms(self, value: Any) -> bool:
        raise NotImplementedError

    def item(self) -> Type | None:
        """The type of the members where this is a list type."""
        return None


@dataclass(frozen=True, slots=True)
class Anything(Type):
    name: str = "Any"

    def conforms(self, value: Any) -> bool:
        return True


ANY = Anything()


@dataclass(frozen=True, slots=True)
class BuiltIn(Type):
    """A type of FEEL itself, by its name."""

    name: str

    def conforms(self, value: Any) -> bool:
        return value is None or is_of(value, self.name)


@dataclass(frozen=True, slots=True)
class ListType(Type):
    name: str
    members: Type

    def conforms(self, value: Any) -> bool:
        if value is None:
            return True
        return type(value) is list and all(self.members.conforms(member) for member in value)

    def item(self) -> Type | None:
        return self.members


@dataclass(frozen=True, slots=True)
class ContextType(Type):
    """Every component must be there; more entries than named are fine (DMN 1.5, 10.3.2.9.2)."""

    name: str
    fields: Mapping[str, Type]

    def conforms(self, value: Any) -> bool:
        if value is None:
            return True
        if not is_context(value):
            return False
        return all(name in value and type_.conforms(value[name]) for name, type_ in self.fields.items())


@dataclass(frozen=True, slots=True)
class FunctionType(Type):
    """A function; `result` converts what it gives."""

    name: str
    parameters: tuple[Type, ...]
    result: Type

    def conforms(self, value: Any) -> bool:
        return value is None or is_function(value)


@dataclass(frozen=True, slots=True)
class Constrained(Type):
    """A type with allowed values. Null passes: absence isn't a wrong value."""

    name: str
    base: Type
    test: Test
    allowed: Cell | None = None

    def conforms(self, value: Any) -> bool:
        return self.base.conforms(value) and (value is None or self.test(value))

    def item(self) -> Type | None:
        return self.base.item()


@dataclass(slots=True)
class Named(Type):
    """An item definition that may refer to itself: looked up when first used."""

    name: str
    find: Callable[[], Type]
    found: Type | None = None

    def resolved(self) -> Type:
        if self.found is None:
            self.found = self.find()
        return self.found

    def conforms(self, value: Any) -> bool:
        return self.resolved().conforms(value)

    def item(self) -> Type | None:
        return self.resolved().item()


def allowed_values(type_: Type) -> Cell | None:
    """The list of values that an enumeration declares."""
    if isinstance(type_, Named):
        return allowed_values(type_.resolved())
    return type_.allowed if isinstance(type_, Constrained) else None


def plain(type_: Type) -> Type:
    """The type behind names and constraints."""
    while isinstance(type_, Named | Constrained):
        type_ = type_.resolved() if isinstance(type_, Named) else type_.base
    return type_


def convert(value: Any, type_: Type, *, what: str) -> Any:
    """`value` as `type_`, or None with warning DMN-301 that names `what` (a variable or an expression)."""
    if value is None or type_ is ANY or type_.conforms(value):
        return value
    converted = _converted(value, type_)
    if converted is None:
        warn("DMN-301", what=what, type=type_.name)
    return converted


def _converted(value: Any, type_: Type) -> Any:
    members = type_.item()
    if type(value) is list:
        single = len(value) == 1 and members is None and value[0] is not None
        return value[0] if single and type_.conforms(value[0]) else None
    if members is not None and members.conforms(value):
        wrapped = [value]
        return wrapped if type_.conforms(wrapped) else None
    return _as_date_and_time(value, type_)


def _as_date_and_time(value: Any, type_: Type) -> Any:
    base = plain(type_)
    if isinstance(base, BuiltIn) and base.name == "date and time" and is_of(value, "date"):
        moment = midnight(value)
        return moment if type_.conforms(moment) else None
    return None


def result_type(type_: Type) -> Type:
    """What a function gives: models declare its type as a function type, or simply as the type of the result."""
    kind = plain(type_)
    if isinstance(kind, FunctionType):
        return kind.result
    return ANY if isinstance(kind, BuiltIn) and kind.name == "function" else type_


def spoken(type_: Type, inside: tuple[str, ...] = ()) -> feel.Type:
    """The type in FEEL's own terms, without its constraints; a type inside itself is left open."""
    if isinstance(type_, Named):
        if type_.name in inside:
            return feel.Type("Any")
        return spoken(type_.resolved(), (*inside, type_.name))
    kind = plain(type_)
    if isinstance(kind, ListType):
        return feel.Type("list", (spoken(kind.members, inside),))
    if isinstance(kind, ContextType):
        return feel.Type(
            "context", members={name: spoken(part, inside) for name, part in kind.fields.items()}
        )
    if isinstance(kind, FunctionType):
        parameters = tuple(spoken(part, inside) for part in kind.parameters)
        return feel.Type("function", parameters, result=spoken(kind.result, inside))
    return feel.Type(kind.name)


def field_names(types: Iterable[Type]) -> set[str]:
    """The component names of these types, nested ones included: FEEL text may use them in paths."""
    names: set[str] = set()
    seen: set[int] = set()
    open_types = list(types)
    while open_types:
        type_ = plain(open_types.pop())
        if id(type_) in seen:
            continue
        seen.add(id(type_))
        if isinstance(type_, ListType):
            open_types.append(type_.members)
        elif isinstance(type_, ContextType):
            names.update(type_.fields)
            open_types.extend(type_.fields.values())
    return names
