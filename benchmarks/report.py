"""Figures as tables: for a terminal, as JSON, and in the documentation between two marks."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

Cell = str | int | float | None


def machine() -> str:
    return f"{os.cpu_count()} processors, Python {platform.python_version()}"


@dataclass(frozen=True)
class Table:
    """Rows of figures; the first column names what was measured."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def to_markdown(self) -> str:
        lines = [
            list(self.columns),
            ["---"] * len(self.columns),
            *([_text(c) for c in row] for row in self.rows),
        ]
        return f"{self.title}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def to_json(self) -> dict[str, Any]:
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return {"title": self.title, "rows": rows}


@dataclass(frozen=True)
class Report:
    """What one run of a benchmark found. `facts` are single figures by name (gates read them)."""

    command: str
    tables: Sequence[Table]
    facts: dict[str, Cell] = field(default_factory=dict)
    machine: str = field(default_factory=machine)
    at: str = field(default_factory=lambda: f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC")

    def to_markdown(self) -> str:
        head = f"`{self.command}`, {self.at}, {self.machine}"
        facts = [f"- {name}: {_text(value)}" for name, value in self.facts.items()]
        parts = [head, *(table.to_markdown() for table in self.tables), "\n".join(facts)]
        return "\n\n".join(part for part in parts if part)

    def to_json(self) -> dict[str, Any]:
        return {
            "command": self.command,
            "at": self.at,
            "machine": self.machine,
            "facts": self.facts,
            "tables": [table.to_json() for table in self.tables],
        }


def write_into(path: str, name: str, report: Report) -> None:
    """Replace what stands between the marks `<!-- NAME -->` and `<!-- /NAME -->`. Raises LookupError without them."""
    file = ROOT / path
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    marked = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    text, replaced = marked.subn(lambda _: f"{begin}\n{report.to_markdown()}\n{end}", file.read_text())
    if not replaced:
        raise LookupError(f"{path} has no place for {name!r}: {begin} ... {end}")
    file.write_text(text)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` (0 to 1) of the values do not exceed. Raises ValueError on nothing."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


def _text(value: Cell) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.2f}" if abs(value) < 10 else f"{value:.0f}"
    return str(value)
