"""Timers that are all due in the same minute: one worker against two, beside locked cases; and how late one fires.

Each of these timers interrupts a user task and opens another. The workers are processes of their own.
"""

from __future__ import annotations

import argparse
from typing import Any

from benchmarks.database import installation
from benchmarks.report import Report, Table, percentile
from tests.harness.databases import Installation
from tests.harness.nursery import Nursery
from tests.harness.races import race

STEPS = "benchmarks.timers.steps"
LOCKED = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--timers", type=int, default=10_000, help="due at once")
    parser.add_argument("--singles", type=int, default=100, help="due one after the other, for the lateness")


def run(options: argparse.Namespace) -> Report:
    with installation(fixtures=True) as made:
        one = _drain(made, options.timers, workers=1)
        two = _drain(made, options.timers, workers=2)
        beside = _drain(made, options.timers, workers=1, locked=LOCKED)
        late = _lateness(made, options.singles)
    rows = [
        ("one worker", one),
        ("two workers", two),
        (f"one worker, {LOCKED} cases locked", beside),
    ]
    table = Table(
        f"{options.timers} timers due at once",
        ["Who", "Fired", "Fired twice", "Seconds", "Timers/s"],
        [[who, r["fired"], r["twice"], r["seconds"], r["fired"] / r["seconds"]] for who, r in rows],
    )
    facts: dict[str, Any] = {
        "two workers against one": one["seconds"] / two["seconds"],
        "beside locked cases against none locked": beside["seconds"] / one["seconds"],
        "lateness p50, s": percentile(late, 0.5),
        "lateness p95, s": percentile(late, 0.95),
    }
    return Report(f"python -m benchmarks timers --timers {options.timers}", [table], facts)


def _drain(made: Installation, count: int, *, workers: int, locked: int = 0) -> dict[str, Any]:
    _ask(made, "seed", count=count)
    arguments = {"workers": workers, "locked": locked, "folder": str(made.folder)}
    outcomes = race(
        workers + bool(locked), f"{STEPS}:drain", installation=made, arguments=arguments, seconds=7200
    )
    assert all(outcome.ok for outcome in outcomes), outcomes
    seconds = max(outcome.value for outcome in outcomes[:workers])
    return {"seconds": seconds, **_ask(made, "outcome")}


def _lateness(made: Installation, count: int) -> list[float]:
    with Nursery(made) as nursery:
        nursery.spawn("work")
        return list(_ask(made, "singles", count=count))


def _ask(made: Installation, step: str, **arguments: Any) -> Any:
    (outcome,) = race(1, f"{STEPS}:{step}", installation=made, arguments=arguments, seconds=7200)
    assert outcome.ok, outcome
    return outcome.value
