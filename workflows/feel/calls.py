"""Calling functions: the values go to their parameters, by place or by name."""

from __future__ import annotations

from typing import Any

from . import syntax as tree
from .arithmetic import FAULTS, fault
from .errors import Refused
from .frames import Code
from .kinds import kind_of
from .runtime import Run, Scope
from .types import accept
from .values import Function, from_python, settle


def call_positional(node: tree.Call, callee: Code, arguments: list[Code]) -> Code:
    def call(scope: Scope) -> Any:
        function = callee(scope)
        values = [argument(scope) for argument in arguments]
        if not isinstance(function, Function):
            return _not_a_function(scope, node, function)
        try:
            return function.apply(scope.run, values)
        except Refused as why:
            scope.run.refuse(node, why)
        except FAULTS as error:
            scope.run.refuse(node, fault(error, function.name))
        return None

    return call


def call_named(node: tree.Call, callee: Code, arguments: list[tuple[str, Code]]) -> Code:
    def call(scope: Scope) -> Any:
        function = callee(scope)
        values = {name: argument(scope) for name, argument in arguments}
        if not isinstance(function, Function):
            return _not_a_function(scope, node, function)
        try:
            if len(values) != len(arguments):
                raise Refused(
                    "FEEL-227",
                    name=function.name or "function",
                    given=", ".join(name for name, _ in arguments),
                )
            return function.apply_named(scope.run, values)
        except Refused as why:
            scope.run.refuse(node, why)
        except FAULTS as error:
            scope.run.refuse(node, fault(error, function.name))
        return None

    return call


def _not_a_function(scope: Scope, node: tree.Call, value: Any) -> None:
    name = node.callee.name if isinstance(node.callee, tree.Name | tree.Member) else kind_of(value)
    scope.run.warn(node, "FEEL-226", name=name)


def fitted(function: Function, values: list[Any]) -> list[Any]:
    """One value per parameter, each of its type. Raises Refused."""
    if len(values) != len(function.parameters):
        raise Refused(
            "FEEL-228", name=function.name or "function", wanted=len(function.parameters), given=len(values)
        )
    return [accept(value, wanted) for value, wanted in zip(values, function.types, strict=True)]


def ordered(function: Function, values: dict[str, Any]) -> list[Any]:
    """Values by name in the order of the parameters. Raises Refused."""
    if set(values) != set(function.parameters):
        raise Refused("FEEL-227", name=function.name or "function", given=", ".join(values))
    return [values[name] for name in function.parameters]


def call(function: Function, *values: Any) -> Any:
    """Call a function value from Python: a result, or null where the function refuses. Raises FeelError over budget."""
    run = Run()
    try:
        return settle(function.apply(run, [from_python(value) for value in values]))
    except Refused:
        return None
