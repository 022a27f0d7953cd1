"""Operators, control expressions, names and calls."""

from __future__ import annotations

import pytest

from tests.unit.feel.expect import gives, null_because
from workflows import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1 + 0.2 = 0.3", "true"),
        ("100 * 1.1", "110"),
        ("1 - 2 - 3", "-4"),
        ("2 + 3 * 4", "14"),
        ("8 / 2 / 2", "2"),
        ("-3 ** 2", "9"),
        ("2 ** 3 ** 2", "64"),
        ("4 ** -1", "0.25"),
        ("10 - -5", "15"),
        (".5 + 1e2", "100.5"),
        ('"a" + "b"', '"ab"'),
        ("1 / 3 * 3 < 1", "true"),
    ],
)
def test_arithmetic(text: str, expected: str) -> None:
    gives(text, expected)


@pytest.mark.parametrize("left", ["true", "false", "null"])
@pytest.mark.parametrize("right", ["true", "false", "null"])
def test_three_valued_logic(left: str, right: str) -> None:
    """DMN 1.5, table 50."""
    conjunction = "false" if "false" in (left, right) else "null" if "null" in (left, right) else "true"
    disjunction = "true" if "true" in (left, right) else "null" if "null" in (left, right) else "false"
    gives(f"({left} and {right}) = {conjunction}", "true")
    gives(f"({left} or {right}) = {disjunction}", "true")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('1 + "a"', "FEEL-203"),
        ("1 / 0", "FEEL-205"),
        ("10 ** 7000", "FEEL-206"),
        ('-"a"', "FEEL-204"),
        ('1 < "a"', "FEEL-211"),
        ('1 = "1"', "FEEL-211"),
        ("nobody", "FEEL-201"),
        ("{a: 1}.b", "FEEL-202"),
        ("null.b", "FEEL-210"),
        ("[1, 2][5]", "FEEL-219"),
        ('(1 and true) and "x"', "FEEL-209"),
        ("5(1)", "FEEL-226"),
        ('@"2026-02-30"', "FEEL-215"),
        ('@"10:00:00@Nowhere/City"', "FEEL-216"),
        ("{a: 1, a: 2}", "FEEL-217"),
        ("1 instance of tNobody", "FEEL-220"),
        ("for i in null return i", "FEEL-222"),
        ("for i in [3..1] return i", "FEEL-223"),
        ('for i in "a".."c" return i', "FEEL-224"),
    ],
)
def test_null_has_a_reason(text: str, code: str) -> None:
    problem = null_because(text, code)
    assert problem.line == 1
    assert 1 <= problem.column <= len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 between 1 and 5", "true"),
        ("5 in (1..5)", "false"),
        ("5 in [1..5]", "true"),
        ("5 in ]1..5[", "false"),
        ("5 in (> 3)", "true"),
        ("5 in (> 7, < 6)", "true"),
        ("5 in <= 4", "false"),
        ('"b" in ("a", "b")', "true"),
        ("3 in [[1..2], [3..4]]", "true"),
        ("[1, 2] in [[1, 2], [3]]", "true"),
        ("[1..10[ = [1..10)", "true"),
        ("(< 10).end", "10"),
        ("[1..x[2]].end", "8"),
        ("if 1 > 2 then 1 else 2", "2"),
        ("if null then 1 else 2", "2"),
        ("1 = 1 and 2 = 2 or false", "true"),
        ("not(true)", "false"),
    ],
)
def test_tests_and_conditions(text: str, expected: str) -> None:
    gives(text, expected, {"x": [7, 8]})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for i in 1..3 return i * i", "[1, 4, 9]"),
        ("for i in 3..1 return i", "[3, 2, 1]"),
        ("for i in [1..3] return i", "[1, 2, 3]"),
        ("for i in (1..4) return i", "[2, 3]"),
        ("for x in [1, 2], y in [10, 20] return x + y", "[11, 21, 12, 22]"),
        ("for x in [[1, 2], [3]], y in x return y", "[1, 2, 3]"),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"),
        ('for d in @"2026-12-30"..@"2027-01-01" return d.day', "[30, 31, 1]"),
        ("some x in [1, 2] satisfies x > 1", "true"),
        ("every x in [] satisfies false", "true"),
        ("every x in [1, 2], y in [3] satisfies x < y", "true"),
        ("[1, 2, 3, 4][item > 2]", "[3, 4]"),
        ("[1, 2, 3][-1]", "3"),
        ("[{a: 1}, {a: 2}][a = 2]", "[{a: 2}]"),
        ("[{a: 1}, {b: 2}].a", "[1, null]"),
        ("[{x: 1, y: 2}, {x: null, y: 3}][x < 2]", "[{x: 1, y: 2}]"),
        ("100[1]", "100"),
        ("null[true]", "[]"),
        ("[1, 2, 3][a]", "2"),
        ("[{item: 1}, {item: 2}][item >= 2]", "[{item: 2}]"),
    ],
)
def test_lists_and_iteration(text: str, expected: str) -> None:
    gives(text, expected, {"a": 2})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{f: function(a, b) a - b, r: f(b: 1, a: 3)}.r", "2"),
        ("(function(x: number) x + 1)(2)", "3"),
        ("{fact: function(n) if n < 2 then 1 else n * fact(n - 1), r: fact(10)}.r", "3628800"),
        ("{a: 1, b: a + 1}.b", "2"),
        ("sort([3, 1, 2], function(x, y) x < y)", "[1, 2, 3]"),
        ('substring(string: "foobar", start position: 3)', '"obar"'),
        ('{min: function(x) "mine", r: min(3)}.r', '"mine"'),
        ("{x: 1, y: {x: 2, z: x}}.y.z", "2"),
    ],
)
def test_functions_and_contexts(text: str, expected: str) -> None:
    gives(text, expected)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('(function(x: number) x)("a")', "FEEL-225"),
        ("(function(x) x)(1, 2)", "FEEL-228"),
        ("(function(x) x)(y: 1)", "FEEL-227"),
        ("substring()", "FEEL-231"),
        ('substring(text: "a")', "FEEL-227"),
        ("upper case(1)", "FEEL-230"),
        ("upper case(null)", "FEEL-229"),
        ('{f: function(x) external {java: {class: "a", method signature: "b()"}}, r: f(1)}.r', "FEEL-221"),
    ],
)
def test_calls_that_do_not_fit(text: str, code: str) -> None:
    with feel.collect_warnings() as warnings:
        assert feel.evaluate(text) is None
    assert code in [problem.code for problem in warnings]


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        ("1", "number", True),
        ("1", "string", False),
        ("null", "number", False),
        ("null", "Null", True),
        ("1", "Any", True),
        ("[1, 2]", "list<number>", True),
        ('[1, "a"]', "list<number>", False),
        ("{a: 1, b: 2}", "context<a: number>", True),
        ("{b: 2}", "context<a: number>", False),
        ("[1..2]", "range<number>", True),
        ("(function(a: number) a)", "function<number> -> Any", True),
        ("(function(a: number) a)", "function<string, string> -> Any", False),
        ('@"P1D"', "days and time duration", True),
        ('@"P1M"', "days and time duration", False),
        ('@"2026-01-01T00:00:00"', "date", False),
        ('@"2026-01-01T00:00:00"', "date and time", True),
    ],
)
def test_instance_of(text: str, type_: str, expected: bool) -> None:
    assert feel.evaluate(f"{text} instance of {type_}") is expected


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        ("Full Name", {"Full Name": "Ani"}, '"Ani"'),
        ("a-b", {"a-b": 7, "a": 1, "b": 2}, "7"),
        ("a - b", {"a-b": 7, "a": 5, "b": 2}, "3"),
        ("days in weekend + 1", {"days in weekend": 2}, "3"),
        ("Applicant's age > 17", {"Applicant's age": 18}, "true"),
        ("loan / income ratio * 2", {"loan / income ratio": 3}, "6"),
        ("for hari kerja in [1, 2] return hari kerja + 1", {}, "[2, 3]"),
        ('orang[nama lengkap = "Ani"].umur', {"orang": [{"nama lengkap": "Ani", "umur": 4}]}, "[4]"),
        ("{a b: 1, c: a b + 1}.c", {}, "2"),
        ("{a+b: 1}.a+b", {}, "1"),
        ("kecamatan_é + 1", {"kecamatan_é": 1}, "2"),
        ("date + 1", {"date": 1}, "2"),
    ],
)
def test_names(text: str, context: dict[str, object], expected: str) -> None:
    gives(text, expected, context)


def test_comments_and_escapes() -> None:
    gives("1 + /* 1 + */ 1 // end", "2")
    gives('string length("\\u263A\\"\\\\")', "3")
    gives('"\\uD83D\\uDC0E" = "\\U01F40E"', "true")
