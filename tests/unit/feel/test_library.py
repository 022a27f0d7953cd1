"""The library contract: what goes in, what comes out, warnings, names, JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from workflows import feel


class Lazy(Mapping[str, Any]):
    """Remembers which of its values were asked for."""

    def __init__(self, **values: Any) -> None:
        self.values_ = values
        self.read: list[str] = []

    def __getitem__(self, key: str) -> Any:
        value = self.values_[key]
        self.read.append(key)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, Decimal(5)),
        (0.1, Decimal("0.1")),
        (True, True),
        ("a", "a"),
        (None, None),
        ((1, 2), [Decimal(1), Decimal(2)]),
        ({"a": 1, "b": [2, {"c": 0.5}]}, {"a": Decimal(1), "b": [Decimal(2), {"c": Decimal("0.5")}]}),
        (MappingProxyType({"a": 1}), {"a": Decimal(1)}),
        (date(2026, 1, 1), date(2026, 1, 1)),
        (float("nan"), None),
        (float("inf"), None),
        (object(), None),
    ],
)
def test_values_on_the_way_in(value: Any, expected: Any) -> None:
    result = feel.evaluate("x", {"x": value})
    assert result == expected
    assert type(result) is type(expected)


def test_numbers_of_any_type_mix() -> None:
    assert feel.evaluate(
        "a + b + c + d.e[1]", {"a": 1, "b": 0.5, "c": Decimal("0.25"), "d": {"e": (2,)}}
    ) == Decimal("3.75")


def test_only_the_variables_used_are_read() -> None:
    variables = Lazy(a=1, b=2, c=3)
    assert feel.compile_expression("if a > 0 then a else b", ("a", "b", "c"))(variables) == 1
    assert set(variables.read) == {"a"}


def test_evaluate_reads_only_what_it_uses() -> None:
    variables = Lazy(a=1, b=2)
    assert feel.evaluate("a + 1", variables) == 2
    assert set(variables.read) == {"a"}


def test_an_input_is_never_changed() -> None:
    context = {"list": [1, {"a": 2}], "ctx": {"b": [3]}}
    before = json.dumps(context)
    feel.evaluate('{x: append(list, 4), y: context put(ctx, "b", 1), z: reverse(list), l: list}', context)
    assert json.dumps(context) == before


def test_expression_names_what_it_reads() -> None:
    text = "for x in orders return x.total * rate + count(orders)"
    expression = feel.compile_expression(text, ("orders", "rate"))
    assert expression.names == {"orders", "rate"}
    assert expression.text == text


def test_names_are_found_without_being_declared() -> None:
    expression = feel.compile_expression("amount > 100 and person.age >= 18")
    assert expression({"amount": 120, "person": {"age": 18}}) is True


def test_outcome_has_the_reasons() -> None:
    outcome = feel.compile_expression("amuont > 1").run({"amount": 2})
    assert outcome.value is None
    first = outcome.warnings[0]
    assert (first.code, first.line, first.column, first.suggestion) == ("FEEL-201", 1, 1, "amount")


def test_warnings_of_several_evaluations_are_collected() -> None:
    with feel.collect_warnings() as warnings:
        feel.evaluate("1 / 0")
        feel.unary_test("< 5", "a")
        feel.warn("FEEL-205")
    assert warnings[0].code == "FEEL-205"
    assert len(warnings) >= 3
    feel.evaluate("1 / 0")
    assert len(warnings) < 10


def test_positions_count_lines_and_columns_from_one() -> None:
    outcome = feel.compile_expression("1 +\n  nobody").run({})
    assert (outcome.warnings[0].line, outcome.warnings[0].column) == (2, 3)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("1 +", 1, 4),
        ("(1", 1, 3),
        ('"abc', 1, 1),
        ("/* abc", 1, 1),
        ("1 2", 1, 3),
        ("if a then b", 1, 12),
        ("a.\n.b", 2, 1),
        ("for in x return 1", 1, 5),
        ("[1, 2", 1, 6),
        ("{a 1}", 1, 6),
        ("x instance of 5", 1, 15),
        ("1 + * 2", 1, 5),
        ("", 1, 1),
        ("f(1,)", 1, 5),
        ("amount >> 3", 1, 9),
        ("a == b", 1, 3),
    ],
)
def test_errors_have_a_place(text: str, line: int, column: int) -> None:
    with pytest.raises(feel.FeelError) as caught:
        feel.compile_expression(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert str(caught.value).startswith(f"{line}:{column} FEEL-")


@pytest.mark.parametrize(
    ("text", "column", "found", "meant"),
    [
        ('status == "baru"', 8, "==", "="),
        ("usia >= 17 && usia < 60", 12, "&&", "and"),
        ("(a || b)", 4, "||", "or"),
        ("a <> 1", 3, "<>", "!="),
        ("!a", 1, "!", "not(...)"),
        ("a % 2", 3, "%", "modulo(a, b)"),
        ("status = 'baru'", 10, "'", '"..."'),
    ],
)
def test_spellings_of_other_languages(text: str, column: int, found: str, meant: str) -> None:
    with pytest.raises(feel.FeelError) as caught:
        feel.compile_expression(text)
    error = caught.value
    assert (error.code, error.column) == ("FEEL-112", column)
    assert error.params == {"found": found, "meant": meant}
    assert meant in feel.hint(error, "id")


def test_functions_from_python() -> None:
    def half(number: Decimal) -> Decimal:
        if number < 0:
            raise feel.Refused("FEEL-233", name="half", value=str(number))
        return number / 2

    function = feel.native_function("half", ("number",), half)
    assert feel.evaluate("half(5)", {"half": function}) == Decimal("2.5")
    assert feel.evaluate("half(number: 4)", {"half": function}) == 2
    assert feel.evaluate("half instance of function<number> -> Any", {"half": function}) is True
    with feel.collect_warnings() as warnings:
        assert feel.evaluate("half(-1)", {"half": function}) is None
    assert [problem.code for problem in warnings] == ["FEEL-233"]


def test_functions_to_python() -> None:
    double = feel.evaluate("function(x) x * 2")
    assert isinstance(double, feel.Function)
    assert feel.call(double, 4) == 8


def test_types_of_the_caller() -> None:
    types = {"tAdult": lambda value: isinstance(value, Mapping) and value.get("age", 0) >= 18}
    expression = feel.compile_expression("p instance of tAdult", ("p",), types)
    assert expression({"p": {"age": Decimal(20)}}) is True
    assert expression({"p": {"age": Decimal(2)}}) is False


@pytest.mark.parametrize(
    ("text", "json_value"),
    [
        ("1.0", 1),
        ("0.5", 0.5),
        ("1e20", 10**20),
        ("true", True),
        ("null", None),
        ('@"2026-01-01"', "2026-01-01"),
        ('@"2026-01-01T10:00:00+07:00"', "2026-01-01T10:00:00+07:00"),
        ('@"P1DT1H"', "P1DT1H"),
        ('@"P14M"', "P1Y2M"),
        ("[1, {a: 2}]", [1, {"a": 2}]),
        ("[1..3)", "[1..3)"),
        ("(< 5)", "(< 5)"),
    ],
)
def test_to_json(text: str, json_value: Any) -> None:
    value = feel.to_json(feel.evaluate(text))
    assert value == json_value
    assert type(value) is type(json_value)
    json.dumps(value)


def test_functions_become_text_in_json() -> None:
    assert isinstance(feel.to_json(feel.evaluate("function(a) a")), str)
    assert isinstance(feel.to_json(feel.evaluate("{f: sum}.f")), str)


def test_from_json() -> None:
    assert feel.from_json({"a": [1, 2.5, "2026-01-01", None, True]}) == {
        "a": [Decimal(1), Decimal("2.5"), "2026-01-01", None, True]
    }


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity"), float("nan")])
def test_what_is_no_number_is_null(number: Any) -> None:
    assert feel.to_json({"a": [number]}) == {"a": [None]}
    assert feel.evaluate("x", {"x": number}) is None
    assert feel.evaluate("[x + 1, x < 1, string(x)]", {"x": number}) == [None, None, None]
    assert feel.unary_test("< 1", number) is None


@pytest.mark.parametrize("number", [10**7000, Decimal("1E+999999")], ids=["int", "decimal"])
def test_numbers_beyond_the_range_are_null(number: Any) -> None:
    assert feel.evaluate("x", {"x": number}) is None


def test_long_numbers_are_rounded_on_the_way_in() -> None:
    assert feel.evaluate("x", {"x": 10**40 + 1}) == Decimal(10) ** 40
    assert feel.evaluate("x", {"x": Decimal("1E-999999")}) == 0


@pytest.mark.parametrize("convert", [feel.to_json, feel.from_json])
def test_data_that_contain_themselves_are_refused(convert: Any) -> None:
    circle: list[Any] = []
    circle.append({"a": circle})
    with pytest.raises(feel.FeelError) as caught:
        convert(circle)
    assert caught.value.code == "FEEL-305"
