"""The table of mistakes in the manual says what the engine says."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows.feel import cli

MANUAL = Path(__file__).resolve().parents[3] / "docs" / "feel.md"
ROWS = [
    [cell.strip() for cell in line.replace("\\|", "\0").strip("|\n ").split(" | ")]
    for line in MANUAL.read_text(encoding="utf-8").splitlines()
    if " | FEEL-" in line and line.startswith("| `")
]


def test_there_are_ten_mistakes_at_least() -> None:
    assert len(ROWS) >= 10


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_row(row: list[str]) -> None:
    expression, context, code, indonesian, english = row
    for lang, sentence in (("id", indonesian), ("en", english)):
        first = cli.run(expression.strip("`"), context.strip("`"), lang)[2].splitlines()[0]
        assert first.split(" ", 2)[1:] == [code, sentence]
