"""What to evaluate, in which order, for one question to a model: worked out once, run many times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflows.dmn.elements import InputData
from workflows.dmn.inputs import input_value
from workflows.dmn.requirements import Key, Node, evaluation_order, required
from workflows.dmn.types import Type, convert
from workflows.dmn.values import warn
from workflows.feel import FeelError

if TYPE_CHECKING:
    from workflows.dmn.model import Model

Values = dict[Key, Any]


def answered(name: str, work: Callable[..., Any], *arguments: Any) -> Any:
    """What exhausts the budget or the stack is null like anything else that can't be answered."""
    try:
        return work(*arguments)
    except FeelError as fault:
        warn(fault.code, **fault.params)
    except RecursionError:
        warn("DMN-305", decision=name)
    return None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a required value stands in the scope: under its name, or inside the context of its import."""

    prefix: str
    name: str
    key: Key


@dataclass(frozen=True, slots=True)
class Step:
    """One input or decision. `run` is None for an input and for a decision without logic: both come from outside."""

    node: Node
    name: str
    type: Type
    run: Callable[[Any], Any] | None
    base: Mapping[str, Any]
    places: tuple[Place, ...]

    def value(self, root: Model, inputs: Mapping[str, Any], values: Values) -> Any:
        return answered(self.name, self._value, root, inputs, values)

    def _value(self, root: Model, inputs: Mapping[str, Any], values: Values) -> Any:
        if self.run is None:
            return input_value(inputs, root, self.node.path, self.name, self.type)
        return convert(self.run(self._scope(values)), self.type, what=self.name)

    def _scope(self, values: Values) -> dict[str, Any]:
        scope = dict(self.base)
        for place in self.places:
            if place.prefix:
                scope[place.prefix] = {**scope.get(place.prefix, {}), place.name: values[place.key]}
            else:
                scope[place.name] = values[place.key]
        return scope


class Plan:
    """The steps to some decisions. `given` are nodes whose values the caller hands in (of a decision service)."""

    def __init__(self, root: Model, targets: Iterable[Node], given: frozenset[Key] = frozenset()) -> None:
        self._root = root
        self.steps = tuple(_step(node) for node in evaluation_order(targets, given) if node.key not in given)

    def run(
        self,
        inputs: Mapping[str, Any],
        given: Values | None = None,
        after: Callable[[str], None] | None = None,
    ) -> Values:
        """Values of all steps. `after` is called with the id of each element that was evaluated."""
        values: Values = dict(given) if given else {}
        for step in self.steps:
            values[step.node.key] = step.value(self._root, inputs, values)
            if after is not None:
                after(step.node.element.id)
        return values


def _step(node: Node) -> Step:
    element, model = node.element, node.model
    type_ = model.types.type_of(element.variable.type_ref)
    if isinstance(element, InputData) or element.expression is None:
        return Step(node, element.variable.name, type_, None, {}, ())
    compiled = model.compiled(element)
    return Step(node, element.variable.name, type_, compiled.run, compiled.functions, tuple(places(node)))


def places(node: Node) -> Iterable[Place]:
    for need in required(node):
        prefix = ""
        if len(need.path) > len(node.path):
            prefix = node.model.imports[need.path[len(node.path)]].name
        yield Place(prefix, need.element.variable.name, need.key)
