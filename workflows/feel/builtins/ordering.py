"""`sort` (DMN 1.5, 10.3.4.7): a stable order given by a function, or the natural one."""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any

from ..comparison import compare
from ..errors import Refused
from ..kinds import kind_of
from ..runtime import Run
from ..values import Function
from .registry import builtin


@builtin("sort(list: list, [precedes]: function)", with_run=True)
def sort(run: Run, items: list[Any], precedes: Function | None = None) -> list[Any]:
    if precedes is None:
        return sorted(items, key=cmp_to_key(_natural))
    before = precedes

    def order(left: Any, right: Any) -> int:
        run.meter.tick()
        if _goes_before(run, before, left, right):
            return -1
        return 1 if _goes_before(run, before, right, left) else 0

    return sorted(items, key=cmp_to_key(order))


def _goes_before(run: Run, precedes: Function, left: Any, right: Any) -> bool:
    answer = precedes.apply(run, [left, right])
    if type(answer) is not bool:
        raise Refused("FEEL-209", kind=kind_of(answer))
    return answer


def _natural(left: Any, right: Any) -> int:
    order = compare(left, right)
    if order is None:
        raise Refused("FEEL-211", operator="sort", left=kind_of(left), right=kind_of(right))
    return order
