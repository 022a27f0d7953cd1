"""Compilation of if, for, some, every, filters, `instance of` and function definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from . import syntax as tree
from .compiler import Compiler, boolean_or_none, builds
from .errors import Refused
from .frames import Code, Frame
from .iteration import items_between, items_of
from .kinds import kind_of
from .runtime import Run, Scope
from .types import build_type, conforms_strictly
from .values import Function


@builds(tree.If)
def _if(compiler: Compiler, node: tree.If, frame: Frame) -> Code:
    condition, then, otherwise = (
        compiler.build(part, frame) for part in (node.condition, node.then, node.otherwise)
    )

    def choose(scope: Scope) -> Any:
        answer = condition(scope)
        if answer is True:
            return then(scope)
        if answer is not False:
            boolean_or_none(scope, node, answer)
        return otherwise(scope)

    return choose


Domain = Callable[[Scope], Any]
"""Gives the items of one iterator; raises Refused when there are none to be had."""


def _domains(
    compiler: Compiler, iterators: tuple[tree.Iterator, ...], frame: Frame
) -> list[tuple[str, Domain]]:
    """Each domain may use the variables of the ones before it; they are bound in `frame`."""
    domains: list[tuple[str, Domain]] = []
    for iterator in iterators:
        domains.append((iterator.name, _domain(compiler, iterator, frame)))
        frame.names.add(iterator.name)
    return domains


def _domain(compiler: Compiler, iterator: tree.Iterator, frame: Frame) -> Domain:
    start = compiler.build(iterator.domain, frame)
    if iterator.end is None:
        return lambda scope: items_of(scope.run, start(scope))
    end = compiler.build(iterator.end, frame)
    return lambda scope: items_between(scope.run, start(scope), end(scope))


def _combinations(domains: list[tuple[str, Domain]], scope: Scope) -> Iterator[Scope]:
    """Scopes with every combination of the items, the last iterator running fastest."""
    (name, domain), rest = domains[0], domains[1:]
    for item in domain(scope):
        scope.run.meter.tick()
        inner = Scope({**scope.names, name: item}, scope.root, scope.run)
        if rest:
            yield from _combinations(rest, inner)
        else:
            yield inner


@builds(tree.For)
def _for(compiler: Compiler, node: tree.For, frame: Frame) -> Code:
    inner = frame.with_names("partial")
    domains = _domains(compiler, node.iterators, inner)
    body = compiler.build(node.body, inner)
    partial = _reads(node.body, "partial")

    def loop(scope: Scope) -> Any:
        results: list[Any] = []
        meter = scope.run.meter
        outer = Scope({**scope.names, "partial": results}, scope.root, scope.run)
        try:
            for step in _combinations(domains, outer):
                if partial:
                    meter.tick(len(results))
                    step.names["partial"] = list(results)
                results.append(body(step))
                meter.room_for(len(results))
        except Refused as why:
            scope.run.refuse(node, why)
            return None
        return results

    return loop


def _reads(node: tree.Node, name: str) -> bool:
    if isinstance(node, tree.Name) and node.name == name:
        return True
    return any(_reads(child, name) for child in tree.children(node))


@builds(tree.Quantified)
def _quantified(compiler: Compiler, node: tree.Quantified, frame: Frame) -> Code:
    inner = frame.with_names()
    domains = _domains(compiler, node.iterators, inner)
    condition = compiler.build(node.condition, inner)
    decisive = not node.every

    def decide(scope: Scope) -> bool | None:
        answer: bool | None = node.every
        try:
            for step in _combinations(domains, scope):
                value = boolean_or_none(step, node, condition(step))
                if value is decisive:
                    return decisive
                if value is None:
                    answer = None
        except Refused as why:
            scope.run.refuse(node, why)
            return None
        return answer

    return decide


@builds(tree.Filter)
def _filter(compiler: Compiler, node: tree.Filter, frame: Frame) -> Code:
    target = compiler.build(node.target, frame)
    if isinstance(node.condition, tree.Literal) and isinstance(node.condition.value, Decimal):
        index = node.condition.value
        return lambda scope: _at(scope, node, _listed(target(scope)), index)
    inner = frame.with_filter()
    condition = compiler.build(node.condition, inner)
    slot = inner.slot or ""

    def select(scope: Scope) -> Any:
        items = _listed(target(scope))
        if not items:
            return _from_nothing(scope, node, condition, slot)
        return _select(scope, node, items, condition, slot)

    return select


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if type(value) is list else [value]


def _from_nothing(scope: Scope, node: tree.Filter, condition: Code, slot: str) -> Any:
    """An empty list filtered is empty; asked for an item by number it has none."""
    if _is_test(node.condition):
        return []
    quiet = Scope({**scope.names, slot: None, "item": None}, scope.root, Run())
    return None if type(condition(quiet)) is Decimal else []


def _is_test(node: tree.Node) -> bool:
    tests = tree.Comparison | tree.And | tree.Or | tree.In | tree.Between | tree.Quantified | tree.InstanceOf
    return isinstance(node, tests)


def _select(scope: Scope, node: tree.Filter, items: list[Any], condition: Code, slot: str) -> Any:
    meter = scope.run.meter
    chosen: list[Any] = []
    for item in items:
        meter.tick()
        inner = Scope({**scope.names, slot: item, "item": item}, scope.root, scope.run)
        answer = condition(inner)
        if answer is True:
            chosen.append(item)
        elif type(answer) is Decimal:
            return _at(scope, node, items, answer)
        elif answer is not None and answer is not False:
            scope.run.warn(node, "FEEL-214", kind=kind_of(answer))
            return None
    return chosen


def _at(scope: Scope, node: tree.Node, items: list[Any], index: Decimal) -> Any:
    """Counted from 1, from the end when negative; nothing there is null."""
    place = int(index) if index == index.to_integral_value() and abs(index) <= len(items) else 0
    if place == 0:
        scope.run.warn(node, "FEEL-219", index=str(index), size=len(items))
        return None
    return items[place - 1] if place > 0 else items[place]


@builds(tree.InstanceOf)
def _instance_of(compiler: Compiler, node: tree.InstanceOf, frame: Frame) -> Code:
    value = compiler.build(node.value, frame)
    wanted = build_type(node.type, compiler.types)

    def decide(scope: Scope) -> bool | None:
        if wanted is None:
            value(scope)
            scope.run.warn(node.type, "FEEL-220", name=node.type.name)
            return None
        return conforms_strictly(value(scope), wanted)

    return decide


@builds(tree.FunctionDefinition)
def _function(compiler: Compiler, node: tree.FunctionDefinition, frame: Frame) -> Code:
    if node.external:
        return _external(node)
    names = [parameter.name for parameter in node.parameters]
    body = compiler.build(node.body, frame.with_names(*names))
    types = [build_type(part.type, compiler.types) if part.type else None for part in node.parameters]

    def make(scope: Scope) -> Function:
        captured, root = scope.names, scope.root

        def invoke(run: Run, values: list[Any]) -> Any:
            run.enter_call()
            try:
                return body(Scope({**captured, **dict(zip(names, values, strict=True))}, root, run))
            finally:
                run.call_depth -= 1

        return Function("", names, invoke, types)

    return make


def _external(node: tree.FunctionDefinition) -> Code:
    def refuse(scope: Scope) -> None:
        scope.run.warn(node, "FEEL-221")

    return refuse
