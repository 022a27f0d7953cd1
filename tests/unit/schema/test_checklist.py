"""The checklist of documents follows its decision while the form is being filled (SOP IV.3, IV.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from .builders import answer, faults, form, part


def asked(decision_id: str, values: Mapping[str, Any]) -> Any:
    """What a table of requirements answers; twelve newspapers would be two."""
    rows: list[dict[str, Any]] = [{"code": "ktp", "label": {"id": "KTP", "en": "ID card"}, "form": "copy"}]
    if values.get("jenis") == "bpkb":
        rows.append({"code": "koran", "label": "Koran", "label_en": "Newspaper", "min": 2})
    return rows


def fill(syarat: Any, jenis: str = "bpkb", **properties: Any) -> Any:
    settings = {"widget": "checklist", "decision": "syarat", **properties}
    found = form(part("textfield", "jenis"), part("textfield", "syarat", properties=settings))
    return answer(found, {"jenis": jenis, "syarat": syarat}, decide=asked)


def test_rows_follow_the_answers_given_so_far() -> None:
    assert [row["code"] for row in fill({}).values["syarat"]["rows"]] == ["ktp", "koran"]
    rows = fill({"koran": {"count": 2}}, jenis="sim").values["syarat"]["rows"]
    assert [row["code"] for row in rows] == ["ktp"]
    assert rows[0]["label_en"] == "ID card"


def test_what_is_missing_is_counted() -> None:
    value = fill({"ktp": {"done": "on"}, "koran": {"count": "1"}}).values["syarat"]
    assert value["complete"] is False
    assert value["missing"] == [{"code": "koran", "label": "Koran", "missing": 1}]


@pytest.mark.parametrize(
    "koran",
    [
        {"done": "on"},
        {"count": "2"},
        {"files": ["f1", "f2"]},
        {"waived": "on", "reason": "Tidak ada koran di sini"},
    ],
)
def test_ways_to_satisfy_a_row(koran: dict[str, Any]) -> None:
    cleaned = fill({"ktp": {"done": True}, "koran": koran})
    assert cleaned.values["syarat"]["complete"] is True
    assert faults(cleaned) == []


def test_a_tick_does_not_outweigh_the_number() -> None:
    value = fill({"ktp": {"done": True}, "koran": {"done": True, "count": 1}}).values["syarat"]
    assert value["missing"] == [{"code": "koran", "label": "Koran", "missing": 1}]


def test_a_waiver_needs_its_reason() -> None:
    cleaned = fill({"koran": {"waived": "on", "reason": " "}})
    assert faults(cleaned) == [("syarat.koran.reason", "waiver_needs_reason")]


def test_a_paper_that_is_sent_back_is_missing_again_and_says_why() -> None:
    blurred = {"files": ["f1"], "rejected": "on", "reason": "Fotonya buram"}
    cleaned = fill({"ktp": blurred, "koran": {"count": 2}})
    assert faults(cleaned) == []
    value = cleaned.values["syarat"]
    assert value["missing"] == [{"code": "ktp", "label": "KTP", "missing": 1, "reason": "Fotonya buram"}]
    assert (value["complete"], value["rows"][0]["done"], value["rows"][0]["files"]) == (False, False, ["f1"])
    without = fill({"ktp": {**blurred, "reason": ""}})
    assert faults(without) == [("syarat.ktp.reason", "rejection_needs_reason")]


def test_incomplete_is_data_unless_it_is_demanded() -> None:
    assert faults(fill({})) == []
    assert faults(fill({}, complete="required")) == [("syarat", "checklist_incomplete")]


def test_the_value_itself_and_a_list_of_rows_are_answers_too() -> None:
    value = fill({"ktp": {"done": True}, "koran": {"count": 2, "note": "x"}}).values["syarat"]
    assert fill(value).values["syarat"] == value
    assert fill(value["rows"]).values["syarat"] == value


@pytest.mark.parametrize(
    ("row", "code"),
    [({"count": "dua"}, "not_a_count"), ({"count": -1}, "not_a_count"), ({"files": ["a b"]}, "not_a_file")],
)
def test_a_wrong_row_says_so_at_its_row(row: dict[str, Any], code: str) -> None:
    assert faults(fill({"ktp": row})) == [("syarat.ktp", code)]


def test_a_decision_that_answers_nothing_asks_for_nothing() -> None:
    found = form(part("textfield", "syarat", properties={"widget": "checklist", "decision": "x"}))
    assert answer(found, {}, decide=lambda _id, _values: None).values["syarat"] == {
        "rows": [],
        "complete": True,
        "missing": [],
    }
