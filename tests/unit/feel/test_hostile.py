"""Hostile and careless input: no crash, no way out, nothing over its budget."""

from __future__ import annotations

import random
import time

import pytest

from workflows import feel

ESCAPES = [
    f"{start}{step}"
    for start in (
        "x",
        '"a"',
        "1",
        "[1]",
        "{a: 1}",
        "sum",
        "(function() 1)",
        '@"P1D"',
        "now()",
        "[1..2]",
        "true",
        "null",
    )
    for step in (
        ".__class__",
        ".__class__.__mro__",
        ".__init__.__globals__",
        ".__dict__",
        ".__subclasses__()",
        ".real",
        ".__call__",
        ".func_globals",
        ".__self__",
        ".invoke",
        ".as_tuple()",
        ".tzinfo",
        ".format",
        ".keys()",
        ".append",
        ".__reduce__",
        ".__doc__",
        '.__getattribute__("a")',
        '["__class__"]',
        "[__class__]",
    )
] + [
    '__import__("os")',
    'eval("1")',
    'open("/etc/passwd")',
    'exec("1")',
    'getattr(x, "a")',
    "globals()",
    "__builtins__",
    "self",
    "scope",
    "import os",
    "lambda: 1",
    "`ls`",
    "$x",
    "${7*7}",
    "{{7*7}}",
    "x; y",
    "print(1)",
    'get value(x, "__class__")',
    'get value({}, "__class__")',
    "string(sum)",
    '"{0.__class__}"',
    'context put({}, "__class__", 1).__class__',
]


@pytest.mark.parametrize("text", ESCAPES)
def test_no_way_to_an_attribute(text: str) -> None:
    try:
        value = feel.evaluate(text, {"x": {"a": 1}})
    except feel.FeelError:
        return
    shown = str(feel.to_json(value))
    for leak in ("<class", "object at", "built-in", "<bound", "<function", "module"):
        assert leak not in shown, (text, shown)


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


ATOMS = [
    "1",
    "0",
    "-2.5",
    '"a"',
    '""',
    "null",
    "true",
    "false",
    "x",
    "y z",
    "?",
    '@"2026-01-01"',
    '@"P1D"',
    '@"P2M"',
    '@"10:00:00Z"',
    "[]",
    "[1, 2]",
    "{a: 1}",
    "[1..3]",
    "(< 5)",
    "sum",
    "now()",
    "function(a) a",
    "nobody",
    "item",
    '@"2026-01-01T10:00:00@Asia/Jakarta"',
]
SHAPES = [
    "{} + {}",
    "{} - {}",
    "{} * {}",
    "{} / {}",
    "{} ** {}",
    "{} = {}",
    "{} < {}",
    "{} and {}",
    "{} or {}",
    "{} in {}",
    "{} in ({}, {})",
    "if {} then {} else {}",
    "for i in {} return {}",
    "for i in {}..{} return i",
    "some i in {} satisfies {}",
    "every i in {} satisfies {}",
    "{}[{}]",
    "{}.a",
    "{}({})",
    "({})",
    "[{}, {}]",
    "{{k: {}}}",
    "{} between {} and {}",
    "{} instance of number",
    "not({})",
    "count({})",
    "string({})",
    "date({})",
    "min({}, {})",
    "sort({}, {})",
    "substring({}, {})",
    "context put({}, {}, {})",
    "[{}..{}]",
    "({}..{})",
    "replace({}, {}, {})",
    "list replace({}, {}, {})",
    "time({}, {}, {})",
    "range({})",
    "split({}, {})",
    "append({}, {})",
    "-{}",
    "{}.time offset",
    "years and months duration({}, {})",
    "string join({}, {})",
    "before({}, {})",
    "flatten({})",
    "is({}, {})",
    "modulo({}, {})",
]


def grown(chance: random.Random, depth: int) -> str:
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(ATOMS)
    shape = chance.choice(SHAPES)
    count = shape.replace("{{", "").count("{}")
    return shape.format(*(grown(chance, depth - 1) for _ in range(count)))


def shown(text: str, context: dict[str, object]) -> str:
    """The value as JSON text, or the sentence of the error."""
    try:
        return repr(feel.to_json(feel.evaluate(text, context)))
    except feel.FeelError as error:
        return str(error)


def test_grown_expressions_never_crash() -> None:
    """Any value or a FeelError; nothing else leaves the engine, and every result can be shown."""
    chance = random.Random(20261125)
    context = {"x": [1, {"a": "b"}], "y z": 3}
    with feel.use_budget(feel.Budget(steps=10**8, seconds=60)):
        for _ in range(4_000):
            text = grown(chance, 4)
            assert shown(text, context) is not None


def test_broken_text_never_crashes() -> None:
    chance = random.Random(7)
    for _ in range(4_000):
        text = list(grown(chance, 3))
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(text) + 1)
            text[place : place + chance.randint(0, 2)] = chance.choice(
                ["", "(", ")", "[", "]", "{", "}", '"', "..", ",", ":", " in ", "@", "\\", "é"]
            )
        assert shown("".join(text), {}) is not None


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
