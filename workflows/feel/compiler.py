"""The tree to closures: one Python function per node, so that an evaluation walks no tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any

from . import syntax as tree
from .builtins import BUILTINS
from .calls import call_named, call_positional
from .errors import Refused
from .frames import Code, Frame, resolve
from .kinds import kind_of
from .paths import member
from .runtime import Scope
from .temporal_parse import parse_literal
from .values import DIRECT, MadeContext, entry_of, number_from
from .vocabulary import BUILTINS as BUILTIN_WORDS

TypeTest = Callable[[Any], bool]
Builder = Callable[["Compiler", Any, Frame], Code]
BUILDERS: dict[type[tree.Node], Builder] = {}


def builds(*kinds: type[tree.Node]) -> Callable[[Builder], Builder]:
    """Marks the function that compiles nodes of these kinds."""

    def register(build: Builder) -> Builder:
        for kind in kinds:
            BUILDERS[kind] = build
        return build

    return register


class Compiler:
    """One compilation. `types` are the caller's own type names, `names` the variables that are declared.

    `free` collects the variables that are read, `uncertain` those that may be entries of a filtered item instead.
    """

    def __init__(self, types: Mapping[str, TypeTest] | None = None, names: Iterable[str] = ()) -> None:
        self.types = types or {}
        self.names = frozenset(names)
        self.free: dict[str, tree.Name] = {}
        self.uncertain: dict[str, tree.Name] = {}

    def build(self, node: tree.Node, frame: Frame) -> Code:
        return BUILDERS[type(node)](self, node, frame)

    def build_all(self, nodes: tuple[tree.Node, ...], frame: Frame) -> list[Code]:
        return [self.build(node, frame) for node in nodes]


@builds(tree.Literal)
def _literal(compiler: Compiler, node: tree.Literal, frame: Frame) -> Code:
    value = node.value
    return lambda scope: value


@builds(tree.TemporalLiteral)
def _temporal(compiler: Compiler, node: tree.TemporalLiteral, frame: Frame) -> Code:
    try:
        value = parse_literal(node.text)
    except Refused as why:
        return _always_refused(node, why)
    return lambda scope: value


def _always_refused(node: tree.Node, why: Refused) -> Code:
    def refuse(scope: Scope) -> Any:
        scope.run.refuse(node, why)

    return refuse


@builds(tree.Name)
def name(compiler: Compiler, node: tree.Name, frame: Frame) -> Code:
    bound, slots = resolve(node.name, frame)
    code = _bound(node.name) if bound else _root(compiler, node, certain=not slots)
    return _item_first(node.name, slots, code) if slots else code


def _bound(key: str) -> Code:
    return lambda scope: scope.names[key]


def _item_first(key: str, slots: list[str], outer: Code) -> Code:
    """Inside a filter the entries of the item hide the names around it (DMN 1.5, 10.3.2.5)."""

    def look(scope: Scope) -> Any:
        for slot in slots:
            item = scope.names[slot]
            if isinstance(item, Mapping) and key in item:
                return entry_of(item, key)
        return outer(scope)

    return look


def _root(compiler: Compiler, node: tree.Name, *, certain: bool) -> Code:
    key = node.name
    builtin = BUILTINS.get(key)
    if key in compiler.names or (builtin is None and certain):
        compiler.free.setdefault(key, node)
    elif builtin is None:
        compiler.uncertain.setdefault(key, node)

    def look(scope: Scope) -> Any:
        try:
            value = scope.root[key]
        except KeyError:
            return builtin if builtin is not None else _unknown(scope, node)
        kind = type(value)
        if kind in DIRECT:
            return value
        if kind is Decimal or kind is int:
            return number_from(value)
        return scope.run.incoming(value)

    return look


def _unknown(scope: Scope, node: tree.Name) -> None:
    scope.run.warn(node, "FEEL-201", known=chain(scope.root, BUILTIN_WORDS), name=node.name)


@builds(tree.Member)
def _member(compiler: Compiler, node: tree.Member, frame: Frame) -> Code:
    target = compiler.build(node.target, frame)
    key = node.name

    def look(scope: Scope) -> Any:
        value = target(scope)
        if isinstance(value, Mapping) and key in value:
            return entry_of(value, key)
        return member(scope.run, node, value, key)

    return look


@builds(tree.ListLiteral)
def _list(compiler: Compiler, node: tree.ListLiteral, frame: Frame) -> Code:
    items = compiler.build_all(node.items, frame)
    return lambda scope: [item(scope) for item in items]


@builds(tree.ContextLiteral)
def _context(compiler: Compiler, node: tree.ContextLiteral, frame: Frame) -> Code:
    """Later entries see earlier ones; a function sees itself."""
    inner = frame.with_names()
    entries: list[tuple[str, Code]] = []
    keys = [key for key, _ in node.entries]
    if len(set(keys)) != len(keys):
        return _always_refused(node, Refused("FEEL-217"))
    for key, value in node.entries:
        if isinstance(value, tree.FunctionDefinition):
            inner.names.add(key)
        entries.append((key, compiler.build(value, inner)))
        inner.names.add(key)
    return _context_code(entries)


def _context_code(entries: list[tuple[str, Code]]) -> Code:
    def make(scope: Scope) -> Any:
        names = dict(scope.names)
        inner = Scope(names, scope.root, scope.run)
        result = MadeContext()
        for key, code in entries:
            result[key] = names[key] = code(inner)
        return result

    return make


@builds(tree.Call)
def _call(compiler: Compiler, node: tree.Call, frame: Frame) -> Code:
    callee = _callee(compiler, node.callee, frame)
    if node.named:
        if node.positional:
            return _always_refused(node, Refused("FEEL-218"))
        return call_named(node, callee, [(key, compiler.build(value, frame)) for key, value in node.named])
    return call_positional(node, callee, compiler.build_all(node.positional, frame))


def _callee(compiler: Compiler, node: tree.Node, frame: Frame) -> Code:
    """A built-in that nothing in scope hides is known now."""
    if isinstance(node, tree.Name) and node.name in BUILTINS and node.name not in compiler.names:
        bound, _ = resolve(node.name, frame)
        if not bound:
            function = BUILTINS[node.name]
            return lambda scope: function
    return compiler.build(node, frame)


def boolean_or_none(scope: Scope, node: tree.Node, value: Any) -> bool | None:
    """A truth value; anything else is null, with a warning."""
    if value is None or value is True or value is False:
        return value
    scope.run.warn(node, "FEEL-209", kind=kind_of(value))
    return None
