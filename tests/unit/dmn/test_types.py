"""Item definitions: conversion, conformance and constraints (DMN 1.5, 7.3.2, 10.3.2.9)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.unit.dmn.build import decision, input_data, literal, model
from workflows import feel

TYPES = """
<itemDefinition name="tKind"><typeRef>string</typeRef>
  <allowedValues><text>"a", "b"</text></allowedValues></itemDefinition>
<itemDefinition name="tKinds" isCollection="true"><typeRef>string</typeRef>
  <allowedValues><text>"a", "b"</text></allowedValues></itemDefinition>
<itemDefinition name="tFew" isCollection="true"><typeRef>number</typeRef>
  <typeConstraint><text>count(?) &lt;= 2</text></typeConstraint></itemDefinition>
<itemDefinition name="tPerson">
  <itemComponent name="full name"><typeRef>string</typeRef></itemComponent>
  <itemComponent name="born"><typeRef>date</typeRef></itemComponent>
</itemDefinition>
<itemDefinition name="tPeople" isCollection="true"><typeRef>tPerson</typeRef></itemDefinition>
<itemDefinition name="tTree">
  <itemComponent name="size"><typeRef>number</typeRef></itemComponent>
  <itemComponent name="parts" isCollection="true"><typeRef>tTree</typeRef></itemComponent>
</itemDefinition>
<itemDefinition name="tAdult"><typeRef>number</typeRef>
  <allowedValues><text>&gt;= 18</text></allowedValues></itemDefinition>
<itemDefinition name="tOld"><typeRef>tAdult</typeRef>
  <allowedValues><text>&gt; 60</text></allowedValues></itemDefinition>
"""


def converted(text: str, type_ref: str) -> Any:
    return model(TYPES + decision("d", literal(text), type_ref=type_ref)).evaluate("d", {})


@pytest.mark.parametrize(
    ("text", "type_ref", "expected"),
    [
        ("1", "number", 1),
        ("1", "string", None),
        ("[1]", "number", 1),
        ('["x"]', "number", None),
        ("[1, 2]", "number", None),
        ("null", "number", None),
        ("[null]", "number", None),
        ("1", "Any", 1),
        ('"a"', "tKind", "a"),
        ('"c"', "tKind", None),
        ('["a"]', "tKind", "a"),
        ('["a", "b"]', "tKinds", ["a", "b"]),
        ('["a", "c"]', "tKinds", None),
        ('"a"', "tKinds", ["a"]),
        ("[1, 2]", "tFew", [1, 2]),
        ("[1, 2, 3]", "tFew", None),
        ('[1, "x"]', "tFew", None),
        ("[[1]]", "number", None),
        ("70", "tOld", 70),
        ("30", "tOld", None),
        ("20", "tAdult", 20),
        ('date("2026-01-02")', "date and time", datetime(2026, 1, 2, tzinfo=UTC)),
        ('date("2026-01-02")', "dateTime", datetime(2026, 1, 2, tzinfo=UTC)),
        ('duration("P1D")', "dayTimeDuration", timedelta(days=1)),
        ('duration("P1D")', "yearMonthDuration", None),
        (
            "{size: 1, parts: [{size: 2, parts: []}]}",
            "tTree",
            {"size": 1, "parts": [{"size": 2, "parts": []}]},
        ),
        ("{size: 1, parts: [{size: 2}]}", "tTree", None),
        ("{a: 1}", "context", {"a": 1}),
        ("1", "tUnknown", 1),
    ],
)
def test_results_are_converted(text: str, type_ref: str, expected: Any) -> None:
    assert converted(text, type_ref) == expected


def test_contexts_conform_with_more_but_not_with_fewer_entries() -> None:
    person = '{full name: "A", born: date("2000-01-01"), extra: 1}'
    assert converted(person, "tPerson")["extra"] == 1
    assert converted('{full name: "A"}', "tPerson") is None


def test_prefixed_types_of_version_1_1() -> None:
    body = decision("d", literal("[1]"), type_ref="feel:number").replace(
        "<decision ", '<decision xmlns:feel="http://www.omg.org/spec/FEEL/20140401" '
    )
    assert model(body).evaluate("d", {}) == 1


def asked(value: Any, type_ref: str, text: str = "x") -> Any:
    found = model(TYPES + input_data("x", type_ref) + decision("d", literal(text), inputs=["x"]))
    return found.evaluate("d", {"x": value})


@pytest.mark.parametrize(
    ("value", "type_ref", "expected"),
    [
        (1, "number", Decimal(1)),
        (0.1, "number", Decimal("0.1")),
        ("2026-01-02", "date", date(2026, 1, 2)),
        ("P2D", "days and time duration", timedelta(days=2)),
        ("2026-02-31", "date", None),
        ("2026-01-02T10:00:00Z", "date and time", datetime(2026, 1, 2, 10, tzinfo=UTC)),
        ("c", "tKind", None),
        ([1, 2.5], "", [Decimal(1), Decimal("2.5")]),
    ],
)
def test_inputs_come_from_json(value: Any, type_ref: str, expected: Any) -> None:
    assert asked(value, type_ref) == expected


def test_absent_components_of_an_input_are_null() -> None:
    assert asked({"full name": "A"}, "tPerson") == {"full name": "A", "born": None}
    assert asked([{"full name": "A", "born": "2000-01-01"}], "tPeople", "x[1].born.year") == 2000


def test_component_names_with_spaces_are_read_as_one() -> None:
    assert asked({"full name": "A"}, "tPerson", "x.full name + x.full name") == "AA"


def test_an_absent_input_is_null() -> None:
    found = model(input_data("x", "number") + decision("d", literal("x = null"), inputs=["x"]))
    assert found.evaluate("d", {}) is True


def test_feel_text_may_name_item_definitions() -> None:
    assert converted('"a" instance of tKind', "boolean") is True
    assert converted('"c" instance of tKind', "boolean") is False
    assert converted('(function(k: tKind) k)("c")', "Any") is None


def test_what_did_not_fit_is_told() -> None:
    with feel.collect_warnings() as problems:
        converted("1", "string")
    assert [(each.code, each.params["what"], each.params["type"]) for each in problems] == [
        ("DMN-301", "d", "string")
    ]


def test_types_that_name_each_other_accept_anything() -> None:
    circle = "".join(
        f'<itemDefinition name="{name}"><typeRef>{other}</typeRef></itemDefinition>'
        for name, other in (("tA", "tB"), ("tB", "tA"))
    )
    assert model(circle + decision("d", literal("1"), type_ref="tA")).evaluate("d", {}) == 1


def test_deeply_nested_input_is_null_at_most() -> None:
    nested: Any = 1
    for _ in range(5000):
        nested = [nested]
    with feel.collect_warnings() as problems:
        assert asked(nested, "tTree", "x") is None
    assert problems
