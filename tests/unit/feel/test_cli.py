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


@pytest.mark.parametrize(
    "context", ['{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "[1]", "{", '{"a": ' + "9" * 5_000 + "}"]
)
def test_a_context_that_cannot_be_read_exits_with_two(context: str) -> None:
    status, value, messages = cli.run("a", context, "en")
    assert (status, value) == (2, "")
    assert messages.startswith("--context must be a JSON object")


def test_half_a_character_is_no_reason_to_break_the_stream() -> None:
    status, value, _ = cli.run("a", '{"a": "\\ud800"}')
    assert (status, value) == (0, '"?"\n')
