"""Gaps, overlaps, masked and unreachable rules of tables, with an example each."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.unit.dmn.build import decision, input_data, model, table
from workflows.dmn import TableAnalysis, analyse
from workflows.dmn.analysis import MAX_REPORTED


def analysed(
    inputs: list[str], rules: Any, *, allowed: tuple[str, ...] = (), **options: Any
) -> TableAnalysis:
    definitions = model(decision("d", table(inputs, rules, **options))).definitions
    return analyse(definitions.decisions[0].expression, allowed)  # type: ignore[arg-type]


def one(*cells: str) -> list[tuple[list[str], list[str]]]:
    return [([cell], [f'"{number}"']) for number, cell in enumerate(cells)]


def test_a_complete_table_has_nothing_to_report() -> None:
    found = analysed(
        ["age", "member"], [(["< 18", "-"], ["1"]), ([">= 18", "true"], ["2"]), ([">= 18", "false"], ["3"])]
    )
    assert found == TableAnalysis((), (), (), (), (), complete=True)


@pytest.mark.parametrize(
    ("cells", "gaps"),
    [
        (["< 10", "> 10"], [Decimal(10)]),
        (["<= 10", ">= 12"], [Decimal(11)]),
        (["<= 10", ">= 11"], [Decimal("10.5")]),
        (["[0..5]", "> 5"], [Decimal(-1)]),
        (["not(3)"], [Decimal(3)]),
        (["-"], []),
        (["1.5", "not(1.5)"], []),
    ],
)
def test_gaps_between_numbers(cells: list[str], gaps: list[Decimal]) -> None:
    assert [gap.example["x"] for gap in analysed(["x"], one(*cells)).gaps] == gaps


def test_there_is_nothing_between_two_days() -> None:
    cells = ['<= date("2026-01-01")', '>= date("2026-01-02")']
    assert analysed(["day"], one(*cells)).gaps == ()
    cells[1] = '>= date("2026-01-03")'
    assert [gap.example["day"] for gap in analysed(["day"], one(*cells)).gaps] == [date(2026, 1, 2)]


def test_a_gap_of_texts_is_open_ended_unless_the_values_are_listed() -> None:
    found = analysed(["kind"], one('"a"', '"b"'))
    assert [(gap.open_ended, gap.example["kind"]) for gap in found.gaps] == [(True, "…")]
    assert analysed(["kind"], one('"a"', '"b"'), allowed=('"a", "b"',)).gaps == ()
    listed = analysed(["kind"], one('"a"', '"b"'), input_values=('"a", "b", "c"',))
    assert [(gap.open_ended, gap.example["kind"]) for gap in listed.gaps] == [(False, "c")]


def test_a_gap_in_the_combination_of_inputs() -> None:
    rules = [(["true", "< 5"], ["1"]), (["false", "-"], ["2"]), (["true", "> 5"], ["3"])]
    assert [gap.example for gap in analysed(["m", "x"], rules).gaps] == [{"m": True, "x": Decimal(5)}]


def test_overlaps_come_with_an_example() -> None:
    rules = [(["< 10", '"a"'], ["1"]), (["> 5", "-"], ["1"]), ([">= 10", '"b"'], ["2"])]
    found = analysed(["x", "k"], rules)
    assert [(each.rules, each.agree) for each in found.overlaps] == [((1, 2), True), ((2, 3), False)]
    example = found.overlaps[0].example
    assert 5 < example["x"] < 10
    assert example["k"] == "a"


def test_a_rule_hidden_by_several_earlier_ones() -> None:
    found = analysed(["x"], one("< 10", ">= 10", "[5..15]"), hit="FIRST")
    assert [(each.rule, each.by) for each in found.masked] == [(3, (1, 2))]


def test_a_rule_hidden_by_priority() -> None:
    rules = [(["> 5"], ['"low"']), (["> 1"], ['"high"'])]
    found = analysed(["x"], rules, hit="PRIORITY", output_values=('"high", "low"',))
    assert [(each.rule, each.by) for each in found.masked] == [(1, (2,))]
    assert analysed(["x"], rules, hit="PRIORITY", output_values=('"low", "high"',)).masked == ()


def test_rules_that_nothing_satisfies() -> None:
    found = analysed(["x", "k"], [(["[5..1]", "-"], ["1"]), (["-", '"z"'], ["2"])], allowed=("", '"a", "b"'))
    assert [(each.rule, each.input) for each in found.unreachable] == [(1, "x"), (2, "k")]


def test_cells_that_are_no_constants_keep_their_rules_out() -> None:
    found = analysed(["x"], one("< limit", "> 5", "> 3"))
    assert found.uncertain == (1,)
    assert [each.rules for each in found.overlaps] == [(2, 3)]
    assert found.gaps == ()


def test_a_large_table_is_analysed_within_bounds() -> None:
    chance = random.Random(3)
    inputs = [f"x{number}" for number in range(8)]
    rules = [
        ([f"[{low}..{low + 3}]" for low in (chance.randrange(50) for _ in inputs)], ["1"]) for _ in range(200)
    ]
    found = analysed(inputs, rules)
    assert found.complete is False
    assert len(found.gaps) <= MAX_REPORTED


def test_a_table_with_too_many_inputs_is_not_analysed() -> None:
    inputs = [f"x{number}" for number in range(1500)]
    assert analysed(inputs, [(["-"] * 1500, ["1"])]) == TableAnalysis((), (), (), (), (), complete=False)


@pytest.mark.parametrize("seed", range(25))
def test_what_is_reported_is_true(seed: int) -> None:
    """Examples are put to the table itself: no rule matches in a gap, two in an overlap; and no gap is missed."""
    chance = random.Random(seed)
    cells = ["-", "< 2", ">= 2", "[1..3]", "2", "not(2)", "> 3", "(1..4)", "1, 4"]
    flags = ["-", "true", "false"]
    rules = [
        ([chance.choice(cells), chance.choice(flags)], [str(number)])
        for number in range(chance.randrange(1, 5))
    ]
    logic = table(["x", "f"], rules, hit="COLLECT")
    found = model(input_data("x") + input_data("f") + decision("d", logic, inputs=["x", "f"]))
    result = analyse(found.definitions.decisions[0].expression)  # type: ignore[arg-type]
    for gap in result.gaps:
        assert found.evaluate("d", gap.example) is None
    for overlap in result.overlaps:
        matched = {match.rule_index for match in found.decide("d", overlap.example).matches}
        assert set(overlap.rules) <= matched
    uncovered = [
        (x, f)
        for x in (Decimal(number) / 2 for number in range(0, 11))
        for f in (True, False)
        if found.evaluate("d", {"x": x, "f": f}) is None
    ]
    assert bool(uncovered) == bool(result.gaps)
