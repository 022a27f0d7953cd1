"""The index must give the rules that evaluating each cell gives."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.unit.dmn.build import decision, input_data, model, table
from workflows import feel
from workflows.dmn.cells import EVERYTHING, CellSet, Interval, constant, read_cell
from workflows.dmn.index import ColumnIndex

NUMBERS = ["-", "1", "1, 5", "< 3", "<= 3", "> 3", ">= 3", "[1..5]", "(1..5)", "]1..5[", "[2..4), 9", "not(3)",
           "not([1..4], > 8)", "-2.5", "[5..1]"]  # fmt: skip
TEXTS = ["-", '"a"', '"a", "b"', 'not("a")', 'not("a", "b")', '"c\\"d"', '"ü"']
DATES = [
    "-",
    'date("2026-01-01")',
    '< date("2026-01-02")',
    '[@"2026-01-01"..@"2026-01-03"]',
    '>= @"2026-01-02"',
]
FLAGS = ["-", "true", "false", "not(true)"]


def numbers() -> list[Decimal]:
    return [
        Decimal(text) for text in ("-3", "-2.5", "0", "1", "1.5", "2", "3", "4", "4.5", "5", "8", "9", "1.0")
    ]


CASES = [
    (NUMBERS, numbers()),
    (TEXTS, ["a", "b", "", 'c"d', "ü", "A"]),
    (DATES, [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 4)]),
    (FLAGS, [True, False]),
]


@pytest.mark.parametrize(("cells", "values"), CASES)
def test_looking_up_equals_evaluating(cells: list[str], values: list[Any]) -> None:
    sets = [read_cell(text) for text in cells]
    assert None not in sets
    index = ColumnIndex(sets)
    tests = [feel.compile_unary_tests(text) for text in cells]
    for value in values:
        expected = {number for number, test in enumerate(tests) if test(value, {}) is True}
        found = index.candidates(value)
        assert found is not None
        assert {number for number in range(len(cells)) if found >> number & 1} == expected, value


def test_unequal_types_are_evaluated() -> None:
    index = ColumnIndex([read_cell('"a"'), read_cell("-")])
    assert index.candidates(None) is None
    assert index.candidates(Decimal(1)) is None


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "> x",
        "? > 1",
        "1 + 1",
        '"a" + "b"',
        "[1..x]",
        "1e5",
        "null",
        '"a", 1',
        '< "b"',
        "1,",
        'date("2026-02-31")',
    ],
)
def test_other_cells_stay_expressions(text: str) -> None:
    assert read_cell(text) is None


def test_what_a_cell_reads_as() -> None:
    assert read_cell(" ") == EVERYTHING
    assert read_cell("[1..2)") == CellSet(
        "number", intervals=(Interval(Decimal(1), Decimal(2), low_closed=True, high_closed=False),)
    )


def test_constants() -> None:
    assert constant('"a"') == (True, "a")
    assert constant("null") == (True, None)
    assert constant("- 2") == (True, Decimal(-2))
    assert constant("x")[0] is False
    assert constant("1, 2")[0] is False


def test_a_thousand_rules_give_what_scanning_gives() -> None:
    chance = random.Random(7)
    rules = [
        ([f'"k{chance.randrange(60)}"', f"[{low}..{low + chance.randrange(1, 40)})"], [str(number)])
        for number, low in enumerate(chance.randrange(500) for _ in range(1000))
    ]
    source = input_data("kind") + input_data("amount")
    found = model(
        source + decision("d", table(["kind", "amount"], rules, hit="COLLECT"), inputs=["kind", "amount"])
    )
    for _ in range(50):
        kind, amount = f"k{chance.randrange(60)}", chance.randrange(540)
        expected = [
            Decimal(number)
            for number, ((text, interval), _) in enumerate(rules)
            if text == f'"{kind}"' and _inside(amount, interval)
        ]
        assert (found.evaluate("d", {"kind": kind, "amount": amount}) or []) == expected


def _inside(amount: int, interval: str) -> bool:
    low, high = interval[1:-1].split("..")
    return int(low) <= amount < int(high)
