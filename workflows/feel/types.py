"""Types as FEEL writes them, and whether a value conforms to one (DMN 1.5, 10.3.2.9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import kinds
from .errors import Refused
from .extended import day_number_of, make_datetime
from .kinds import kind_of
from .syntax import TypeName
from .values import Function, Range, entry_of

Test = Callable[[Any], bool]

_ALIASES = {
    "dateTime": kinds.DATE_TIME, "dayTimeDuration": kinds.DAYS_TIME, "yearMonthDuration": kinds.YEARS_MONTHS,
    "null": "Null", "any": "Any", "day-time-duration": kinds.DAYS_TIME, "year-month-duration": kinds.YEARS_MONTHS,
}  # fmt: skip
_BUILT_IN = kinds.ORDERED | {
    kinds.BOOLEAN,
    kinds.LIST,
    kinds.CONTEXT,
    kinds.RANGE,
    kinds.FUNCTION,
    "Any",
    "Null",
}


@dataclass(frozen=True, slots=True)
class Type:
    """`test` is set for a type of the caller's own; it decides alone."""

    name: str
    arguments: tuple[Type, ...] = ()
    members: Mapping[str, Type] = field(default_factory=dict)
    result: Type | None = None
    test: Test | None = None


ANY = Type("Any")


def build_type(node: TypeName, own: Mapping[str, Test]) -> Type | None:
    """None when the name, or a name inside it, is not a type."""
    if node.name in own and not node.arguments:
        return Type(node.name, test=own[node.name])
    name = _ALIASES.get(node.name, node.name)
    if name not in _BUILT_IN:
        return None
    arguments = [build_type(argument, own) for argument in node.arguments]
    members = {key: build_type(member, own) for key, member in node.members}
    result = build_type(node.result, own) if node.result else None
    if None in arguments or None in members.values() or (node.result and result is None):
        return None
    return Type(
        name,
        tuple(part for part in arguments if part),
        {key: part for key, part in members.items() if part},
        result,
    )


def conforms(value: Any, type_name: str) -> bool:
    """Is the value of this built-in type? Null is only of type Null and Any."""
    name = _ALIASES.get(type_name, type_name)
    if name == "Any":
        return True
    return value is None if name == "Null" else kind_of(value) == name


def conforms_strictly(value: Any, wanted: Type) -> bool:
    """`instance of`: null is an instance of Null alone."""
    return wanted.name == "Null" if value is None else conforms_to(value, wanted)


def conforms_to(value: Any, wanted: Type) -> bool:
    """Null conforms to every type."""
    if value is None or wanted.name == "Any":
        return True
    if wanted.test is not None:
        return wanted.test(value)
    if kind_of(value) != wanted.name:
        return False
    inner = _INNER.get(wanted.name)
    return inner is None or inner(value, wanted)


def _list_conforms(value: list[Any], wanted: Type) -> bool:
    return not wanted.arguments or all(conforms_to(item, wanted.arguments[0]) for item in value)


def _context_conforms(value: Mapping[str, Any], wanted: Type) -> bool:
    return all(
        key in value and conforms_to(entry_of(value, key), member) for key, member in wanted.members.items()
    )


def _range_conforms(value: Range, wanted: Type) -> bool:
    return not wanted.arguments or all(
        conforms_to(bound, wanted.arguments[0]) for bound in (value.low, value.high)
    )


def _function_conforms(value: Function, wanted: Type) -> bool:
    """Parameters the other way round: whoever calls it with the wanted types must be served."""
    if not wanted.arguments and wanted.result is None:
        return True
    if len(value.parameters) != len(wanted.arguments):
        return False
    accepted = (declared or ANY for declared in value.types)
    fits = all(includes(mine, asked) for mine, asked in zip(accepted, wanted.arguments, strict=True))
    return fits and (wanted.result is None or value.result is None or includes(wanted.result, value.result))


_INNER: dict[str, Callable[[Any, Type], bool]] = {
    kinds.LIST: _list_conforms,
    kinds.CONTEXT: _context_conforms,
    kinds.RANGE: _range_conforms,
    kinds.FUNCTION: _function_conforms,
}


def includes(wide: Type, narrow: Type) -> bool:
    """Does every value of `narrow` conform to `wide`?"""
    if wide.name == "Any" or narrow.name == "Null":
        return True
    if wide.name != narrow.name or len(wide.arguments) > len(narrow.arguments):
        return False
    inner = zip(wide.arguments, narrow.arguments, strict=False)
    members = all(
        key in narrow.members and includes(part, narrow.members[key]) for key, part in wide.members.items()
    )
    return members and all(includes(mine, yours) for mine, yours in inner)


def accept(value: Any, wanted: Type | None) -> Any:
    """An argument for a parameter, with the implicit conversions (10.3.2.9.4). Raises Refused when it does not fit."""
    if wanted is None or conforms_to(value, wanted):
        return value
    if type(value) is list and len(value) == 1 and conforms_to(value[0], wanted):
        return value[0]
    if wanted.name == kinds.LIST and conforms_to([value], wanted):
        return [value]
    if wanted.name == kinds.DATE_TIME and kind_of(value) == kinds.DATE:
        return make_datetime(day_number_of(value), 0, _utc())
    raise Refused("FEEL-225", wanted=wanted.name, kind=kind_of(value))


def _utc() -> Any:
    from datetime import UTC

    return UTC
