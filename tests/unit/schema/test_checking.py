"""What is wrong with a form is found, each fault with its component."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_config.schema import FormError, FormVocabulary, check, parse
from workflows.findings import render

from .builders import form, part, source

KNOWN = FormVocabulary(decisions=["syarat"], catalogues=["agama"], parties=["pelapor"], roles=["piket"])


@pytest.mark.parametrize(
    ("component", "code"),
    [
        (part("html", "a"), "FORM-101"),
        (part("iframe", "a"), "FORM-101"),
        (part("textfeld", "a"), "FORM-102"),
        ({"type": "textfield", "id": "x", "label": "X"}, "FORM-104"),
        (part("textfield", "a-b"), "FORM-105"),
        (part("textfield", "a", label=""), "FORM-106"),
        (part("textfield", "a", conditional={"hide": "=a >"}), "FORM-107"),
        (part("textfield", "a", properties={"check": "=a >", "message": "x"}), "FORM-107"),
        (part("select", "a"), "FORM-108"),
        (part("select", "a", values=["x", "x"]), "FORM-109"),
        (part("select", "a", values=["x"], defaultValue="y"), "FORM-110"),
        (part("textfield", "a", pattern="(?=x)"), "FORM-111"),
        (part("number", "a", min=3, max=1), "FORM-112"),
        (part("textfield", "a", validationType="nik"), "FORM-113"),
        (part("textfield", "a", properties={"wigdet": "nik"}), "FORM-114"),
        (part("textfield", "a", properties={"widget": "nikk"}), "FORM-115"),
        (part("textfield", "a", properties={"check": "=true"}), "FORM-116"),
        (part("textfield", "a", properties={"check_kind": "hint"}), "FORM-117"),
        (part("textfield", "a", properties={"widget": "checklist"}), "FORM-118"),
        (part("textfield", "a", properties={"widget": "checklist", "decision": "sarat"}), "FORM-121"),
        (part("select", "a", properties={"catalogue": "agma"}), "FORM-122"),
        (part("group", "a", properties={"party": "plapor"}, components=[]), "FORM-123"),
        (part("checklist", "a", properties={"widget": "roster"}), "FORM-124"),
        (part("checklist", "a", properties={"widget": "roster", "role": "pikt"}), "FORM-125"),
    ],
)
def test_a_fault_is_found(component: dict[str, Any], code: str) -> None:
    found = check(form(component), KNOWN)
    assert [one.code for one in found] == [code]
    for lang in ("id", "en"):
        assert "{" not in render(found[0], lang).message.replace("{name", "")


def test_a_fault_names_what_was_meant() -> None:
    (found,) = check(form(part("textfield", "a", properties={"widget": "checklst"})), KNOWN)
    assert "checklist" in render(found, "en").hint


def test_a_fault_of_an_expression_is_said_in_the_readers_language() -> None:
    (found,) = check(form(part("textfield", "a", conditional={"hide": "=a >"})))
    assert render(found, "id").message != render(found, "en").message
    assert "FEEL-" not in render(found, "id").message


def test_two_fields_of_one_key_need_conditions_that_keep_them_apart() -> None:
    pair = [part("textfield", "a"), part("textarea", "a")]
    assert [one.code for one in check(form(*pair))] == ["FORM-103"]
    apart = [{**one, "conditional": {"hide": "=x"}} for one in pair]
    assert check(form(*apart)) == []


def test_nothing_is_demanded_of_a_form_alone() -> None:
    assert check(form(part("select", "a", properties={"catalogue": "apa_saja"}))) == []


def test_an_empty_form_and_a_newer_schema_are_told() -> None:
    found = check(parse(source(schemaVersion=99)))
    assert [one.code for one in found] == ["FORM-119", "FORM-120"]


def test_findings_point_at_lines() -> None:
    text = json.dumps({"components": [part("textfield", "a"), part("html", "b")]}, indent=1)
    (found,) = check(parse(text.encode()))
    assert found.line
    assert '"html"' in text.splitlines()[found.line]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"{", "FORM-001"),
        (b'{"components": NaN}', "FORM-001"),
        (b"[" * 100_000, "FORM-001"),
        (b" " * 1_000_001, "FORM-002"),
        (b'{"id": "\xff"}', "FORM-003"),
        (b"[]", "FORM-004"),
        (b'{"components": {}}', "FORM-004"),
        (source(*[part("textfield", f"a{n}") for n in range(1001)]), "FORM-005"),
        (source(part("group", "a", properties={"include": "x"})), "FORM-006"),
    ],
)
def test_what_is_no_form_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(FormError) as refusal:
        parse(raw)
    assert refusal.value.code == code
    assert render(refusal.value.as_finding(), "id").message


def test_groups_without_end_are_refused() -> None:
    inner: dict[str, Any] = part("textfield", "a")
    for n in range(20):
        inner = part("group", f"g{n}", components=[inner])
    with pytest.raises(FormError) as refusal:
        form(inner)
    assert refusal.value.code == "FORM-005"


def test_parts_that_include_each_other_are_refused() -> None:
    circle = source(part("group", "a", properties={"include": "lain"}))
    with pytest.raises(FormError) as refusal:
        form(part("group", "b", properties={"include": "lain"}), lain=circle)
    assert refusal.value.code == "FORM-007"


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["type", "key", "path", "components", "validate", "properties", "values", "conditional"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=15,
    )
)
def test_any_json_is_a_form_with_findings_or_none(raw: Any) -> None:
    try:
        found = check(parse(json.dumps(raw).encode()), KNOWN)
    except FormError as refusal:
        found = [refusal.as_finding()]
    for one in found:
        assert render(one, "en").message


def test_the_fixtures_are_clean() -> None:
    shared = Path(__file__).parents[3] / "fixtures" / "procedures" / "_umum" / "forms"
    for file in shared.glob("*.form"):
        assert check(parse(file.read_bytes())) == [], file
