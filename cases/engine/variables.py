"""What expressions can read of a case: its data, its parties, the unit's parameters and where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cases.models import Case
from organization.selectors import parameter
from workflows import feel
from workflows.packages import Package

from .identity import resolved


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


def context_of(case: Case, package: Package, local: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The names that FEEL sees. `local` are the values that input mappings made for one step alone."""
    return {
        "param": Parameters(case, package),
        "kanal": case.channel,
        "status": case.state,
        **{name: resolved(value, bytes(case.data_key)) for name, value in case.data.items()},
        **(local or {}),
    }


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
