"""Figures that long campaigns leave: rows in a file while tests run, a table in docs/reliability.md afterwards.

    ALUR_FIGURES=folder pytest ...                            tests call `note(name, what, ...)`
    python -m tests.harness.figures NAME COMMAND folder       puts the table between the page's marks of that name

Without ALUR_FIGURES nothing is kept: the tests are the same, only fewer rounds.
"""

import json
import os
import sys
from pathlib import Path

from benchmarks.report import Cell, Report, Table, write_into

PAGE = "docs/reliability.md"


def note(name: str, what: str, **figures: Cell) -> None:
    """Keep one row of the table `name`; its columns are "What" and the names of the figures."""
    folder = os.environ.get("ALUR_FIGURES")
    if folder:
        with (Path(folder) / f"{name}.jsonl").open("a") as rows:
            rows.write(json.dumps({"What": what, **figures}) + "\n")


def publish(name: str, command: str, folder: Path) -> None:
    rows = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    table = Table("", columns, [[row.get(column) for column in columns] for row in rows])
    write_into(PAGE, name, Report(command, [table]))


if __name__ == "__main__":
    publish(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
