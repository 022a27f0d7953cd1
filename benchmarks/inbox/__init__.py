"""What a list costs among very many open tasks: an officer's inbox and queue, a head's stuck cases, the same by API.

Statements are counted and timed where they are sent; their plans are asked for and searched for sequential scans of a
table that grows with the work. A list's own statements are told apart from those of the page around it.
"""

from __future__ import annotations

import argparse
from typing import Any

from benchmarks.database import installation
from benchmarks.report import Report, Table, percentile
from tests.harness.races import race

#: What the list may cost: statements, and milliseconds in the database (95th percentile).
MOST_STATEMENTS, MOST_MS = 6, 25.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tasks", type=int, default=1_000_000, help="open tasks in all")
    parser.add_argument(
        "--station", type=int, default=2_000, help="of these in the station that is looked at"
    )
    parser.add_argument("--rounds", type=int, default=40, help="how often each list is read")


def run(options: argparse.Namespace) -> Report:
    with installation() as made:
        made.manage("load_organization", "fixtures/organization")
        arguments = {"tasks": options.tasks, "station": options.station}
        (seeded,) = race(
            1, "benchmarks.inbox.seed:seed", installation=made, arguments=arguments, seconds=7200
        )
        assert seeded.ok, seeded
        (measured,) = race(
            1,
            "benchmarks.inbox.steps:measure",
            installation=made,
            arguments={"rounds": options.rounds},
            seconds=7200,
        )
        assert measured.ok, measured
    rows: list[dict[str, Any]] = measured.value
    table = Table(
        f"Lists among {seeded.value} open tasks, {options.station} of them in the station",
        ["List", "Statements", "ms in the database (p50)", "ms (p95)", "Sequential scans", "Rows"],
        [
            [
                row["list"],
                row["statements"],
                percentile(row["ms"], 0.5),
                percentile(row["ms"], 0.95),
                ", ".join(row["scans"]) or "none",
                row["rows"],
            ]
            for row in rows
        ],
    )
    facts: dict[str, Any] = {
        "most statements of a list": max(row["statements"] for row in rows),
        "slowest list, p95 ms": max(percentile(row["ms"], 0.95) for row in rows),
        "lists with a sequential scan": sum(bool(row["scans"]) for row in rows),
        "lists within the limits": sum(_within(row) for row in rows),
        "lists": len(rows),
    }
    command = f"python -m benchmarks inbox --tasks {options.tasks} --station {options.station}"
    return Report(command, [table], facts)


def _within(row: dict[str, Any]) -> bool:
    quick = percentile(row["ms"], 0.95) <= MOST_MS
    return quick and row["statements"] <= MOST_STATEMENTS and not row["scans"]
