"""The operators + - * / ** over numbers, text, dates, times and durations (DMN 1.5, tables 45 to 51)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from . import kinds
from .calendar_math import shift_months
from .errors import Refused
from .extended import (
    DAY,
    date_from_ordinal,
    day_number_of,
    duration_nanos,
    instant,
    make_date,
    make_datetime,
    make_duration,
    make_time,
    nanos_of,
    offset_nanos,
    time_instant,
    ymd_of,
    zone_of,
)
from .kinds import kind_of
from .values import NUMBERS, ONE, YearsMonths

Operation = Callable[[Any, Any], Any]
FAULTS = (DivisionByZero, InvalidOperation, Overflow)
_MAX_TEXT = 1_000_000
_MAX_MONTHS = 12_000_000_000


def refused(operator: str, left: Any, right: Any) -> Refused:
    return Refused("FEEL-203", operator=operator, left=kind_of(left), right=kind_of(right))


def fault(error: ArithmeticError, operation: str) -> Refused:
    """A number that left the range of decimal128, or a division by zero."""
    if isinstance(error, DivisionByZero):
        return Refused("FEEL-205")
    return Refused("FEEL-206", operation=operation)


def apply(operator: str, left: Any, right: Any) -> Any:
    """Raises Refused when the operator is not defined for these values."""
    operation = TABLE[operator].get((kind_of(left), kind_of(right)))
    if operation is None:
        raise refused(operator, left, right)
    try:
        return operation(left, right)
    except FAULTS as error:
        raise fault(error, operator) from None


def negate(value: Any) -> Any:
    kind = kind_of(value)
    if kind == kinds.NUMBER:
        return NUMBERS.minus(value)
    if kind == kinds.DAYS_TIME:
        return make_duration(-duration_nanos(value))
    if kind == kinds.YEARS_MONTHS:
        return YearsMonths(-value.months)
    raise Refused("FEEL-204", operator="-", operand=kind)


def _join(left: str, right: str) -> str:
    if len(left) + len(right) > _MAX_TEXT:
        raise Refused("FEEL-207", limit=_MAX_TEXT)
    return left + right


def _months(count: int) -> YearsMonths:
    if abs(count) > _MAX_MONTHS:
        raise Refused("FEEL-206", operation="years and months duration")
    return YearsMonths(count)


def _date_plus_months(day: Any, months: YearsMonths) -> Any:
    return make_date(*shift_months(*ymd_of(day), months.months))


def _datetime_plus_months(moment: Any, months: YearsMonths) -> Any:
    day = make_date(*shift_months(*ymd_of(moment), months.months))
    return make_datetime(day_number_of(day), nanos_of(moment), zone_of(moment))


def _date_plus(day: Any, nanos: int) -> Any:
    return date_from_ordinal(day_number_of(day) + nanos // DAY)


def _datetime_plus(moment: Any, nanos: int) -> Any:
    """Along the time line: across a change of summer time, the clock of a named zone moves by more or less."""
    zone = zone_of(moment)
    moved = make_datetime(day_number_of(moment), nanos_of(moment) + nanos, zone)
    before, after = offset_nanos(moment), offset_nanos(moved)
    if before is None or after is None or before == after:
        return moved
    return make_datetime(day_number_of(moved), nanos_of(moved) + after - before, zone)


def _time_plus(clock: Any, nanos: int) -> Any:
    return make_time((nanos_of(clock) + nanos) % DAY, zone_of(clock))


def _between_times(left: Any, right: Any) -> Any:
    zoned, mine = time_instant(left)
    other_zoned, yours = time_instant(right)
    if zoned != other_zoned:
        raise Refused("FEEL-208")
    return make_duration(mine - yours)


def _moment(value: Any) -> tuple[bool, int]:
    """A date stands for its midnight in UTC."""
    if kind_of(value) == kinds.DATE:
        return True, day_number_of(value) * DAY
    return instant(value)


def _between_moments(left: Any, right: Any) -> Any:
    zoned, mine = _moment(left)
    other_zoned, yours = _moment(right)
    if zoned != other_zoned:
        raise Refused("FEEL-208")
    return make_duration(mine - yours)


def _scale(duration: Any, factor: Decimal) -> Any:
    return make_duration(int(NUMBERS.multiply(Decimal(duration_nanos(duration)), factor)))


def _scale_months(duration: YearsMonths, factor: Decimal) -> YearsMonths:
    return _months(int(NUMBERS.multiply(Decimal(duration.months), factor)))


def _divide_duration(duration: Any, divisor: Decimal) -> Any:
    return make_duration(int(NUMBERS.divide(Decimal(duration_nanos(duration)), divisor)))


def _ratio(left: int, right: int) -> Decimal:
    if right == 0:
        raise Refused("FEEL-205")
    return NUMBERS.divide(Decimal(left), Decimal(right))


def _divide(left: Decimal, right: Decimal) -> Decimal:
    if not right:
        raise Refused("FEEL-205")
    return NUMBERS.divide(left, right)


def _power(left: Decimal, right: Decimal) -> Decimal:
    if not left and right < 0:
        raise Refused("FEEL-205")
    if not right:
        return ONE  # 0 ** 0 as well (IEEE 754-2008, 9.2.1)
    return NUMBERS.power(left, right)


N, S, D, T, DT, DD, YM = (
    kinds.NUMBER, kinds.STRING, kinds.DATE, kinds.TIME, kinds.DATE_TIME, kinds.DAYS_TIME, kinds.YEARS_MONTHS,
)  # fmt: skip

_ADD: dict[tuple[str, str], Operation] = {
    (N, N): NUMBERS.add,
    (S, S): _join,
    (D, YM): _date_plus_months,
    (DT, YM): _datetime_plus_months,
    (D, DD): lambda day, length: _date_plus(day, duration_nanos(length)),
    (DT, DD): lambda moment, length: _datetime_plus(moment, duration_nanos(length)),
    (T, DD): lambda clock, length: _time_plus(clock, duration_nanos(length)),
    (DD, DD): lambda left, right: make_duration(duration_nanos(left) + duration_nanos(right)),
    (YM, YM): lambda left, right: _months(left.months + right.months),
}
_SUBTRACT: dict[tuple[str, str], Operation] = {
    (N, N): NUMBERS.subtract,
    (D, YM): lambda day, months: _date_plus_months(day, YearsMonths(-months.months)),
    (DT, YM): lambda moment, months: _datetime_plus_months(moment, YearsMonths(-months.months)),
    (D, DD): lambda day, length: _date_plus(day, -duration_nanos(length)),
    (DT, DD): lambda moment, length: _datetime_plus(moment, -duration_nanos(length)),
    (T, DD): lambda clock, length: _time_plus(clock, -duration_nanos(length)),
    (DD, DD): lambda left, right: make_duration(duration_nanos(left) - duration_nanos(right)),
    (YM, YM): lambda left, right: _months(left.months - right.months),
    (T, T): _between_times,
    (D, D): _between_moments,
    (DT, DT): _between_moments,
    (D, DT): _between_moments,
    (DT, D): _between_moments,
}
_MULTIPLY: dict[tuple[str, str], Operation] = {
    (N, N): NUMBERS.multiply,
    (DD, N): _scale,
    (YM, N): _scale_months,
}
_DIVIDE: dict[tuple[str, str], Operation] = {
    (N, N): _divide,
    (DD, N): _divide_duration,
    (YM, N): lambda length, divisor: _months(int(NUMBERS.divide(Decimal(length.months), divisor))),
    (DD, DD): lambda left, right: _ratio(duration_nanos(left), duration_nanos(right)),
    (YM, YM): lambda left, right: _ratio(left.months, right.months),
}


def _swap(operation: Operation) -> Operation:
    return lambda left, right: operation(right, left)


for _table, _pairs in (
    (_ADD, ((YM, D), (YM, DT), (DD, D), (DD, DT), (DD, T))),
    (_MULTIPLY, ((N, DD), (N, YM))),
):
    for _pair in _pairs:
        _table[_pair] = _swap(_table[_pair[1], _pair[0]])

TABLE: dict[str, dict[tuple[str, str], Operation]] = {
    "+": _ADD,
    "-": _SUBTRACT,
    "*": _MULTIPLY,
    "/": _DIVIDE,
    "**": {(N, N): _power},
}
