"""A tree of a YAML file becomes a dataclass, by the annotations of its fields. Never stops at the first fault.

Each fault is a finding with its line and the path of the key (`clocks[0].target`). A field that can't be filled gets
the blank of its type, so that the rest of the package can still be checked.
"""

from __future__ import annotations

import dataclasses
import difflib
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field
from enum import EnumMeta
from functools import cache
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from workflows.findings import Finding, error

from .kinds import Keys, Kind, kind_of
from .markup import Leaf, MarkupError, Rows, Table, Tree, parse, plain

T = TypeVar("T")


@dataclass(frozen=True)
class Record(Generic[T]):
    """A file as a value, with where each key stands and what is wrong with it."""

    value: T
    file: str
    lines: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def line(self, path: str) -> int | None:
        """The line of the key at `path`, or of the nearest key around it."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.lines.get("")


def read_record(source: bytes, kind: type[T], file: str) -> Record[T]:
    """`source` (YAML) as an instance of the dataclass `kind`. Never raises for what the file says."""
    try:
        tree, findings = parse(source)
    except MarkupError as fault:
        return Record(blank(kind), file, {}, (fault.finding.in_file(file),))
    reader = _Reader(findings)
    value = reader.read(kind, Table(1) if tree is None else tree, "", 1)
    return Record(value, file, reader.lines, tuple(found.in_file(file) for found in reader.findings))


def blank(kind: Any) -> Any:
    """A neutral value of a type, standing in where the file gives none."""
    kind = _bare(kind)
    if dataclasses.is_dataclass(kind):
        return _blank_record(kind)
    if isinstance(kind, EnumMeta):
        return next(iter(kind))
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        options = get_args(kind)
        return None if type(None) in options else blank(options[0])
    return _BLANKS.get(origin or kind)


def _blank_record(kind: Any) -> Any:
    missing = (item.name for item in dataclasses.fields(kind) if _required(item))
    return kind(**{name: blank(types_of(kind)[name]) for name in missing})


_BLANKS: Mapping[Any, Any] = types.MappingProxyType({str: "", int: 0, bool: False, tuple: (), Mapping: {}})


def key_of(item: Field[Any]) -> str:
    """The key of a field in the file: a trailing underscore avoids a Python word."""
    return item.name.rstrip("_")


@cache
def types_of(kind: Any) -> Mapping[str, Any]:
    """The annotations of a dataclass, resolved, kinds included."""
    return get_type_hints(kind, include_extras=True)


def _required(item: Field[Any]) -> bool:
    return item.default is MISSING and item.default_factory is MISSING


def _bare(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


class _Reader:
    """One file's way from tree to values; collects lines and findings on it."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        self.lines: dict[str, int] = {}

    def read(self, kind: Any, tree: Tree, path: str, line: int) -> Any:
        self.lines[path] = line
        bare = _bare(kind)
        origin = get_origin(bare)
        if origin is Mapping:
            return self._mapping(bare, getattr(kind, "__metadata__", ()), tree, path, line)
        if origin is not None:
            return self._compound(origin, bare, tree, path, line)
        if isinstance(bare, type) and (dataclasses.is_dataclass(bare) or isinstance(bare, EnumMeta)):
            read: Any = self._record if dataclasses.is_dataclass(bare) else self._choice
            return read(bare, tree, path, line)
        return plain(tree) if bare is Any else self._scalar(bare, kind_of(kind), tree, path, line)

    def _compound(self, origin: Any, kind: Any, tree: Tree, path: str, line: int) -> Any:
        if origin is tuple:
            return self._list(get_args(kind)[0], tree, path, line)
        return self._union(kind, tree, path, line)

    def _report(self, code: str, path: str, line: int, **params: Any) -> None:
        self.findings.append(error(code, path, line=line, **params))

    def _wrong_type(self, kind: Any, expected: str, path: str, line: int) -> Any:
        self._report("PKG-105", path, line, key=path or "-", expected=expected)
        return blank(kind)

    def _record(self, kind: Any, tree: Tree, path: str, line: int) -> Any:
        if not isinstance(tree, Mapping):
            return self._wrong_type(kind, "mapping", path, line)
        lines = getattr(tree, "lines", {})
        keys = kind.reshape(tree) if hasattr(kind, "reshape") else tree
        fields = {key_of(item): item for item in dataclasses.fields(kind)}
        for key in keys:
            if key not in fields:
                self._unknown(key, fields, path, lines.get(key, line))
        given = {}
        for key, item in fields.items():
            annotation = types_of(kind)[item.name]
            if keys.get(key) is not None:
                given[item.name] = self.read(annotation, keys[key], _join(path, key), lines.get(key, line))
            elif _required(item):
                self._report("PKG-104", _join(path, key), line, key=_join(path, key))
                given[item.name] = blank(annotation)
        return kind(**given)

    def _unknown(self, key: str, known: Mapping[str, Any], path: str, line: int) -> None:
        guess = closest(key, known)
        code = "PKG-103" if guess else "PKG-114"
        self._report(code, _join(path, key), line, key=_join(path, key), guess=guess, known=sorted(known))

    def _choice(self, kind: EnumMeta, tree: Tree, path: str, line: int) -> Any:
        allowed = [str(item.value) for item in kind]  # type: ignore[var-annotated]
        if isinstance(tree, Leaf) and tree.text in allowed:
            return kind(tree.text)
        if not isinstance(tree, Leaf):
            return self._wrong_type(kind, "text", path, line)
        self._report("PKG-107", path, line, key=path, value=tree.text, known=allowed)
        return blank(kind)

    def _union(self, kind: Any, tree: Tree, path: str, line: int) -> Any:
        options = [option for option in get_args(kind) if option is not type(None)]
        if isinstance(tree, Leaf) and tree.value is None and len(options) < len(get_args(kind)):
            return None
        if len(options) == 1:
            return self.read(options[0], tree, path, line)
        return self._step(options, tree, path, line)

    def _step(self, options: list[Any], tree: Tree, path: str, line: int) -> Any:
        """One of several dataclasses, told apart by the one key that only it has."""
        verbs = {verb_of(option): option for option in options}
        if not isinstance(tree, Mapping):
            return self._wrong_type(options[0], "mapping", path, line)
        said = [key for key in tree if key in verbs]
        if not said:
            guess = next((found for key in tree if (found := closest(key, verbs))), "")
            code = "PKG-103" if guess else "PKG-115"
            self._report(code, path, line, key=", ".join(tree), guess=guess, known=sorted(verbs))
            return blank(options[0])
        return self._record(verbs[said[0]], tree, path, line)

    def _list(self, kind: Any, tree: Tree, path: str, line: int) -> tuple[Any, ...]:
        if not isinstance(tree, Rows):
            self._wrong_type(tuple, "list", path, line)
            return ()
        return tuple(
            self.read(kind, item, f"{path}[{n}]", getattr(item, "line", line)) for n, item in enumerate(tree)
        )

    def _mapping(
        self, kind: Any, marks: tuple[Any, ...], tree: Tree, path: str, line: int
    ) -> Mapping[str, Any]:
        if not isinstance(tree, Table):
            self._wrong_type(kind, "mapping", path, line)
            return {}
        key_kind, value_kind = get_args(kind)
        allowed = next((mark.names for mark in marks if isinstance(mark, Keys)), None)
        result = {}
        for key, value in tree.items():
            where, at = _join(path, key), tree.lines[key]
            if allowed is not None and key not in allowed:
                self._unknown(key, dict.fromkeys(allowed), path, at)
                continue
            self._shape(key, kind_of(key_kind), where, at)
            result[key] = self.read(value_kind, value, where, at)
        return result

    def _scalar(self, kind: Any, shape: Kind | None, tree: Tree, path: str, line: int) -> Any:
        if not isinstance(tree, Leaf):
            return self._wrong_type(kind, _NAMES[kind], path, line)
        if kind is str:
            if tree.value is None and not tree.quoted:
                return self._wrong_type(kind, "text", path, line)
            self._shape(tree.text, shape, path, line)
            return tree.text
        if isinstance(tree.value, kind) and (kind is bool) == isinstance(tree.value, bool):
            return tree.value
        return self._wrong_type(kind, _NAMES[kind], path, line)

    def _shape(self, text: str, shape: Kind | None, path: str, line: int) -> None:
        if shape is not None and not shape.fits(text):
            self._report("PKG-106", path, line, key=path, value=text, expected=shape.name)


_NAMES: Mapping[Any, str] = types.MappingProxyType({str: "text", int: "whole number", bool: "true or false"})


def verb_of(kind: Any) -> str:
    """The key that tells a step: the first that the class adds to its base."""
    inherited = {
        item.name
        for base in kind.__mro__[1:]
        if dataclasses.is_dataclass(base)
        for item in dataclasses.fields(base)
    }
    return next(key_of(item) for item in dataclasses.fields(kind) if item.name not in inherited)


def closest(word: str, known: Any) -> str:
    """What the author may have meant; empty when nothing is near."""
    folded = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else ""


def of_kind(value: Any, kind: Kind, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of that kind inside a record, with its path. Empty texts (optional, not written) are left out."""
    yield from _find(value, type(value), kind, path)


def _find(value: Any, annotation: Any, kind: Kind, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if value and kind_of(annotation) == kind:
            yield path, value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for item in dataclasses.fields(value):
            inner = getattr(value, item.name)
            yield from _find(
                inner, _chosen(types_of(type(value))[item.name]), kind, _join(path, key_of(item))
            )
    elif isinstance(value, tuple):
        inner_type = next(iter(get_args(_chosen(annotation))), Any)
        for n, inner in enumerate(value):
            yield from _find(inner, inner_type, kind, f"{path}[{n}]")
    elif isinstance(value, Mapping):
        arguments = get_args(_bare(_chosen(annotation)))
        for key, inner in value.items():
            yield from _find(inner, arguments[1] if len(arguments) == 2 else Any, kind, _join(path, key))


def _chosen(annotation: Any) -> Any:
    """The type inside `X | None`."""
    if get_origin(annotation) in (Union, types.UnionType):
        return next(option for option in get_args(annotation) if option is not type(None))
    return annotation


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
