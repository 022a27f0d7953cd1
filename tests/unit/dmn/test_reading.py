"""What may be read, and how hostile or broken files are refused."""

from __future__ import annotations

import pytest

from tests.unit.dmn.build import decision, literal, model, table, xml
from workflows import dmn
from workflows.dmn.document import MAX_BYTES, VERSIONS


@pytest.mark.parametrize("namespace", VERSIONS)
def test_every_version_is_read(namespace: str) -> None:
    source = xml(decision("a", literal("1 + 1"))).replace(
        b"https://www.omg.org/spec/DMN/20191111/MODEL/", namespace.encode()
    )
    assert dmn.load(source).evaluate("a", {}) == 2


def refusal(source: bytes) -> dmn.DmnError:
    with pytest.raises(dmn.DmnError) as caught:
        dmn.load(source)
    return caught.value


def test_a_large_file_is_refused() -> None:
    assert refusal(b"<a>" + b" " * MAX_BYTES + b"</a>").code == "DMN-001"


@pytest.mark.parametrize(
    "prolog",
    [
        b'<!DOCTYPE definitions [<!ENTITY a "aaaa">]>',
        b'<!DOCTYPE definitions SYSTEM "http://127.0.0.1/x.dtd">',
        b"<!doctype x>",
        b'<!-- <a> --><!DOCTYPE definitions [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_a_document_type_is_refused(prolog: bytes) -> None:
    source = xml("").replace(b"?>", b"?>" + prolog, 1)
    assert refusal(source).code == "DMN-002"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-7"])
def test_other_encodings_can_hide_no_document_type(encoding: str) -> None:
    source = xml("").decode().replace("UTF-8", encoding).replace("?>", "?><!DOCTYPE a>", 1)
    assert refusal(source.encode(encoding)).code == "DMN-006"


def test_broken_xml_says_where() -> None:
    fault = refusal(b"<definitions>\n<a>\n</definitions>")
    assert (fault.code, fault.line) == ("DMN-003", 3)


def test_nesting_is_bounded() -> None:
    assert refusal(xml("<x>" * 200 + "</x>" * 200)).code == "DMN-004"


@pytest.mark.parametrize("source", [b"<a/>", b'<definitions xmlns="http://example.test/"/>'])
def test_other_xml_is_refused(source: bytes) -> None:
    assert refusal(source).code == "DMN-005"


def test_equal_ids_are_refused() -> None:
    assert refusal(xml(decision("a", literal("1")) * 2)).params["id"] == "d_a"


def test_a_decision_needs_a_name() -> None:
    assert refusal(xml('<decision id="x"/>')).code == "DMN-008"


def test_unknown_hit_policy_and_aggregation() -> None:
    assert refusal(xml(decision("a", table(["x"], [], hit="BEST")))).code == "DMN-010"
    assert refusal(xml(decision("a", table(["x"], [], hit="COLLECT", aggregation="MEAN")))).code == "DMN-011"


def test_a_rule_has_a_cell_for_each_column() -> None:
    fault = refusal(xml(decision("a", table(["x", "y"], [(["1"], ["2"])]))))
    assert (fault.code, fault.params["inputs"], fault.params["input_columns"]) == ("DMN-012", 1, 2)


def test_a_missing_import_is_refused() -> None:
    source = xml(
        f'<import name="lib" namespace="http://example.test/lib" importType="{VERSIONS.__iter__().__next__()}"/>'
    )
    fault = refusal(source.replace(b"dmn.xsd", b"DMN"))
    assert (fault.code, fault.params["namespace"]) == ("DMN-013", "http://example.test/lib")


def test_names_wrapped_over_lines_are_one_name() -> None:
    found = model(decision("a\n   b", literal("1"))).decisions
    assert [each.name for each in found.values()] == ["a b"]


def test_an_unknown_decision_names_those_there_are() -> None:
    with pytest.raises(dmn.DmnError) as caught:
        model(decision("a", literal("1"))).evaluate("b", {})
    assert (caught.value.code, caught.value.params["known"]) == ("DMN-020", ["a"])
