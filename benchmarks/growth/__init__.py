"""What a completion costs when there is much of everything: finished cases, turns of a loop, branches, boundary events.

Every figure is the median of several completions, as a ratio to the first one of its kind in the same run.
"""

from __future__ import annotations

import argparse
from typing import Any

from benchmarks.database import installation
from benchmarks.report import Report, Table
from tests.harness.races import race

SIZES = (1_000, 10_000, 100_000)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--finished", type=int, nargs="+", default=list(SIZES), help="finished cases, ascending"
    )
    parser.add_argument("--completions", type=int, default=60, help="measured each time")


def run(options: argparse.Namespace) -> Report:
    with installation(fixtures=True) as made:
        (outcome,) = race(
            1,
            "benchmarks.growth.steps:measure",
            installation=made,
            arguments={"finished": options.finished, "completions": options.completions},
            seconds=7200,
        )
    assert outcome.ok, outcome
    rows: list[dict[str, Any]] = outcome.value
    first = {row["of"]: row for row in reversed(rows)}
    table = Table(
        "One completion",
        ["Where", "Milliseconds (median)", "Against the first", "SQL statements"],
        [[row["what"], row["ms"], row["ms"] / first[row["of"]]["ms"], row["statements"]] for row in rows],
    )
    return Report(f"python -m benchmarks growth --finished {' '.join(map(str, options.finished))}", [table])
