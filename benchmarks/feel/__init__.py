"""FEEL beside three other engines, and decision tables: microseconds of one evaluation, milliseconds of the import.

Each time is the best of several rounds: what else the machine does only makes a round slower.
"""

from __future__ import annotations

import argparse

from benchmarks.report import Cell, Report, Table

from . import ours, peers
from .question import EXPRESSION, PYTHON, VALUES
from .timing import best

#: What must hold (microseconds, milliseconds), whatever the machine does beside.
LIMITS = {"expression": 5.0, "import": 60.0, "table of 20 rules": 60.0}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(options: argparse.Namespace) -> Report:
    code = compile(PYTHON, "scale", "eval")
    scale = best(lambda: eval(code, {}, VALUES))  # our own text, for scale
    expressions = [*ours.expressions(), *peers.expressions()]
    rows: list[list[Cell]] = [
        [name, us, us / scale if us else None, answer] for name, us, answer in expressions
    ]
    rows.append(["Python's own eval of the compiled text, for scale", scale, 1.0, "True"])
    measured = {
        "expression": expressions[0][1] or 0.0,
        "import": ours.import_milliseconds(),
        "table of 20 rules": ours.table(20),
    }
    held: list[list[Cell]] = [
        [name, value, LIMITS[name], "yes" if value <= LIMITS[name] else "no"]
        for name, value in measured.items()
    ]
    tables: list[list[Cell]] = [
        [f"{rules} rules, two inputs", ours.table(rules)] for rules in (100, 1_000, 10_000)
    ]
    return Report(
        "python -m benchmarks feel --write",
        [
            Table(
                f"`{EXPRESSION}` with {VALUES}; the answer must be true",
                ["engine", "microseconds", "times Python's eval", "answer"],
                rows,
            ),
            Table(
                "What must hold",
                ["measured", "best", "at most", "holds"],
                held,
            ),
            Table("Decision tables, unique, answered by index", ["table", "microseconds"], tables),
        ],
        facts={f"{name} (limit {LIMITS[name]:.0f})": value for name, value in measured.items()},
    )
