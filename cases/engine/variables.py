"""What expressions can read of a case: its data, its parties, the unit's parameters and where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cases.models import Case
from organization.selectors import parameter
from workflows import feel
from workflows.bpmn.semantics import Scope
from workflows.packages import Package

from .identity import resolved
from .unit_facts import UnitFacts


class Parameters(Mapping[str, Any]):
    """`param.CODE`: the unit's own value, that of the nearest unit above it, or the package's default."""

    def __init__(self, case: Case, package: Package) -> None:
        self._case = case
        self._defined = {definition.code: definition for definition in package.definition.parameters}
        self._known: dict[str, Any] = {}

    def __getitem__(self, code: str) -> Any:
        if code not in self._known:
            definition = self._defined[code]
            value = parameter(self._case.unit, self._case.procedure_key, code, definition.default)
            self._known[code] = (
                feel.evaluate(f'duration("{value}")') if definition.type == "duration" else value
            )
        return self._known[code]

    def __iter__(self) -> Any:
        return iter(self._defined)

    def __len__(self) -> int:
        return len(self._defined)


def context_of(
    case: Case,
    package: Package,
    local: Mapping[str, Any] | None = None,
    *,
    scope: Scope | None = None,
) -> dict[str, Any]:
    """The names that FEEL sees in a scope, the root by default.

    `local` are the values that input mappings made for one step alone.
    """
    key = bytes(case.data_key)
    return {
        "param": Parameters(case, package),
        "unit": UnitFacts(case.unit),
        "kanal": case.channel,
        "status": case.state,
        **{name: resolved(value, key) for name, value in visible(case.data, scope).items()},
        **{name: resolved(value, key) for name, value in (local or {}).items()},
    }


def visible(data: Mapping[str, Any], scope: Scope | None) -> dict[str, Any]:
    """The variables that a scope sees: its own go before those around it, up to an isolated one, else to the case's."""
    layers: list[Mapping[str, Any]] = []
    for around in scope.outwards() if scope is not None else ():
        layers.append(around.locals)
        if around.isolated:
            break
    else:
        layers.append(data)
    seen: dict[str, Any] = {}
    for layer in reversed(layers):
        seen.update(layer)
    return seen


def holder_of(name: str, data: dict[str, Any], scope: Scope | None) -> dict[str, Any]:
    """Where a variable is assigned: the innermost scope that has it, else the case's data or the isolated scope's."""
    for around in scope.outwards() if scope is not None else ():
        if name in around.locals or around.isolated:
            return around.locals
    return data


def assign_in(scope: Scope | None, data: dict[str, Any], path: str, value: Any) -> None:
    """Assign a variable, or what is at a dotted path of one, where it belongs."""
    assign(holder_of(path.partition(".")[0], data, scope), path, value)


@lru_cache(maxsize=4096)
def compiled(text: str) -> feel.Expression:
    """An expression without its leading "=", compiled once per process. Raises FeelError."""
    return feel.compile_expression(text)


def value_of(text: str, context: Mapping[str, Any]) -> Any:
    """The value of an attribute: FEEL after "=", static text otherwise. Raises FeelError."""
    if not text.startswith("="):
        return text
    return compiled(text[1:].strip())(context)


def assign(data: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at a dotted path, making contexts on the way."""
    *parents, last = path.split(".")
    for name in parents:
        child = data.get(name)
        if not isinstance(child, dict):
            child = data[name] = {}
        data = child
    data[last] = value
