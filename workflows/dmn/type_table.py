"""From item definitions to types, those of imported models included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from workflows import feel
from workflows.dmn.elements import Cell, Definitions, ItemDefinition
from workflows.dmn.types import (
    ANY,
    BuiltIn,
    Constrained,
    ContextType,
    FunctionType,
    ListType,
    Named,
    Type,
    field_names,
)
from workflows.dmn.values import BUILT_IN_TYPES, warn


class TypeTable:
    """The types of one model by the names that a `typeRef` uses. `imported` is keyed by import name."""

    def __init__(self, definitions: Definitions, imported: Iterable[tuple[str, str, TypeTable]]) -> None:
        self._definitions = {item.name: item for item in definitions.types}
        self._imported = tuple(imported)
        self._built: dict[str, Type] = {}
        self._tests: dict[str, Callable[[Any], bool]] = {}

    def type_of(self, ref: str | None) -> Type:
        """The type behind a reference; `Any` for none, and for one that leads nowhere (see `knows`)."""
        return self._lookup(ref) or ANY

    def knows(self, ref: str | None) -> bool:
        return ref is None or self._lookup(ref) is not None

    def names(self) -> Iterator[str]:
        """Every name a `typeRef` or FEEL text may use, imported ones with their prefix."""
        yield from self._definitions
        for prefix, _, table in self._imported:
            yield from (f"{prefix}.{name}" if prefix else name for name in table.names())

    def tests(self) -> Mapping[str, Callable[[Any], bool]]:
        """The types as FEEL text may name them, after `instance of` for example: a name to a test of values."""
        if not self._tests:
            self._tests = {name: self.type_of(name).conforms for name in self.names()}
        return self._tests

    def components(self) -> set[str]:
        return field_names(self.type_of(name) for name in self.names())

    def circular(self) -> Iterator[str]:
        """Item definitions that name each other as their type, so that they are no type at all."""
        return (name for name in self._definitions if self._is_circular(name))

    def _is_circular(self, name: str) -> bool:
        seen: set[str] = set()
        while (
            name in self._definitions
            and not self._definitions[name].components
            and name not in BUILT_IN_TYPES
        ):
            if name in seen:
                return True
            seen.add(name)
            name = (self._definitions[name].type_ref or "").rpartition("}")[2]
        return False

    def _lookup(self, ref: str | None) -> Type | None:
        if ref is None or ref in ("Any", "Null"):
            return ANY
        if ref.startswith("{"):
            return self._qualified(*ref[1:].split("}", 1))
        if ref == "list":
            return ListType("list", ANY)
        if ref in BUILT_IN_TYPES:
            return BuiltIn(BUILT_IN_TYPES[ref])
        if ref in self._definitions:
            return self._named(ref)
        return self._from_imports(ref)

    def _qualified(self, namespace: str, local: str) -> Type | None:
        """DMN 1.1: the prefix of the XML name tells the model, or FEEL itself."""
        for _, imported, table in self._imported:
            if imported == namespace and local in table._definitions:
                return table._named(local)
        return self._lookup(local)

    def _from_imports(self, ref: str) -> Type | None:
        for prefix, _, table in self._imported:
            if not prefix:
                found = table._lookup(ref)
            elif ref.startswith(f"{prefix}."):
                found = table._lookup(ref.removeprefix(f"{prefix}."))
            else:
                continue
            if found is not None:
                return found
        return None

    def _named(self, name: str) -> Type:
        if name not in self._built:
            item = self._definitions[name]
            self._built[name] = Named(name, lambda: self._build(item))
        return self._built[name]

    def _build(self, item: ItemDefinition) -> Type:
        type_ = self._base(item)
        if item.allowed is not None:
            type_ = Constrained(item.name, type_, _constraint(item.allowed), item.allowed)
        if item.is_collection:
            type_ = ListType(item.name, type_)
        if item.constraint is not None:
            type_ = Constrained(item.name, type_, _constraint(item.constraint))
        return type_

    def _base(self, item: ItemDefinition) -> Type:
        if item.parameters is not None:
            parameters = tuple(self.type_of(parameter.type_ref) for parameter in item.parameters)
            return FunctionType(item.name, parameters, self.type_of(item.type_ref))
        if item.components:
            return ContextType(item.name, {part.name: self._component(part) for part in item.components})
        return ANY if self._is_circular(item.name) else self.type_of(item.type_ref)

    def _component(self, part: ItemDefinition) -> Type:
        """Built when first needed: a component may refer to the type it stands in."""
        return Named(part.name, lambda: self._build(part))


def _constraint(cell: Cell) -> Callable[[Any], bool]:
    """Allowed values as a test, compiled when first needed. One that can't be read accepts nothing."""
    compiled: list[Callable[[Any, Mapping[str, Any]], bool | None]] = []

    def test(value: Any) -> bool:
        if not compiled:
            compiled.append(_tests(cell))
        return compiled[0](value, {}) is True

    return test


def _tests(cell: Cell) -> Callable[[Any, Mapping[str, Any]], bool | None]:
    try:
        return feel.compile_unary_tests(cell.text)
    except feel.FeelError:

        def unreadable(value: Any, scope: Mapping[str, Any]) -> None:
            warn("DMN-302", decision="", text=cell.text)

        return unreadable
