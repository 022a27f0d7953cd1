"""Figures over lists of numbers (DMN 1.5, 10.3.4.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ..comparison import compare
from ..errors import Refused
from ..kinds import kind_of
from ..values import NUMBERS, ONE, ZERO
from .registry import builtin


def _numbers(name: str, items: list[Any]) -> list[Decimal]:
    for item in items:
        if type(item) is not Decimal:
            raise Refused("FEEL-230", name=name, parameter="list", wanted="number", kind=kind_of(item))
    return items


def _some(name: str, items: list[Any]) -> list[Decimal]:
    """At least one number."""
    if not items:
        raise Refused("FEEL-235", name=name)
    return _numbers(name, items)


def _folded(step: Callable[[Decimal, Decimal], Decimal], start: Decimal, items: list[Decimal]) -> Decimal:
    for item in items:
        start = step(start, item)
    return start


def _total(items: list[Decimal]) -> Decimal:
    return _folded(NUMBERS.add, ZERO, items)


@builtin("sum(list: list)", variadic=True)
def total(items: list[Any]) -> Decimal:
    return _total(_some("sum", items))


@builtin("product(list: list)", variadic=True)
def product(items: list[Any]) -> Decimal:
    return _folded(NUMBERS.multiply, ONE, _some("product", items))


@builtin("mean(list: list)", variadic=True)
def mean(items: list[Any]) -> Decimal:
    return NUMBERS.divide(_total(_some("mean", items)), Decimal(len(items)))


@builtin("median(list: list)", variadic=True)
def median(items: list[Any]) -> Decimal:
    ordered = sorted(_some("median", items))
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return NUMBERS.divide(NUMBERS.add(ordered[middle - 1], ordered[middle]), Decimal(2))


@builtin("stddev(list: list)", variadic=True)
def standard_deviation(items: list[Any]) -> Decimal:
    """Of a sample: the divisor is one less than the count."""
    numbers = _numbers("stddev", items)
    if len(numbers) < 2:
        raise Refused("FEEL-235", name="stddev")
    average = NUMBERS.divide(_total(numbers), Decimal(len(numbers)))
    gaps = [NUMBERS.subtract(number, average) for number in numbers]
    squares = _total([NUMBERS.multiply(gap, gap) for gap in gaps])
    return NUMBERS.sqrt(NUMBERS.divide(squares, Decimal(len(numbers) - 1)))


@builtin("mode(list: list)", variadic=True)
def mode(items: list[Any]) -> list[Decimal]:
    """The most frequent numbers, ascending."""
    counted = Counter(_numbers("mode", items))
    most = max(counted.values(), default=0)
    return sorted(number for number, times in counted.items() if times == most)


@builtin("min(list: list)", variadic=True)
def least(items: list[Any]) -> Any:
    return _extreme("min", items, -1)


@builtin("max(list: list)", variadic=True)
def greatest(items: list[Any]) -> Any:
    return _extreme("max", items, 1)


def _extreme(name: str, items: list[Any], sign: int) -> Any:
    if not items:
        raise Refused("FEEL-235", name=name)
    best = items[0]
    for item in items:
        order = compare(item, best)
        if order is None:
            raise Refused("FEEL-211", operator=name, left=kind_of(item), right=kind_of(best))
        if order == sign:
            best = item
    return best
