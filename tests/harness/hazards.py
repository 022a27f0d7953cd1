"""The table of docs/hazards.md, read from the `hazard` marks of the tests.

python -m tests.harness.hazards          writes it; a test compares the two
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .processes import ROOT

FOLDER = ROOT / "tests/integration/hazards"
PAGE = ROOT / "docs/hazards.md"
BEGIN, END = "<!-- table -->\n", "<!-- end of table -->\n"


@dataclass(frozen=True, order=True)
class Hazard:
    """One experiment that broke stock viewflow, and the test that runs it here."""

    place: tuple[str, int]
    experiment: str
    test: str
    rounds: int
    processes: int


def hazards() -> list[Hazard]:
    """All marked tests, in the order of the experiments."""
    return sorted(found for path in FOLDER.glob("test_*.py") for found in _in(ast.parse(path.read_text())))


def table() -> str:
    rows = [
        f"| {row.place[0]} {row.place[1] or ''}".rstrip()
        + f" | {row.experiment} | `{row.test}` | {row.rounds} | {row.processes} |\n"
        for row in hazards()
    ]
    return "| | experiment | test | rounds | processes |\n|---|---|---|---|---|\n" + "".join(rows)


def page(text: str) -> str:
    """The page with the table as it is now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table() + END + after


def _in(module: ast.Module) -> Iterator[Hazard]:
    for function in module.body:
        if isinstance(function, ast.FunctionDef):
            yield from (_hazard(function, mark) for mark in function.decorator_list if _is_mark(mark))


def _is_mark(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.hazard"


def _hazard(function: ast.FunctionDef, mark: Any) -> Hazard:
    place, experiment = (ast.literal_eval(argument) for argument in mark.args)
    options = {keyword.arg: ast.literal_eval(keyword.value) for keyword in mark.keywords}
    section, _, number = place.partition(" ")
    return Hazard(
        (section, int(number or 0)),
        experiment,
        function.name,
        options["rounds"],
        options.get("processes", 2),
    )


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text()))
