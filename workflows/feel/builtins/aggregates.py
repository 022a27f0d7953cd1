"""Functions that make one value of a list (DMN 1.5, table 76)."""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from typing import Any

from .. import kinds
from ..comparison import compare
from ..errors import Refused
from ..kinds import kind_of
from ..values import NUMBERS, ZERO
from .registry import builtin


def _numbers(items: list[Any], function: str) -> list[Decimal]:
    for item in items:
        if kind_of(item) != kinds.NUMBER:
            raise Refused("FEEL-230", name=function, parameter="list", kind=kind_of(item), wanted="number")
    return items


@builtin("count(list: list)")
@builtin("count(...list: any)")
def count(items: list[Any]) -> Decimal:
    return Decimal(len(items))


@builtin("min(list: list)")
@builtin("min(...list: any)")
def least(items: list[Any]) -> Any:
    return _extreme(items, -1)


@builtin("max(list: list)")
@builtin("max(...list: any)")
def greatest(items: list[Any]) -> Any:
    return _extreme(items, 1)


def _extreme(items: list[Any], direction: int) -> Any:
    best = None
    for index, item in enumerate(items):
        order = compare(item, best if index else item)
        if order is None:
            raise Refused(
                "FEEL-211", operator="min/max", left=kind_of(item), right=kind_of(best if index else None)
            )
        if index == 0 or order == direction:
            best = item
    return best


@builtin("sum(list: list)")
@builtin("sum(...list: any)")
def total(items: list[Any]) -> Decimal | None:
    return reduce(NUMBERS.add, _numbers(items, "sum")) if items else None


@builtin("product(list: list)")
@builtin("product(...list: any)")
def product(items: list[Any]) -> Decimal | None:
    return reduce(NUMBERS.multiply, _numbers(items, "product")) if items else None


@builtin("mean(list: list)")
@builtin("mean(...list: any)")
def mean(items: list[Any]) -> Decimal | None:
    return _mean(_numbers(items, "mean")) if items else None


def _mean(numbers: list[Decimal]) -> Decimal:
    return NUMBERS.divide(reduce(NUMBERS.add, numbers), Decimal(len(numbers)))


@builtin("median(list: list)")
@builtin("median(...list: any)")
def median(items: list[Any]) -> Decimal | None:
    if not items:
        return None
    ordered = sorted(_numbers(items, "median"))
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else _mean(ordered[middle - 1 : middle + 1])


@builtin("stddev(list: list)")
@builtin("stddev(...list: any)")
def deviation(items: list[Any]) -> Decimal | None:
    """Of a sample: divided by one less than the count."""
    numbers = _numbers(items, "stddev")
    if len(numbers) < 2:
        return None
    middle = _mean(numbers)
    squares = (NUMBERS.power(NUMBERS.subtract(number, middle), Decimal(2)) for number in numbers)
    return NUMBERS.sqrt(NUMBERS.divide(reduce(NUMBERS.add, squares, ZERO), Decimal(len(numbers) - 1)))


@builtin("mode(list: list)")
@builtin("mode(...list: any)")
def mode(items: list[Any]) -> list[Decimal]:
    """The most frequent numbers, in ascending order."""
    counts: dict[Decimal, int] = {}
    for number in _numbers(items, "mode"):
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, frequency in counts.items() if frequency == most)
