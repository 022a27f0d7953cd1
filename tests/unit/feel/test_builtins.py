"""Built-in functions, by the examples and limits of DMN 1.5, 10.3.4."""

from __future__ import annotations

import pytest

from tests.unit.feel.expect import gives, null_because
from workflows import feel
from workflows.feel.builtins import BUILTINS
from workflows.feel.vocabulary import BUILTINS as NAMES


def test_every_function_the_parser_knows_exists() -> None:
    assert set(BUILTINS) == set(NAMES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('substring("foobar", 3, 3)', '"oba"'),
        ('substring("foobar", -2)', '"ar"'),
        ('substring("\\U01F40Eab", 2)', '"ab"'),
        ('string length("")', "0"),
        ('substring before("foobar", "bar")', '"foo"'),
        ('substring before("foobar", "xyz")', '""'),
        ('substring after("foobar", "ob")', '"ar"'),
        ('substring after("", "a")', '""'),
        ('matches("foobar", "^fo*b")', "true"),
        ('matches("abc", "[a-z-[aeiou]]{2}")', "true"),
        ('matches("A1", "\\\\d")', "true"),
        ('matches("abc", "B", "i")', "true"),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', '"[1=ab][2=]cd"'),
        ('replace("a.b", ".", "-", "q")', '"a-b"'),
        ('split("John Doe", "\\\\s")', '["John", "Doe"]'),
        ('split("a;b;c;;", ";")', '["a", "b", "c", "", ""]'),
        ('string join(["a", null, "c"], "_and_")', '"a_and_c"'),
        ("string join([])", '""'),
        ('contains("foobar", "of")', "false"),
        ('starts with("foobar", "fo")', "true"),
        ('ends with("foobar", "r")', "true"),
        ('upper case("aBc4")', '"ABC4"'),
    ],
)
def test_text(text: str, expected: str) -> None:
    gives(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("decimal(2.5, 0)", "2"),
        ("decimal(1.5, 0)", "2"),
        ("decimal(125, -1)", "120"),
        ("floor(-1.56, 1)", "-1.6"),
        ("ceiling(-1.5)", "-1"),
        ("round up(5.5, 0)", "6"),
        ("round up(-5.5, 0)", "-6"),
        ("round down(1.126, 2)", "1.12"),
        ("round half up(-5.5, 0)", "-6"),
        ("round half down(5.5, 0)", "5"),
        ("abs(-10)", "10"),
        ('abs(@"-PT5H")', '@"PT5H"'),
        ('abs(@"-P5M")', '@"P5M"'),
        ("modulo(-12, 5)", "3"),
        ("modulo(12, -5)", "-3"),
        ("modulo(10.1, -4.5)", "-3.4"),
        ("sqrt(16)", "4"),
        ("decimal(log(10), 8)", "2.30258509"),
        ("decimal(exp(5), 6)", "148.413159"),
        ("odd(5.0)", "true"),
        ("even(-2)", "true"),
        ("even(2.5)", "false"),
    ],
)
def test_numbers(text: str, expected: str) -> None:
    gives(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("list contains([1, null], null)", "true"),
        ("count([])", "0"),
        ("min(1, 2, 3)", "1"),
        ('max(["a", "b"])', '"b"'),
        ('max([@"2026-01-01", @"2026-02-01"])', '@"2026-02-01"'),
        ("sum(1, 2, 3)", "6"),
        ("mean([1, 2])", "1.5"),
        ("all([])", "true"),
        ("any([])", "false"),
        ("all([false, null])", "false"),
        ("any([true, null])", "true"),
        ("sublist([4, 5, 6], 2)", "[5, 6]"),
        ("sublist([4, 5, 6], -2, 1)", "[5]"),
        ("append([1], 2, 3)", "[1, 2, 3]"),
        ("append([1], [2])", "[1, [2]]"),
        ("concatenate([1, 2], [3])", "[1, 2, 3]"),
        ("insert before([1, 3], 1, 2)", "[2, 1, 3]"),
        ("remove([1, 2, 3], 2)", "[1, 3]"),
        ("list replace([2, 4, 7, 8], 3, 6)", "[2, 4, 6, 8]"),
        ("list replace([2, 4, 7], function(item, newItem) item < newItem, 5)", "[5, 5, 7]"),
        ("reverse([1, 2, 3])", "[3, 2, 1]"),
        ("index of([1, 2, 3, 2], 2)", "[2, 4]"),
        ("index of([1, null], null)", "[2]"),
        ("union([1, 2], [2, 3])", "[1, 2, 3]"),
        ("distinct values([1, 2.0, 2, 1])", "[1, 2]"),
        ("flatten([[1, [2]], [[3]], 4])", "[1, 2, 3, 4]"),
        ("product(2, 3, 4)", "24"),
        ("median(8, 2, 5, 3, 4)", "4"),
        ("median([6, 1, 2, 3])", "2.5"),
        ("mode([6, 1, 9, 6, 1])", "[1, 6]"),
        ("sort([3, 1], function(x, y) x < y)", "[1, 3]"),
        ("sort(list: [3, 1, 4], precedes: function(x, y) x > y)", "[4, 3, 1]"),
    ],
)
def test_lists(text: str, expected: str) -> None:
    gives(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('get value({a: 1}, "a")', "1"),
        ("get entries({a: 1})", '[{key: "a", value: 1}]'),
        ('context([{key: "a", value: 1}])', "{a: 1}"),
        ('context put({x: 1, y: {a: 0}}, ["y", "a"], 2)', "{x: 1, y: {a: 2}}"),
        ("context merge([{a: 1}, {a: 2, b: 3}])", "{a: 2, b: 3}"),
        ('is(@"10:00:00Z", @"10:00:00+00:00")', "true"),
        ('is(@"10:00:00Z", @"10:00:00")', "false"),
        ('is(@"2012-12-25", @"23:00:50")', "false"),
    ],
)
def test_contexts_and_identity(text: str, expected: str) -> None:
    gives(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("string(1.10)", '"1.1"'),
        ("string(1e3)", '"1000"'),
        ("string(-0.0)", '"0"'),
        ('string([1, "a", {b: null}])', '"[1, \\"a\\", {b: null}]"'),
        ("string(true)", '"true"'),
        ('string(@"P1DT2H")', '"P1DT2H"'),
        ('string(@"P0D")', '"PT0S"'),
        ('string(@"P13M")', '"P1Y1M"'),
        ('string(@"10:00:00+07:00")', '"10:00:00+07:00"'),
        ('number("1.000.000,01", ".", ",")', "1000000.01"),
        ('number("-12.5")', "-12.5"),
        ('range("[1..3)").end included', "false"),
        ('5 in range("(..5]")', "true"),
        ('range("[@\\"2026-01-01\\"..@\\"2026-02-01\\"]").start', '@"2026-01-01"'),
    ],
)
def test_conversion(text: str, expected: str) -> None:
    gives(text, expected)


@pytest.mark.parametrize(
    "text",
    [
        "sqrt(-1)",
        "log(0)",
        "modulo(1, 0)",
        'sum([1, "a"])',
        'max([1, "a"])',
        "mode(null)",
        "context([{key: 1, value: 2}])",
        "context put({}, [], 1)",
        "remove([1], 2)",
        "sublist([1], 0)",
        'number("a")',
        'number("1.5", ".", ".")',
        'date("2026-13-01")',
        "date(2026, 2, 30)",
        "not(1)",
        "round up(5.5, 6177)",
        'replace("abracadabra", ".*?", "$1")',
        'replace("a", "a", "$")',
        'range("[3..1]")',
        'range("[1..string length(\\"ab\\")]")',
        "string join([1])",
    ],
)
def test_what_cannot_be_done_is_null_with_a_reason(text: str) -> None:
    with feel.collect_warnings() as warnings:
        assert feel.evaluate(text) is None
    assert warnings, text


@pytest.mark.parametrize(
    "text", ["sum([])", "max([])", "mean([])", "median([])", 'get value({a: 1}, "b")', "string(null)"]
)
def test_nothing_in_nothing_out(text: str) -> None:
    assert feel.evaluate(text) is None


def test_patterns_that_need_backtracking_are_refused() -> None:
    for pattern in ("(a)\\\\1", "(?=a)b", "a(?<!b)", "[", "(", "a{2,1}", "\\\\z"):
        with feel.collect_warnings() as warnings:
            assert feel.evaluate(f'matches("aa", "{pattern}")') is None, pattern
        assert warnings, pattern


@pytest.mark.parametrize(
    ("relation", "left", "right", "expected"),
    [
        ("before", "1", "[1..10]", False),
        ("before", "1", "(1..10]", True),
        ("after", "12", "[2..10]", True),
        ("meets", "[1..5]", "[5..10]", True),
        ("met by", "[5..8)", "[1..5)", False),
        ("overlaps", "[1..5]", "[5..8]", True),
        ("overlaps", "[1..5)", "[5..8]", False),
        ("overlaps before", "[1..5]", "(1..5]", True),
        ("overlaps after", "[3..8]", "[1..5]", True),
        ("finishes", "10", "[1..10]", True),
        ("finished by", "[5..10]", "[1..10]", False),
        ("includes", "[1..10]", "5", True),
        ("during", "5", "[1..10]", True),
        ("starts", "[1..5]", "[1..10]", True),
        ("started by", "(1..10]", "1", False),
        ("coincides", "[1..5]", "[1..5]", True),
        ("coincides", "3", "4", False),
        ("includes", "(>= 1)", "[5..10]", True),
        ("before", "(< 3)", "[3..5]", True),
    ],
)
def test_interval_relations(relation: str, left: str, right: str, expected: bool) -> None:
    """DMN 1.5, table 78."""
    assert feel.evaluate(f"{relation}({left}, {right})") is expected


def test_unknown_parameter_names() -> None:
    null_because("floor(n: 1.5, scal: 1)", "FEEL-227")
