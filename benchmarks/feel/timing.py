"""The time of one call."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

ROUNDS = 15
SECONDS_A_ROUND = 0.05


def best(call: Callable[[], Any]) -> float:
    """Microseconds of one call in the quickest of the rounds, each long enough for the clock."""
    times = _times_in_a_round(call)
    return min(_round(call, times) for _ in range(ROUNDS)) / times * 1e6


def _times_in_a_round(call: Callable[[], Any]) -> int:
    times = 1
    while (took := _round(call, times)) < SECONDS_A_ROUND / 4:
        times *= 4
    return max(1, round(times * SECONDS_A_ROUND / took))


def _round(call: Callable[[], Any], times: int) -> float:
    began = perf_counter()
    for _ in range(times):
        call()
    return perf_counter() - began
