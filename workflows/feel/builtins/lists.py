"""List functions (DMN 1.5, table 76) and `sort`."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from .. import kinds
from ..comparison import compare, equal
from ..errors import Refused
from ..kinds import kind_of
from ..runtime import Run
from ..values import Function
from .registry import builtin


def _whole(number: Decimal) -> int:
    """The part before the point; far outside any list it does not matter how far."""
    return int(number) if number.adjusted() < 15 else 0


def _index(items: list[Any], position: Decimal) -> int:
    """The place in Python's count. Raises Refused when there is no such position."""
    place = _whole(position)
    if place == 0 or abs(place) > len(items):
        raise Refused("FEEL-219", index=str(position), size=len(items))
    return place - 1 if place > 0 else len(items) + place


@builtin("list contains(list: list, element: any)", wants_run=True)
def contains(run: Run, items: list[Any], element: Any) -> bool:
    return _find(run, items, element)


def _find(run: Run, items: list[Any], element: Any) -> bool:
    run.meter.tick(len(items))
    return any(equal(item, element) is True for item in items)


@builtin("sublist(list: list, start position: number, length: number = )")
def sublist(items: list[Any], start: Decimal, length: Decimal | None = None) -> list[Any]:
    first = _index(items, start)
    if length is None:
        return items[first:]
    size = _whole(length)
    if size < 1 or first + size > len(items):
        raise Refused("FEEL-219", index=str(first + size), size=len(items))
    return items[first : first + size]


@builtin("append(list: list, ...items: any)", wants_run=True)
def append(run: Run, items: list[Any], added: list[Any]) -> list[Any]:
    run.meter.room_for(len(items) + len(added))
    return [*items, *added]


@builtin("concatenate(...lists: list)", wants_run=True)
def concatenate(run: Run, lists: list[list[Any]]) -> list[Any]:
    run.meter.room_for(sum(len(items) for items in lists))
    return [item for items in lists for item in items]


@builtin("insert before(list: list, position: number, newItem: any)")
def insert_before(items: list[Any], position: Decimal, item: Any) -> list[Any]:
    place = _index(items, position)
    return [*items[:place], item, *items[place:]]


@builtin("remove(list: list, position: number)")
def remove(items: list[Any], position: Decimal) -> list[Any]:
    place = _index(items, position)
    return items[:place] + items[place + 1 :]


@builtin("list replace(list: list, position: number, newItem: any)")
def replace_at(items: list[Any], position: Decimal, item: Any) -> list[Any]:
    place = _index(items, position)
    return [*items[:place], item, *items[place + 1 :]]


@builtin("list replace(list: list, match: function, newItem: any)", wants_run=True)
def replace_matching(run: Run, items: list[Any], match: Function, item: Any) -> list[Any]:
    replaced: list[Any] = []
    for old in items:
        answer = match.apply(run, [old, item])
        if type(answer) is not bool:
            raise Refused("FEEL-209", kind=kind_of(answer))
        replaced.append(item if answer else old)
    return replaced


@builtin("reverse(list: list)")
def reverse(items: list[Any]) -> list[Any]:
    return items[::-1]


@builtin("index of(list: list, match: any)", wants_run=True)
def index_of(run: Run, items: list[Any], match: Any) -> list[Decimal]:
    run.meter.tick(len(items))
    return [Decimal(place) for place, item in enumerate(items, 1) if equal(item, match) is True]


@builtin("union(...lists: list)", wants_run=True)
def union(run: Run, lists: list[list[Any]]) -> list[Any]:
    return _distinct(run, concatenate(run, lists))


@builtin("distinct values(list: list)", wants_run=True)
def distinct_values(run: Run, items: list[Any]) -> list[Any]:
    return _distinct(run, items)


def _distinct(run: Run, items: list[Any]) -> list[Any]:
    """The first of each value. Numbers and strings by hash, everything else by comparison."""
    seen: set[Any] = set()
    kept: list[Any] = []
    others: list[Any] = []
    for item in items:
        if type(item) is Decimal or type(item) is str:
            if item not in seen:
                seen.add(item)
                kept.append(item)
        elif not _find(run, others, item):
            others.append(item)
            kept.append(item)
    return kept


@builtin("flatten(list: list)", wants_run=True)
def flatten(run: Run, items: list[Any]) -> list[Any]:
    flat: list[Any] = []
    pending: list[Any] = [iter(items)]
    while pending:
        for item in pending[-1]:
            run.meter.tick()
            if type(item) is list:
                pending.append(iter(item))
                break
            flat.append(item)
            run.meter.room_for(len(flat))
        else:
            pending.pop()
    return flat


@builtin("sort(list: list, precedes: function = )", wants_run=True)
def sort(run: Run, items: list[Any], precedes: Function | None = None) -> list[Any]:
    """Keeps the order of items of which neither precedes the other."""

    def by_function(left: Any, right: Any) -> int:
        if _precedes(run, precedes, left, right):
            return -1
        return 1 if _precedes(run, precedes, right, left) else 0

    return sorted(items, key=cmp_to_key(by_function if precedes else _natural))


def _precedes(run: Run, precedes: Function | None, left: Any, right: Any) -> bool:
    answer = precedes.apply(run, [left, right]) if precedes else None
    if type(answer) is not bool:
        raise Refused("FEEL-209", kind=kind_of(answer))
    return answer


def _natural(left: Any, right: Any) -> int:
    order = compare(left, right)
    if order is None:
        raise Refused("FEEL-211", operator="sort", left=kind_of(left), right=kind_of(right))
    return order


@builtin(
    "string join(list: list, delimiter: string? = , prefix: string? = , suffix: string? = )", wants_run=True
)
def string_join(
    run: Run,
    items: list[Any],
    delimiter: str | None = None,
    prefix: str | None = None,
    suffix: str | None = None,
) -> str:
    """Nulls are left out."""
    parts = [item for item in items if item is not None]
    for part in parts:
        if kind_of(part) != kinds.STRING:
            raise Refused(
                "FEEL-230", name="string join", parameter="list", kind=kind_of(part), wanted="string"
            )
    between = delimiter or ""
    if sum(map(len, parts)) + len(between) * len(parts) > run.meter.budget.string_length:
        raise Refused("FEEL-207", limit=run.meter.budget.string_length)
    return (prefix or "") + between.join(parts) + (suffix or "")
