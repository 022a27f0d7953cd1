"""Evaluates many grown expressions under watch: `python -m tests.unit.feel.fuzz --count 100000`.

Exit status 0 when none of them crashed, got out or went over its budget; 1 with the first that did.
"""

from __future__ import annotations

import argparse
import resource
import sys
from collections import Counter
from collections.abc import Iterator
from time import perf_counter

from workflows import feel

from .grammar import CONTEXT, Grammar
from .watched import Seen, warm_up, watched

BUDGET = feel.Budget()


def texts(count: int, seed: int) -> Iterator[str]:
    """Of ten texts eight are expressions, one is a table's cell, and one is broken on purpose."""
    grammar = Grammar(seed)
    for number in range(count):
        if is_cell(number):
            yield grammar.unary_tests()
        else:
            yield grammar.broken() if number % 10 == 9 else grammar.expression()


def is_cell(number: int) -> bool:
    return number % 10 == 8


def fuzz(count: int, seed: int) -> list[Seen]:
    """Raises AssertionError for the first text that misbehaves; any other exception is a crash."""
    warm_up()
    seen = []
    for number, text in enumerate(texts(count, seed)):
        try:
            seen.append(watched(text, CONTEXT, BUDGET, cell=is_cell(number)))
            feel.check(text, CONTEXT, unary=is_cell(number))
        except BaseException:
            print(f"seed {seed}, number {number}: {text!r}", file=sys.stderr)
            raise
    return seen


def summary(seen: list[Seen], seed: int, seconds: float) -> str:
    ended = Counter("a value" if not each.code else each.code for each in seen)
    ordered = sorted(each.seconds for each in seen)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return "\n".join(
        [
            f"{len(seen)} expressions, seed {seed}, {seconds:.0f} s, {megabytes} MB at most",
            f"median {ordered[len(ordered) // 2] * 1e6:.0f} us, slowest {ordered[-1]:.2f} s of {BUDGET.seconds} s",
            *(f"{what}: {times}" for what, times in ended.most_common()),
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20261125)
    options = parser.parse_args()
    began = perf_counter()
    seen = fuzz(options.count, options.seed)
    print(summary(seen, options.seed, perf_counter() - began))


if __name__ == "__main__":
    main()
