"""Boxed iterators and filters (DMN 1.5, 7.3.10 to 7.3.12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from workflows import feel
from workflows.dmn.values import is_context, is_of, warn
from workflows.feel.budget import current_meter

Run = Callable[[Any], Any]

_ELEMENTS_OF_RANGE = feel.compile_expression("for element in range return element", ("range", "element"))


def _elements(value: Any) -> Iterator[Any]:
    """The members to visit: of a list or a range, or the single value itself (10.3.2.9.4, to a list of one)."""
    meter = current_meter()
    members = _members(value)
    for member in members:
        meter.tick()
        yield member


def _members(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    if is_of(value, "range"):
        return _ELEMENTS_OF_RANGE({"range": value}) or []
    return [value]


def for_each(variable: str, source: Run, body: Run) -> Run:
    """A list of results; `partial` holds those so far."""

    def run(scope: Mapping[str, Any]) -> Any:
        value = source(scope)
        if value is None:
            return None
        results: list[Any] = []
        inner = {**scope, "partial": results}
        for member in _elements(value):
            inner[variable] = member
            results.append(body(inner))
        return results

    return run


def quantified(variable: str, source: Run, body: Run, *, every: bool) -> Run:
    """`every` is the three-valued conjunction of its results, `some` their disjunction."""
    deciding = not every

    def run(scope: Mapping[str, Any]) -> Any:
        value = source(scope)
        if value is None:
            return None
        inner = dict(scope)
        unknown = False
        for member in _elements(value):
            inner[variable] = member
            result = body(inner)
            if result is deciding:
                return deciding
            unknown = unknown or not isinstance(result, bool)
        if unknown:
            warn("DMN-309", variable=variable)
            return None
        return every

    return run


def filtered(source: Run, match: Run) -> Run:
    """Always a list. A match that is neither true, false nor null makes the whole result null."""

    def run(scope: Mapping[str, Any]) -> Any:
        value = source(scope)
        if value is None:
            return None
        kept: list[Any] = []
        for member in _elements(value):
            inner = {**scope, **member, "item": member} if is_context(member) else {**scope, "item": member}
            result = match(inner)
            if result is True:
                kept.append(member)
            elif result is not False and result is not None:
                warn("DMN-307", decision="filter", value=result)
                return None
        return kept

    return run
