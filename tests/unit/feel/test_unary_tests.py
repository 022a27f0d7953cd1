"""Input cells of decision tables (DMN 1.5, grammar rules 12 to 17)."""

from __future__ import annotations

import pytest

from workflows import feel


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("-", None, True),
        ("5", 5, True),
        ("5", 6, False),
        ("< 5", 4, True),
        ("[1..5)", 5, False),
        ("1, 3, [7..9]", 8, True),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "b", False),
        ("not(< 5)", 7, True),
        ("null", None, True),
        ("not(null)", 1, True),
        ("true", True, True),
        ("true", False, False),
        ("? > 3 and ? < 6", 5, True),
        ("not(? > 3)", 5, False),
        ("limit", 5, True),
        ("> limit", 6, True),
        ("<= limit + 1", 6, True),
        ("[1, 2, 3]", 2, True),
        ("list", 8, True),
        ('list contains(?, "x")', ["x"], True),
        ("limit = 5", 99, True),
        ("-1", -1, True),
        ("= 5", 5, True),
        ("!= 5", 5, False),
        ('starts with(?, "ab")', "abc", True),
        ('date("2026-01-01")', None, False),
        ("< 5", None, None),
        ("< 5", "a", None),
    ],
)
def test_cells(cell: str, value: object, expected: bool | None) -> None:
    context = {"limit": 5, "list": [7, 8]}
    assert feel.unary_test(cell, value, context) is expected
    compiled = feel.compile_unary_tests(cell, ("limit", "list"))
    assert compiled(value, context) is expected


def test_a_cell_that_cannot_be_decided_says_why() -> None:
    outcome = feel.compile_unary_tests("< 5").run("a")
    assert outcome.value is None
    assert outcome.warnings


@pytest.mark.parametrize("cell", ["", "not(", "1,", "..5", "< ", "1 2"])
def test_malformed_cells(cell: str) -> None:
    with pytest.raises(feel.FeelError):
        feel.compile_unary_tests(cell)
