"""Numeric functions (DMN 1.5, table 77)."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import Any

from .. import arithmetic
from ..errors import Refused
from ..extended import duration_nanos
from ..kinds import DAYS_TIME, NUMBER, kind_of
from ..values import NUMBERS, ZERO
from .registry import builtin

_MIN_SCALE, _MAX_SCALE = -6111, 6176


def _rounded(number: Decimal, scale: Decimal, mode: str) -> Decimal:
    places = int(scale.to_integral_value(ROUND_DOWN))
    if not _MIN_SCALE <= places <= _MAX_SCALE:
        raise Refused("FEEL-232", scale=str(scale), low=_MIN_SCALE, high=_MAX_SCALE)
    if places >= 0 and -number.as_tuple().exponent <= places:  # type: ignore[operator]
        return number
    quantum = Decimal(1).scaleb(-places)
    context = NUMBERS.copy()
    context.rounding = mode
    if number.adjusted() + places < -1 and number:
        number = Decimal((number.as_tuple().sign, (1,), -places - 2))
    return context.plus(number.quantize(quantum, rounding=mode, context=context))


@builtin("decimal(n: number, scale: number)")
def decimal(number: Decimal, scale: Decimal) -> Decimal:
    return _rounded(number, scale, ROUND_HALF_EVEN)


@builtin("floor(n: number, scale: number = )")
def floor(number: Decimal, scale: Decimal = ZERO) -> Decimal:
    return _rounded(number, scale, ROUND_FLOOR)


@builtin("ceiling(n: number, scale: number = )")
def ceiling(number: Decimal, scale: Decimal = ZERO) -> Decimal:
    return _rounded(number, scale, ROUND_CEILING)


@builtin("round up(n: number, scale: number)")
def round_up(number: Decimal, scale: Decimal) -> Decimal:
    return _rounded(number, scale, ROUND_UP)


@builtin("round down(n: number, scale: number)")
def round_down(number: Decimal, scale: Decimal) -> Decimal:
    return _rounded(number, scale, ROUND_DOWN)


@builtin("round half up(n: number, scale: number)")
def round_half_up(number: Decimal, scale: Decimal) -> Decimal:
    return _rounded(number, scale, ROUND_HALF_UP)


@builtin("round half down(n: number, scale: number)")
def round_half_down(number: Decimal, scale: Decimal) -> Decimal:
    return _rounded(number, scale, ROUND_HALF_DOWN)


@builtin("abs(n: number|days|months)")
def absolute(value: Any) -> Any:
    kind = kind_of(value)
    if kind == NUMBER:
        return NUMBERS.abs(value)
    size = duration_nanos(value) if kind == DAYS_TIME else value.months
    return arithmetic.negate(value) if size < 0 else value


@builtin("modulo(dividend: number, divisor: number)")
def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """The sign is the divisor's: dividend - divisor * floor(dividend / divisor)."""
    if not divisor:
        raise Refused("FEEL-205")
    rest = NUMBERS.remainder(dividend, divisor)
    return NUMBERS.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@builtin("sqrt(number: number)")
def sqrt(number: Decimal) -> Decimal:
    return NUMBERS.sqrt(number)


@builtin("log(number: number)")
def log(number: Decimal) -> Decimal:
    if number <= 0:
        raise Refused("FEEL-206", operation="log")
    return NUMBERS.ln(number)


@builtin("exp(number: number)")
def exp(number: Decimal) -> Decimal:
    return NUMBERS.exp(number)


@builtin("odd(number: number)")
def odd(number: Decimal) -> bool:
    return _parity(number) == 1


@builtin("even(number: number)")
def even(number: Decimal) -> bool:
    return _parity(number) == 0


def _parity(number: Decimal) -> Decimal:
    """Of the part before the point, as the remainder of division by two gives it."""
    if number.adjusted() > 33:
        return ZERO
    return abs(NUMBERS.remainder(number, Decimal(2)))
