"""Hostile and careless input: no crash, no way out, nothing over its budget."""

from __future__ import annotations

import time

import pytest

from workflows import feel


def within(seconds: float, text: str, context: dict[str, object] | None = None) -> feel.FeelError | None:
    """The error of an evaluation, which must end in time."""
    start = time.perf_counter()
    try:
        feel.evaluate(text, context)
        return None
    except feel.FeelError as error:
        return error
    finally:
        assert time.perf_counter() - start < seconds, text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(" * 3_000 + "1" + ")" * 3_000, "FEEL-002"),
        ("[" * 3_000 + "]" * 3_000, "FEEL-002"),
        ("-" * 3_000 + "1", "FEEL-002"),
        ("{a:" * 500 + "1" + "}" * 500, "FEEL-002"),
        ("if true then " * 500 + "1" + " else 1" * 500, "FEEL-002"),
        ("not(" * 500 + "true" + ")" * 500, "FEEL-002"),
        ("1" * 100_000, "FEEL-001"),
        ("for i in 1..1000000000 return i", "FEEL-302"),
        ("{f: function(x) f(x + 1), r: f(1)}.r", "FEEL-304"),
        ("count(for i in 1..3000, j in 1..3000 return 1)", None),
    ],
)
def test_limits(text: str, code: str | None) -> None:
    error = within(4, text)
    assert error is not None
    assert code is None or error.code == code


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9**9",
        "count(for i in 1..1000, j in 1..1000 return 1)",
        'matches("' + "a" * 5_000 + '!", "^(a+)+$")',
        'replace("' + "a" * 5_000 + '", "(a|aa)+$", "x")',
        'matches("a", "' + "(a{1,1000}){1,1000}" + '")',
        "x" * 60_000,
        " + ".join(["1"] * 10_000),
        " and ".join(["true"] * 10_000),
        "1" + "[1]" * 2_000,
        "x" + ".a" * 5_000,
        "decimal(1/3, 6000)",
        "10 ** 6144 * 10",
        "string(10 ** 6144)",
        'number("' + "9" * 10_000 + '")',
        'duration("P' + "9" * 60 + 'D")',
        '@"P999999999999999999999Y" + @"2026-01-01"',
        "date(9999999999999999999999, 1, 1)",
        'substring("a", 10 ** 100)',
        "for i in 1..10 ** 100 return i",
        "sort([3, 1, 2], function(a, b) 5)",
        "[1, 2, 3][10 ** 50]",
        "exp(10 ** 30)",
        "1e999999999",
        'string join(for i in 1..100000 return "' + "a" * 100 + '")',
        "flatten(for i in 1..1000 return for j in 1..1000 return j)",
    ],
)
def test_ends_in_time(text: str) -> None:
    within(4, text)


def test_doubling_text_is_stopped() -> None:
    steps = ", ".join(f"v{index}: v{index - 1} + v{index - 1}" for index in range(1, 60))
    within(3, f'{{v0: "ab", {steps}}}')


def test_doubling_lists_is_stopped() -> None:
    steps = ", ".join(f"v{index}: concatenate(v{index - 1}, v{index - 1})" for index in range(1, 60))
    within(3, f"{{v0: [1, 2], {steps}}}")


def test_a_budget_covers_everything_inside_it() -> None:
    with feel.use_budget(feel.Budget(steps=1_000)):
        feel.evaluate("count(for i in 1..400 return i)")
        with pytest.raises(feel.FeelError) as caught:
            feel.evaluate("count(for i in 1..400 return i)")
    assert caught.value.code == "FEEL-301"
    feel.evaluate("count(for i in 1..400 return i)")


def test_time_runs_out() -> None:
    with (
        feel.use_budget(feel.Budget(seconds=0.05, steps=10**9, list_size=10**9)),
        pytest.raises(feel.FeelError) as caught,
    ):
        feel.evaluate("count(for i in 1..100000000 return i)")
    assert caught.value.code == "FEEL-303"


def nested(depth: int) -> list[object]:
    value: list[object] = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "text", ["x", "x = x", "string(x)", "flatten(x)", "x[1]", "{a: x}", "distinct values([x, x])"]
)
def test_data_that_is_nested_without_end(text: str) -> None:
    circle: list[object] = []
    circle.append(circle)
    for data in (nested(5_000), circle):
        error = within(4, text, {"x": data})
        assert error is not None
