"""Requirement graphs, decision services and imports (DMN 1.5, chapter 6)."""

from __future__ import annotations

import pytest

from tests.unit.dmn.build import decision, input_data, literal, model, xml
from workflows import dmn


def service(name: str, *, outputs: list[str], inputs: str = "", type_ref: str = "") -> str:
    type_attribute = f' typeRef="{type_ref}"' if type_ref else ""
    out = "".join(f'<outputDecision href="#d_{each}"/>' for each in outputs)
    return (
        f'<decisionService id="s_{name}" name="{name}"><variable name="{name}"{type_attribute}/>'
        f"{out}{inputs}</decisionService>"
    )


def test_a_decision_uses_what_it_requires() -> None:
    body = (
        input_data("net", "number")
        + decision("tax", literal("net * 0.11"), inputs=["net"], type_ref="number")
        + decision("total", literal("net + tax"), inputs=["net"], decisions=["tax"])
    )
    found = model(body)
    assert found.evaluate("total", {"net": 100}) == 111
    assert found.evaluate("d_total", {"net": 100}) == 111


def test_a_decision_sees_nothing_else() -> None:
    body = input_data("x") + decision("a", literal("1")) + decision("b", literal("[a, x]"))
    assert model(body).evaluate("b", {"x": 1, "a": 2}) == [None, None]


def test_shared_requirements_are_evaluated_once() -> None:
    body = decision("a", literal("now()")) + "".join(
        decision(name, literal("a"), decisions=["a"]) for name in ("b", "c")
    )
    found = model(body + decision("d", literal("b = c"), decisions=["b", "c"]))
    assert found.evaluate("d", {}) is True


def test_a_long_chain_is_no_deep_recursion() -> None:
    body = decision("n0", literal("0")) + "".join(
        decision(f"n{number}", literal(f"n{number - 1} + 1"), decisions=[f"n{number - 1}"])
        for number in range(1, 1500)
    )
    assert model(body).evaluate("n1499", {}) == 1499


def test_a_circle_is_null_with_a_reason() -> None:
    body = decision("a", literal("b"), decisions=["b"]) + decision("b", literal("a"), decisions=["a"])
    found = model(body).decide("a", {})
    assert found.value is None
    assert [each.code for each in found.warnings] == ["DMN-304"]


def test_warnings_name_their_decision() -> None:
    body = decision("a", literal("1 + null")) + decision("b", literal("[a, 2 + null]"), decisions=["a"])
    assert [each.decision for each in model(body).decide("b", {}).warnings] == ["d_a", "d_b"]


def test_what_a_decision_needs_is_described() -> None:
    body = (
        input_data("age", "number")
        + input_data("kind", "string")
        + decision("a", literal("age"), inputs=["age"])
        + decision("b", literal("a"), decisions=["a"], inputs=["kind"], type_ref="number")
    )
    found = model(body)
    assert set(found.input_names("b")) == {"age", "kind"}
    described = found.decisions["d_b"]
    assert (described.name, described.type) == ("b", "number")
    assert {(each.name, each.type) for each in described.inputs} == {("age", "number"), ("kind", "string")}


def test_the_value_of_a_decision_without_logic_comes_from_outside() -> None:
    body = '<decision id="d_a" name="a"/>' + decision("b", literal("a + 1"), decisions=["a"])
    assert model(body).evaluate("b", {"a": 2}) == 3


GREETING = (
    input_data("who", "string")
    + decision("word", literal('"hello"'))
    + decision("greeting", literal('word + " " + who'), decisions=["word"], inputs=["who"])
)
GREETER = service(
    "greeter", outputs=["greeting"], inputs='<inputDecision href="#d_word"/><inputData href="#i_who"/>'
)


def test_a_service_is_given_its_inputs() -> None:
    found = model(GREETING + GREETER)
    assert found.evaluate_service("greeter", {"word": "hi", "who": "A"}) == "hi A"
    assert found.evaluate_service("s_greeter", {"word": "hi", "who": 1}) is None


def test_a_service_is_called_with_data_before_decisions() -> None:
    body = GREETING + GREETER + decision("d", literal('greeter("A", "hi")'), knowledge=["s_greeter"])
    body += decision("named", literal('greeter(word: "hi", who: "B")'), knowledge=["s_greeter"])
    found = model(body)
    assert found.evaluate("d", {"who": "ignored"}) == "hi A"
    assert found.evaluate("named", {}) == "hi B"


def test_encapsulated_decisions_are_evaluated_inside() -> None:
    found = model(GREETING + service("greeter", outputs=["greeting"], inputs='<inputData href="#i_who"/>'))
    assert found.evaluate_service("greeter", {"who": "A", "word": "ignored"}) == "hello A"


def test_several_outputs_make_a_context() -> None:
    body = decision("a", literal("1")) + decision("b", literal("2")) + service("both", outputs=["a", "b"])
    assert model(body).evaluate_service("both", {}) == {"a": 1, "b": 2}


def test_the_result_of_a_service_is_converted() -> None:
    types = '<itemDefinition name="tF"><functionItem outputTypeRef="string"/></itemDefinition>'
    body = types + decision("a", literal("1")) + service("s", outputs=["a"], type_ref="tF")
    assert model(body).evaluate_service("s", {}) is None


def test_an_unknown_service_is_refused() -> None:
    with pytest.raises(dmn.DmnError) as caught:
        model(GREETING + GREETER).evaluate_service("nobody", {})
    assert (caught.value.code, caught.value.params["known"]) == ("DMN-021", ["greeter"])


LIBRARY = xml(
    '<itemDefinition name="tPerson"><itemComponent name="nick name"><typeRef>string</typeRef></itemComponent>'
    "</itemDefinition>"
    + input_data("Person", "tPerson")
    + decision("Polite", literal('"Dear " + Person.nick name'), inputs=["Person"])
    + '<businessKnowledgeModel id="k" name="Say Hello"><variable name="Say Hello"/><encapsulatedLogic>'
    '<formalParameter name="p" typeRef="tPerson"/>'
    f"{literal('&quot;Hello &quot; + p.nick name'.replace('&quot;', chr(34)))}</encapsulatedLogic>"
    "</businessKnowledgeModel>"
    + service("Service", outputs=["Polite"], inputs='<inputData href="#i_Person"/>'),
    name="lib",
    namespace="http://example.test/lib",
)
IMPORT = '<import name="{}" namespace="http://example.test/lib" importType="DMN"/>'


def importing(name: str, body: str) -> dmn.Model:
    return dmn.load(xml(IMPORT.format(name) + body), [dmn.load(LIBRARY)])


def knowing(ref: str, text: str) -> str:
    return (
        f'<decision id="d" name="d"><variable name="d"/><informationRequirement><requiredInput href="#i_x"/>'
        f'</informationRequirement><knowledgeRequirement><requiredKnowledge href="{ref}"/></knowledgeRequirement>'
        f"{literal(text)}</decision>"
    )


@pytest.mark.parametrize(("name", "prefix"), [("my lib", "my lib."), ("lib", "lib."), ("", "")])
def test_imported_functions_and_types(name: str, prefix: str) -> None:
    body = input_data("x", f"{prefix}tPerson") + knowing("http://example.test/lib#k", f"{prefix}Say Hello(x)")
    assert importing(name, body).evaluate("d", {"x": {"nick name": "A"}}) == "Hello A"


def test_imported_services() -> None:
    body = input_data("x") + knowing("http://example.test/lib#s_Service", "lib.Service(x)")
    assert importing("lib", body).evaluate("d", {"x": {"nick name": "A"}}) == "Dear A"


POLITE = (
    '<decision id="d" name="d"><variable name="d"/><informationRequirement>'
    '<requiredDecision href="http://example.test/lib#d_Polite"/></informationRequirement>'
    f"{literal('lib.Polite')}</decision>"
)


def test_inputs_of_an_imported_model() -> None:
    found = importing("lib", POLITE)
    person = {"nick name": "A"}
    assert found.evaluate("d", {"lib": {"Person": person}}) == "Dear A"
    assert found.evaluate("d", {"lib.Person": person}) == "Dear A"
    assert found.evaluate("d", {"Person": person}) == "Dear A"
    assert found.input_names("d") == ("lib.Person",)


def test_one_model_imported_on_two_ways_has_its_inputs_twice() -> None:
    middle = POLITE.replace('id="d" name="d"><variable name="d"/>', 'id="m" name="m"><variable name="m"/>')
    library = dmn.load(LIBRARY)
    left = dmn.load(xml(IMPORT.format("lib") + middle, namespace="http://example.test/left"), [library])
    right = dmn.load(xml(IMPORT.format("lib") + middle, namespace="http://example.test/right"), [library])
    imports = "".join(
        f'<import name="{name}" namespace="http://example.test/{name}" importType="DMN"/>'
        for name in ("left", "right")
    )
    needs = "".join(
        f'<informationRequirement><requiredDecision href="http://example.test/{name}#m"/></informationRequirement>'
        for name in ("left", "right")
    )
    body = f'{imports}<decision id="d" name="d"><variable name="d"/>{needs}{literal("[left.m, right.m]")}</decision>'
    found = dmn.load(xml(body), [left, right])
    inputs = {
        "left": {"lib": {"Person": {"nick name": "L"}}},
        "right": {"lib": {"Person": {"nick name": "R"}}},
    }
    assert found.evaluate("d", inputs) == ["Dear L", "Dear R"]


def test_hrefs_may_carry_the_own_namespace() -> None:
    body = decision("a", literal("1")) + decision("b", literal("a"), decisions=["a"])
    body = body.replace('href="#', 'href="http://example.test/model#')
    assert model(body).evaluate("b", {}) == 1


def test_load_with_finds_what_is_imported_among_others() -> None:
    found = dmn.load_with(xml(IMPORT.format("lib") + POLITE), [LIBRARY, b"no model"])
    assert found.evaluate("d", {"Person": {"nick name": "A"}}) == "Dear A"


def test_models_that_import_each_other_are_refused() -> None:
    one = xml(
        '<import name="b" namespace="http://example.test/b" importType="DMN"/>',
        namespace="http://example.test/a",
    )
    two = xml(
        '<import name="a" namespace="http://example.test/a" importType="DMN"/>',
        namespace="http://example.test/b",
    )
    with pytest.raises(dmn.DmnError) as caught:
        dmn.load_with(one, [one, two])
    assert caught.value.code == "DMN-014"
