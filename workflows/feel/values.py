"""The values of the language that Python has no type for, and the way in for Python values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .budget import Meter
    from .runtime import Run
    from .types import Type

NUMBERS = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)
"""IEEE 754 decimal128, as DMN 1.5, 10.3.2.3.1 asks."""

_SMALLEST = -NUMBERS.prec
ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A years-and-months duration, as a signed number of months."""

    months: int

    def __str__(self) -> str:
        from .temporal_format import format_years_months

        return format_years_months(self)


@dataclass(frozen=True, slots=True)
class Range:
    """An interval. `operator` is set for ranges written as a test, `(< 10)`: their open side has no bound at all."""

    low: Any
    high: Any
    low_included: bool
    high_included: bool
    operator: str | None = None

    def __str__(self) -> str:
        from .text_form import to_text

        return to_text(self)


class Function:
    """A function value. `invoke(run, values)` gets one value per parameter and may raise `Refused`.

    `types` holds the declared type of each parameter, or None. Build one with `native_function` to hand
    a Python function to expressions.
    """

    __slots__ = ("__weakref__", "invoke", "name", "parameters", "result", "types")

    def __init__(
        self,
        name: str,
        parameters: Sequence[str],
        invoke: Callable[[Run, list[Any]], Any],
        types: Sequence[Type | None] | None = None,
        result: Type | None = None,
    ) -> None:
        self.name = name
        self.parameters = tuple(parameters)
        self.invoke = invoke
        self.types = tuple(types) if types is not None else (None,) * len(self.parameters)
        self.result = result

    def apply(self, run: Run, values: list[Any]) -> Any:
        """Call by place. Raises Refused when the values do not fit the parameters."""
        from .calls import fitted

        return self.invoke(run, fitted(self, values))

    def apply_named(self, run: Run, values: dict[str, Any]) -> Any:
        """Call by name. Raises Refused when a name is missing or unknown."""
        from .calls import ordered

        return self.apply(run, ordered(self, values))

    def __str__(self) -> str:
        return f"function({', '.join(self.parameters)})"


class MadeContext(dict[str, Any]):
    """A context made by an expression: its entries are values of the language already."""

    __slots__ = ()


def entry_of(context: Mapping[str, Any], key: str) -> Any:
    """The entry of a context, converted when the context was handed in. KeyError when there is none."""
    value = context[key]
    return value if type(context) is MadeContext else from_python(value)


Converter = Callable[[Any], Any]


def native_function(
    name: str,
    parameters: Sequence[str],
    function: Callable[..., Any],
    converters: Sequence[Converter | None] | None = None,
) -> Function:
    """Wrap `function(*values)`: FEEL values in, FEEL values out.

    A converter prepares the value of its parameter. It and the function may raise `Refused(code, **params)`:
    the call is null then, with that as the warning.
    """
    steps = list(converters) if converters is not None else [None] * len(parameters)

    def invoke(run: Run, values: list[Any]) -> Any:
        run.enter_call()
        try:
            ready = [step(value) if step else value for step, value in zip(steps, values, strict=True)]
            return from_python(function(*ready))
        finally:
            run.call_depth -= 1

    return Function(name, parameters, invoke)


DIRECT = frozenset({str, bool, type(None), date, datetime, time, timedelta, YearsMonths, Range, Function})
"""Types whose values need no conversion on the way in. Not Decimal: it may be NaN, infinite or too long."""


def from_python(value: Any) -> Any:
    """A value handed in, as the language sees it: numbers become Decimal, sequences lists. Mappings stay as they are."""
    kind = type(value)
    if kind in DIRECT:
        return value
    if kind is Decimal or kind is int:
        return number_from(value)
    if kind is float:
        return _from_float(value)
    if kind is list or kind is tuple:
        return _from_sequence(value)
    return _from_other(value)


def number_from(value: Decimal | int | str) -> Decimal | None:
    """None for what is no number (NaN, infinity) or beyond the language's range; very long ones are rounded."""
    number = Decimal(value)
    return number if number.is_finite() and _SMALLEST < number.adjusted() < NUMBERS.prec else _rounded(number)


def _rounded(number: Decimal) -> Decimal | None:
    try:
        return NUMBERS.plus(number) if number.is_finite() else None
    except Overflow:
        return None


def _from_float(value: float) -> Decimal | None:
    return number_from(repr(value))


def _from_sequence(value: Sequence[Any]) -> list[Any]:
    if type(value) is list and all(type(item) in DIRECT for item in value):
        return value
    return [from_python(item) for item in value]


def _from_other(value: Any) -> Any:
    """Subclasses of the known types, and everything that is not a FEEL value (which becomes null)."""
    if isinstance(value, bool | str | Mapping | date | time | timedelta | Function):
        return value
    if isinstance(value, Decimal | int):
        return number_from(value)
    if isinstance(value, float):
        return _from_float(float(value))
    if isinstance(value, list | tuple):
        return [from_python(item) for item in value]
    from .extended import EXTENDED

    return value if isinstance(value, EXTENDED) else None


class Kept(Mapping[str, Any]):
    """A context that a result keeps as the object it was given: its owner can tell it from a copy."""


def settle(value: Any, meter: Meter | None = None) -> Any:
    """A result that shares nothing unconverted with the input: mappings become dicts all the way down.

    A part that occurs many times is copied every time, so the meter counts each copy.
    """
    if isinstance(value, Kept):
        return value
    if isinstance(value, Mapping):
        if meter is not None:
            meter.tick(len(value))
        return {key: settle(from_python(item), meter) for key, item in value.items()}
    if isinstance(value, list):
        if meter is not None:
            meter.tick(len(value))
        return [settle(item, meter) if isinstance(item, list | Mapping) else item for item in value]
    return value
