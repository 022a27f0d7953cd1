"""Compares a run with what a scenario expects of it. A key that isn't written is not looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from workflows.packages.scenario import Expectation


def unmet(expected: Expectation, report: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each expectation that the run doesn't meet."""
    yield from _equal("status", expected.status and str(expected.status), report["status"])
    yield from _equal("state", expected.state, report["state"])
    yield from _elements("open", expected.open, [entry["element"] for entry in report["open"]])
    done = [entry["element"] for entry in report["completed"]]
    yield from _elements("completed", expected.completed, done)
    yield from _in_order(expected.path, done)
    yield from _elements("incidents", expected.incidents, [entry["element"] for entry in report["incidents"]])
    yield from _variables(expected.variables, report["variables"])
    for key in ("documents", "notified", "escalated", "timers", "clocks", "opened", "numbers"):
        yield from _entries(key, getattr(expected, key), report[key])


def _equal(key: str, expected: Any, actual: Any) -> Iterator[str]:
    if expected is not None and expected != actual:
        yield f"expected {key} {expected}, was {actual or 'none'}"


def _elements(key: str, expected: Sequence[str] | None, actual: Sequence[str]) -> Iterator[str]:
    if expected is not None and Counter(expected) != Counter(actual):
        yield f"expected {key} {_shown(sorted(expected))}, was {_shown(sorted(actual))}"


def _in_order(expected: Sequence[str] | None, actual: Sequence[str]) -> Iterator[str]:
    if expected is None:
        return
    rest = iter(actual)
    if not all(element in rest for element in expected):
        yield f"expected path {_shown(expected)}, was {_shown(actual)}"


def _variables(expected: Mapping[str, Any] | None, actual: Mapping[str, Any]) -> Iterator[str]:
    for name, value in (expected or {}).items():
        found = actual.get(name) if name in actual else _at(actual, name)
        if not _alike(value, found):
            yield f"expected variable {name} = {value!r}, was {found!r}"


def _at(data: Any, path: str) -> Any:
    for name in path.split("."):
        data = data.get(name) if isinstance(data, Mapping) else None
    return data


def _entries(key: str, expected: Sequence[Any] | None, actual: Sequence[Any]) -> Iterator[str]:
    """Each expected entry has one of its own among the actual ones; an empty list means that there are none."""
    if expected is None:
        return
    if not expected and actual:
        yield f"expected no {key}, was {_shown(actual)}"
    left = list(actual)
    for entry in expected:
        match = next((found for found in left if _alike(entry, found)), None)
        if match is None:
            yield f"expected {key} {entry}, was {_shown(actual)}"
        else:
            left.remove(match)


def _alike(expected: Any, actual: Any) -> bool:
    """A mapping is met when its own keys are; moments are equal whatever their offset."""
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return all(_alike(value, actual.get(name)) for name, value in expected.items())
    if isinstance(expected, str) and isinstance(actual, str) and expected != actual:
        return _same_moment(expected, actual)
    if isinstance(expected, tuple | list) and isinstance(actual, tuple | list):
        return len(expected) == len(actual) and all(map(_alike, expected, actual))
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    return bool(expected == actual)


def _same_moment(one: str, other: str) -> bool:
    try:
        first, second = datetime.fromisoformat(one), datetime.fromisoformat(other)
    except ValueError:
        return False
    return first.tzinfo is not None and second.tzinfo is not None and first == second


def _shown(entries: Sequence[Any]) -> str:
    return "[" + ", ".join(str(entry) for entry in entries) + "]"
