"""What an author is told before anything runs."""

from __future__ import annotations

import pytest

from workflows import feel

NAMES = ("jumlah", "jenis barang", "pelapor", "rows")


@pytest.mark.parametrize(
    "text",
    [
        'jumlah > 100 and jenis barang in ("A", "B")',
        "for x in rows return x.total + jumlah",
        "rows[total > 3]",
        "{a: jumlah, b: a + 1}",
        "function(n) n * jumlah",
        "some r in rows satisfies r > partial count",
        "count(rows) > 0",
        "if pelapor = null then 1 else 2",
        "substring(string: pelapor.nama, start position: 2)",
    ],
)
def test_nothing_to_say(text: str) -> None:
    assert list(feel.check(text, (*NAMES, "partial count"))) == []


@pytest.mark.parametrize(
    ("text", "code", "column", "suggestion"),
    [
        ("jumlh > 100", "FEEL-201", 1, "jumlah"),
        ("1 + jenis brang", "FEEL-201", 5, "jenis barang"),
        ("cont(rows)", "FEEL-201", 1, "count"),
        ("jumlah + true", "FEEL-203", 8, None),
        ('1 - "a"', "FEEL-203", 3, None),
        ('jumlah > 1 and "ya"', "FEEL-209", 16, None),
        ('1 = "1"', "FEEL-211", 3, None),
        ("1 < 2", "FEEL-401", 3, None),
        ("if true then 1 else 2", "FEEL-401", 4, None),
        ("jumlah >", "FEEL-108", 9, None),
    ],
)
def test_findings(text: str, code: str, column: int, suggestion: str | None) -> None:
    problems = feel.check(text, NAMES)
    assert [(each.code, each.line, each.column, each.suggestion) for each in problems] == [
        (code, 1, column, suggestion)
    ]


def test_all_problems_at_once_in_reading_order() -> None:
    problems = feel.check('salah + 1 > keliru and\n "x" and 1 < 2', NAMES)
    assert [(each.code, each.line) for each in problems] == [
        ("FEEL-201", 1),
        ("FEEL-201", 1),
        ("FEEL-209", 2),
        ("FEEL-401", 2),
    ]


def test_names_are_not_checked_when_they_are_unknown() -> None:
    assert list(feel.check("anything > 1")) == []


def test_unary_tests() -> None:
    assert list(feel.check("? > jumlah", NAMES, unary=True)) == []
    assert [each.code for each in feel.check("? > jmlah", NAMES, unary=True)] == ["FEEL-201"]


def test_a_problem_can_be_shown_in_both_languages() -> None:
    (problem,) = feel.check("jumlh > 100", NAMES)
    assert "jumlh" in feel.render(problem, "id")
    assert "jumlah" in feel.hint(problem, "id")
    assert "jumlah" in feel.hint(problem, "en")
