"""The command: value on standard output, reasons on standard error, exit 0 or 2."""

from __future__ import annotations

import json

import pytest

from workflows.feel import cli


@pytest.mark.parametrize(
    ("expression", "context", "value"),
    [
        ("1 + 1", None, 2),
        ("0.1 + x", '{"x": 0.2}', 0.3),
        ('nama + "!"', '{"nama": "Ani"}', "Ani!"),
        ("jenis barang", '{"jenis barang": ["a"]}', ["a"]),
        ('@"2026-12-31" + @"P1D"', "{}", "2027-01-01"),
        ("{a: 1, b: null}", None, {"a": 1, "b": None}),
    ],
)
def test_value(expression: str, context: str | None, value: object) -> None:
    status, output, messages = cli.run(expression, context)
    assert (status, json.loads(output), messages) == (0, value, "")


def test_warnings_go_to_standard_error() -> None:
    status, output, messages = cli.run("usia > 17", '{"usai": 20}', "en")
    assert (status, output) == (0, "null\n")
    assert messages.startswith("1:1 FEEL-201 ")
    assert "usai" in messages


@pytest.mark.parametrize(
    ("expression", "context"), [("1 +", None), ("1", "[1]"), ("1", "{"), ("(" * 500, None)]
)
def test_what_cannot_be_read_exits_with_two(expression: str, context: str | None) -> None:
    for lang in ("id", "en"):
        status, output, messages = cli.run(expression, context, lang)
        assert (status, output) == (2, "")
        assert messages.endswith("\n")


def test_the_two_languages_differ() -> None:
    assert cli.run("1 +", None, "id")[2] != cli.run("1 +", None, "en")[2]
