"""From the rules that matched to the result of a table (DMN 1.5, 8.2.10)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from workflows import feel
from workflows.dmn.values import equal, warn

Rank = Callable[[Any], int]


def unique(results: Sequence[Any], rules: Sequence[int]) -> Any:
    """One rule may match. Several are a fault of the table, and no result is better than a chance one."""
    if len(results) > 1:
        warn("DMN-311", rules=list(rules))
        return None
    return results[0]


def any_of(results: Sequence[Any], rules: Sequence[int]) -> Any:
    """Several rules may match if they agree."""
    if all(equal(result, results[0]) is True for result in results[1:]):
        return results[0]
    warn("DMN-312", rules=list(rules))
    return None


def first(results: Sequence[Any], rules: Sequence[int]) -> Any:
    return results[0]


def collect(results: Sequence[Any], rules: Sequence[int]) -> Any:
    return list(results)


SINGLE: dict[str, Callable[[Sequence[Any], Sequence[int]], Any]] = {
    "U": unique,
    "A": any_of,
    "F": first,
    "P": first,
    "R": collect,
    "O": collect,
    "C": collect,
}

_AGGREGATES = {
    "+": feel.compile_expression("sum(values)", ("values",)),
    "<": feel.compile_expression("min(values)", ("values",)),
    ">": feel.compile_expression("max(values)", ("values",)),
    "#": feel.compile_expression("count(values)", ("values",)),
}


def aggregate(results: Sequence[Any], aggregator: str) -> Any:
    """Sum, least, greatest or number of results; with several outputs, of each output by itself."""
    run = _AGGREGATES[aggregator]
    if results and isinstance(results[0], dict):
        return {name: run({"values": [result[name] for result in results]}) for name in results[0]}
    return run({"values": list(results)})


def ranking(allowed: Sequence[Any]) -> Rank:
    """The place of a value in a list of output values; what isn't listed comes last."""
    last = len(allowed)

    def rank(value: Any) -> int:
        return next((place for place, known in enumerate(allowed) if equal(known, value) is True), last)

    return rank
