"""Findings about models: every fault with a code, the element and a text in both languages."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import workflows.dmn
from tests.unit.dmn import tck
from tests.unit.dmn.build import decision, input_data, literal, model, table
from workflows import dmn
from workflows.findings import Severity, render

FOLDER = Path(workflows.dmn.__file__).parent


def codes(body: str) -> list[tuple[str, str]]:
    return [(finding.code, finding.element) for finding in dmn.check(model(body))]


CLEAN = (
    input_data("x", "number")
    + decision("a", table(["x"], [(["< 5"], ["1"]), ([">= 5"], ["2"])]), inputs=["x"], type_ref="number")
    + decision("b", literal("a + 1"), decisions=["a"])
)


def test_a_sound_model_has_no_findings() -> None:
    assert codes(CLEAN) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (decision("a", literal("x"), inputs=["x"]), ("DMN-101", "d_a")),
        (decision("a", literal("f(1)"), knowledge=["f"]), ("DMN-101", "d_a")),
        (decision("a", literal("a"), decisions=["a"]), ("DMN-102", "d_a")),
        (decision("a", literal("1"), type_ref="tMissing"), ("DMN-104", "")),
        ('<itemDefinition id="i" name="tA"><typeRef>tA</typeRef></itemDefinition>', ("DMN-111", "i")),
        ('<decision id="d_a" name="a"/>', ("DMN-105", "d_a")),
        (
            decision("a", '<functionDefinition id="f" kind="Java"/>'),
            ("DMN-106", "f"),
        ),
        (decision("a", literal("1")) + input_data("a"), ("DMN-107", "i_a")),
        (
            decision(
                "a",
                '<literalExpression id="e" expressionLanguage="python"><text>1</text></literalExpression>',
            ),
            ("DMN-108", "e"),
        ),
        (decision("a", table([], [([], ["1", "2"])], outputs=("", "q"))), ("DMN-109", "t")),
        (decision("a", table([], [([], ["1"])], hit="PRIORITY")), ("DMN-110", "t")),
        (decision("a", table(["1"], [(["< 1"], ["1"]), (["> 1"], ["2"])])), ("DMN-201", "t")),
        (decision("a", table(["1"], [(["-"], ["1"]), (["1"], ["2"])])), ("DMN-202", "r2")),
        (decision("a", table(["1"], [(["-"], ["1"]), (["1"], ["2"])], hit="ANY")), ("DMN-202", "r2")),
        (decision("a", table(["1"], [(["-"], ["1"]), (["1"], ["2"])], hit="FIRST")), ("DMN-203", "r2")),
        (decision("a", table(["1"], [(["[2..1]"], ["1"]), (["-"], ["2"])])), ("DMN-204", "r1")),
    ],
)
def test_each_fault_is_found(body: str, expected: tuple[str, str]) -> None:
    assert expected in codes(body)


@pytest.mark.parametrize(
    "body",
    [
        decision("a", literal("1 +")),
        decision("a", table(["1"], [(["> >"], ["1"])])),
        decision("a", table(["1"], [(["-"], ["1 +"])])),
        decision("a", table(["1 +"], [(["-"], ["1"])])),
        decision("a", f"<list>{literal('(')}</list>"),
    ],
)
def test_text_that_cannot_be_read_is_an_error_with_its_place(body: str) -> None:
    found = [each for each in dmn.check(model(body)) if each.code.startswith("FEEL-")]
    assert [each.severity for each in found] == [Severity.ERROR]
    assert found[0].line
    assert render(found[0], "id").message


def test_a_misspelt_name_is_found_with_a_suggestion() -> None:
    body = input_data("amount", "number") + decision("a", literal("amuont * 2"), inputs=["amount"])
    assert [(each.code, each.params["suggestion"]) for each in dmn.check(model(body))] == [
        ("FEEL-201", "amount")
    ]


def test_a_name_that_is_not_required_is_unknown() -> None:
    body = input_data("amount", "number") + decision("a", literal("amount * 2"))
    assert codes(body) == [("FEEL-201", "d_a")]


def test_entries_of_the_item_are_no_unknown_names_in_a_filter() -> None:
    logic = f"<filter><in>{literal('[{price: 1}]')}</in><match>{literal('price > 0')}</match></filter>"
    assert codes(decision("a", logic) + decision("b", literal("[{price: 1}][price > 0]"))) == []


def test_names_in_scope_are_known_to_the_check() -> None:
    body = input_data("due date", "date").replace("i_due date", "i_due") + decision(
        "a", literal("due date.year"), inputs=["due"]
    )
    assert codes(body) == []


def test_default_and_lists_need_no_complete_rules() -> None:
    rules = [(["< 1"], ["1"])]
    assert codes(decision("a", table(["1"], rules, default=("0",)))) == []
    assert codes(decision("a", table(["1"], rules, hit="COLLECT"))) == []


def test_allowed_values_of_a_type_bound_the_analysis() -> None:
    body = (
        '<itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues><text>"a", "b"</text></allowedValues>'
        "</itemDefinition>"
        + decision(
            "a",
            table(['"a"'], [(['"a"'], ["1"])]).replace(
                "<inputExpression>", '<inputExpression typeRef="tKind">'
            ),
        )
    )
    assert codes(body) == [("DMN-201", "t")]


def test_every_finding_speaks_both_languages() -> None:
    used = {part for path in FOLDER.glob("*.py") for part in _codes_in(path.read_text(encoding="utf-8"))}
    for lang in ("id", "en"):
        texts = yaml.safe_load((FOLDER / f"messages.{lang}.yaml").read_text(encoding="utf-8"))
        assert set(texts) == used
        assert all(entry["message"] and entry["hint"] for entry in texts.values())


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_text_finds_its_facts(lang: str) -> None:
    """The placeholders of a sentence are among the facts that each place in the code gives with its code."""
    texts = yaml.safe_load((FOLDER / f"messages.{lang}.yaml").read_text(encoding="utf-8"))
    for path in FOLDER.glob("*.py"):
        for code, facts in _facts_in(ast.parse(path.read_text(encoding="utf-8"))):
            for sentence in texts[code].values():
                wanted = {field for _, field, _, _ in string.Formatter().parse(sentence) if field}
                assert wanted <= facts, f"{path.name}: {code}"


def _facts_in(tree: ast.AST) -> Iterator[tuple[str, set[str]]]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
            code = call.args[0].value
            if isinstance(code, str) and code.startswith("DMN-"):
                yield code, {keyword.arg for keyword in call.keywords if keyword.arg}


def _codes_in(source: str) -> set[str]:
    return {part[:7] for part in source.split('"') if part.startswith("DMN-") and part[4:].isdigit()}


def test_findings_of_the_conformance_models_can_be_rendered() -> None:
    if not tck.KIT.is_dir():
        pytest.skip("the conformance kit is not beside the repository")
    for path in tck.KIT.glob("*/*/*.dmn"):
        for finding in dmn.check(tck.model_at(path)):
            assert render(finding, "en").message
            assert render(finding, "id").hint is not None


def test_an_example_leaves_out_what_no_rule_asks_about() -> None:
    rows = ((("[0..18]", "-"), ("1",)), (("[18..65)", "-"), ("2",)))
    body = (
        input_data("age")
        + input_data("kind")
        + decision("fee", table(("age", "kind"), rows), inputs=("age", "kind"))
    )
    examples = {each.code: each.params["example"] for each in dmn.check(model(body))}
    assert examples == {"DMN-201": "age = -1", "DMN-202": "age = 18"}
