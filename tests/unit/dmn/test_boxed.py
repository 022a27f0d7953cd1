"""Boxed expressions (DMN 1.5, chapter 7)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.dmn.build import decision, input_data, literal, model, table
from workflows import dmn


def entry(name: str, logic: str, type_ref: str = "") -> str:
    type_attribute = f' typeRef="{type_ref}"' if type_ref else ""
    return f'<contextEntry><variable name="{name}"{type_attribute}/>{logic}</contextEntry>'


def outcome(logic: str, inputs: dict[str, Any] | None = None, *, type_ref: str = "") -> dmn.DecisionOutcome:
    inputs = inputs or {}
    source = "".join(input_data(name) for name in inputs)
    return model(source + decision("d", logic, inputs=tuple(inputs), type_ref=type_ref)).decide("d", inputs)


def value(logic: str, inputs: dict[str, Any] | None = None) -> Any:
    return outcome(logic, inputs).value


def test_context_entries_see_earlier_ones() -> None:
    logic = (
        f"<context>{entry('net price', literal('100'))}{entry('gross', literal('net price * 1.1'))}</context>"
    )
    assert value(logic) == {"net price": 100, "gross": 110}


def test_a_result_entry_replaces_the_context() -> None:
    logic = f"<context>{entry('a', literal('2'))}<contextEntry>{literal('a + 1')}</contextEntry></context>"
    assert value(logic) == 3


def test_a_context_entry_is_converted_to_its_type() -> None:
    found = outcome(
        f"<context>{entry('a', literal('[1]'), 'number')}{entry('b', literal('1'), 'string')}</context>"
    )
    assert found.value == {"a": 1, "b": None}
    assert [(each.code, each.params["what"]) for each in found.warnings] == [("DMN-301", "b")]


def test_list_and_relation() -> None:
    assert value(f"<list>{literal('1')}{literal('x')}</list>", {"x": "b"}) == [1, "b"]
    columns = '<column name="unit price"/><column name="n"/>'
    rows = f"<row>{literal('5')}{literal('2')}</row><row>{literal('7')}{literal('x')}</row>"
    relation = f"<relation>{columns}{rows}</relation>"
    assert value(relation, {"x": 3}) == [{"unit price": 5, "n": 2}, {"unit price": 7, "n": 3}]


def test_columns_with_spaces_can_be_summed() -> None:
    relation = (
        f'<relation><column name="unit price"/><row>{literal("5")}</row><row>{literal("7")}</row></relation>'
    )
    logic = f"<context>{entry('rows', relation)}<contextEntry>{literal('sum(rows.unit price)')}</contextEntry></context>"
    assert value(logic) == 12


@pytest.mark.parametrize(
    ("condition", "expected"), [("true", 1), ("false", 2), ("null", 2), ('"x"', None), ("1 > 0", 1)]
)
def test_conditional(condition: str, expected: Any) -> None:
    logic = (
        f"<conditional><if>{literal(condition)}</if><then>{literal('1')}</then>"
        f"<else>{literal('2')}</else></conditional>"
    )
    assert value(logic) == expected


def iterator(kind: str, source: str, body: str) -> str:
    inner = "return" if kind == "for" else "satisfies"
    return (
        f'<{kind} iteratorVariable="the item"><in>{literal(source)}</in>'
        f"<{inner}>{literal(body)}</{inner}></{kind}>"
    )


@pytest.mark.parametrize(
    ("kind", "source", "body", "expected"),
    [
        ("for", "[1, 2, 3]", "the item * 2", [2, 4, 6]),
        ("for", "[1..3]", "the item", [1, 2, 3]),
        ("for", "[1, 2, 3]", "the item + sum(partial)", [1, 3, 7]),
        ("for", "null", "the item", None),
        ("some", "[1, 2]", "the item > 1", True),
        ("some", "[]", "true", False),
        ("some", "[1, null]", "the item > 1", None),
        ("some", "[1, null, 2]", "the item > 1", True),
        ("every", "[1, 2]", "the item > 0", True),
        ("every", "[]", "false", True),
        ("every", "[1, 2]", '"x"', None),
        ("every", "[0, null]", "the item > 0", False),
    ],
)
def test_iterators(kind: str, source: str, body: str, expected: Any) -> None:
    logic = iterator(kind, source, body)
    if "partial" in body:
        logic = logic.replace("sum(partial)", "(if partial = [] then 0 else sum(partial))")
    assert value(logic) == expected


@pytest.mark.parametrize(
    ("source", "match", "expected"),
    [
        ("[1, 2, 3]", "item >= 2", [2, 3]),
        ("[1, null, 3]", "item > 1", [3]),
        ("[{a: 1}, {a: 2}]", "a = 2", [{"a": 2}]),
        ("[1, 2]", "1", None),
        ("[]", "true", []),
        ("null", "true", None),
    ],
)
def test_filter(source: str, match: str, expected: Any) -> None:
    assert value(f"<filter><in>{literal(source)}</in><match>{literal(match)}</match></filter>") == expected


FUNCTION = (
    "<functionDefinition>"
    '<formalParameter name="first name" typeRef="string"/><formalParameter name="n" typeRef="number"/>'
    f"{literal('first name + string(n + offset)')}</functionDefinition>"
)


def calling(call: str) -> str:
    entries = entry("offset", literal("10")) + entry("greet", FUNCTION)
    return f"<context>{entries}<contextEntry>{literal(call)}</contextEntry></context>"


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ('greet("a", 1)', "a11"),
        ('greet(n: 2, first name: "b")', "b12"),
        ('greet(["a"], 1)', "a11"),
        ("greet(1, 1)", None),
        ('greet("a")', None),
        ('greet("a", 1, 2)', None),
        ('greet(name: "a", n: 1)', None),
    ],
)
def test_function_definition(call: str, expected: Any) -> None:
    assert value(calling(call)) == expected


def test_a_refused_call_says_why() -> None:
    assert [each.code for each in outcome(calling("greet(1, 1)")).warnings] == ["FEEL-225"]
    allowed = '<allowedValues><text>"a"</text></allowedValues>'
    kinds = f'<itemDefinition name="tK"><typeRef>string</typeRef>{allowed}</itemDefinition>'
    source = kinds + knowledge("k", '<formalParameter name="a" typeRef="tK"/>', literal("a"))
    found = model(source + decision("d", literal('[k("a"), k("b")]'), knowledge=["k_k"])).decide("d", {})
    assert found.value == ["a", None]
    assert "DMN-308" in {each.code for each in found.warnings}


@pytest.mark.parametrize(
    ("type_name", "expected"),
    [
        ("function<number> -> string", True),
        ("function<string> -> string", False),
        ("function<number> -> number", False),
        ("function<number, number> -> string", False),
        ("Any", True),
    ],
)
def test_functions_have_the_types_they_declare(type_name: str, expected: bool) -> None:
    source = knowledge("f", '<formalParameter name="a" typeRef="number"/>', literal("string(a)")).replace(
        '<variable name="f"/>', '<variable name="f" typeRef="string"/>'
    )
    asked = decision("d", literal(f"f instance of {type_name}"), knowledge=["k_f"])
    assert model(source + asked).evaluate("d", {}) is expected


def test_the_declared_result_of_a_function_is_kept() -> None:
    body = '<formalParameter name="a"/>' + literal("a")
    source = knowledge("f", "", "").replace(
        "<encapsulatedLogic>", f'<encapsulatedLogic typeRef="number">{body}'
    )
    asked = decision("d", literal('[f([1]), f("x")]'), knowledge=["k_f"])
    assert model(source + asked).evaluate("d", {}) == [1, None]


def test_a_boxed_function_may_call_itself() -> None:
    parameters = '<formalParameter name="n" typeRef="number"/>'
    body = literal("if n = 0 then 1 else n * fac of(n - 1)")
    function = f'<functionDefinition typeRef="number">{parameters}{body}</functionDefinition>'
    logic = (
        f"<context>{entry('fac of', function)}<contextEntry>{literal('fac of(5)')}</contextEntry></context>"
    )
    assert value(logic) == 120


def test_external_functions_are_refused() -> None:
    source = (
        '<context><contextEntry><variable name="f"/><functionDefinition kind="Java"><formalParameter name="a"/>'
        f"<context>{entry('class', literal(chr(34) + 'java.lang.Math' + chr(34)))}</context></functionDefinition>"
        f"</contextEntry><contextEntry>{literal('f(1)')}</contextEntry></context>"
    )
    found = outcome(source)
    assert found.value is None
    assert "DMN-306" in {each.code for each in found.warnings}


def invocation(function: str, **bindings: str) -> str:
    bound = "".join(
        f'<binding><parameter name="{name.replace("_", " ")}"/>{literal(text)}</binding>'
        for name, text in bindings.items()
    )
    return f"<invocation>{literal(function)}{bound}</invocation>"


def knowledge(name: str, parameters: str, logic: str, required: str = "") -> str:
    needs = (
        f'<knowledgeRequirement><requiredKnowledge href="#k_{required}"/></knowledgeRequirement>'
        if required
        else ""
    )
    return (
        f'<businessKnowledgeModel id="k_{name}" name="{name}"><variable name="{name}"/>'
        f"<encapsulatedLogic>{parameters}{logic}</encapsulatedLogic>{needs}</businessKnowledgeModel>"
    )


def test_invocation_binds_by_name() -> None:
    source = knowledge(
        "net of",
        '<formalParameter name="gross amount"/><formalParameter name="rate"/>',
        literal("gross amount / (1 + rate)"),
    )
    logic = invocation("net of", rate="0.1", gross_amount="x * 11")
    found = model(source + input_data("x") + decision("d", logic, inputs=["x"], knowledge=["k_net of"]))
    assert found.evaluate("d", {"x": 10}) == 100


def test_invocation_of_a_built_in_function() -> None:
    assert value(invocation("substring", string='"abcd"', start_position="3")) == "cd"


def test_invocation_with_an_unknown_parameter_is_null() -> None:
    assert value(invocation("floor", m="1.5")) is None


def test_a_table_inside_a_knowledge_model() -> None:
    rules = [(["< 18"], ['"minor"']), ([">= 18"], ['"adult"'])]
    source = knowledge("group", '<formalParameter name="age" typeRef="number"/>', table(["age"], rules))
    found = model(source + decision("d", literal("[group(3), group(30)]"), knowledge=["k_group"])).decide(
        "d", {}
    )
    assert found.value == ["minor", "adult"]
    assert [(each.decision_name, each.rule_index) for each in found.matches] == [("group", 1), ("group", 2)]


def test_knowledge_models_may_call_each_other_and_themselves() -> None:
    twice = knowledge("twice", '<formalParameter name="n"/>', literal("2 * n"))
    power = knowledge(
        "power", '<formalParameter name="n"/>', literal("if n = 0 then 1 else twice(power(n - 1))"), "twice"
    )
    assert (
        model(twice + power + decision("d", literal("power(8)"), knowledge=["k_power"])).evaluate("d", {})
        == 256
    )


def test_endless_recursion_is_null_with_a_reason() -> None:
    loop = knowledge("loop", '<formalParameter name="n"/>', literal("loop(n + 1)"))
    found = model(loop + decision("d", literal("loop(1)"), knowledge=["k_loop"])).decide("d", {})
    assert found.value is None
    assert "DMN-305" in {each.code for each in found.warnings}


def test_a_knowledge_model_sees_only_its_parameters() -> None:
    peek = knowledge("peek", '<formalParameter name="a"/>', literal("x"))
    found = model(
        peek + input_data("x") + decision("d", literal("peek(1)"), inputs=["x"], knowledge=["k_peek"])
    )
    assert found.evaluate("d", {"x": 5}) is None


def test_functions_can_be_passed_on() -> None:
    apply = knowledge("apply", '<formalParameter name="f"/><formalParameter name="n"/>', literal("f(n)"))
    logic = literal("apply(function(n) n + 1, 4)")
    assert model(apply + decision("d", logic, knowledge=["k_apply"])).evaluate("d", {}) == 5


def test_text_that_cannot_be_read_is_null_with_a_reason() -> None:
    found = outcome(literal("1 + * 2"))
    assert found.value is None
    first, second = found.warnings
    assert (first.code, first.decision) == ("DMN-302", "d_d")
    assert second.code.startswith("FEEL-")


def test_an_exhausted_budget_is_null_with_a_reason() -> None:
    found = outcome(literal("count(for a in 1..100000, b in 1..100000 return 1)"))
    assert found.value is None
    assert found.warnings[0].code.startswith("FEEL-3")


def test_a_boxed_loop_uses_the_budget_too() -> None:
    inner = iterator("for", "[1..3000]", "1")
    logic = f'<for iteratorVariable="a"><in>{literal("[1..3000]")}</in><return>{inner}</return></for>'
    found = outcome(logic)
    assert found.value is None
    assert {each.code for each in found.warnings} <= {
        "FEEL-301",
        "FEEL-303",
    }  # steps, or on a slow machine seconds
    assert found.warnings
