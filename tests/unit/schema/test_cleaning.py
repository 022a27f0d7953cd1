"""Answers become values, field by field: converted, conditional parts left out, judged."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_config.schema import (
    Cleaned,
    FieldError,
    Option,
    field_text,
    initial,
    iter_fields,
    offered,
    party_groups,
)
from forms_config.schema.environment import Environment

from .builders import NOW, answer, faults, form, hidden_when, part, source

DRAWING = "data:image/png;base64,AAAA"
CHOICES: dict[str, Any] = {"values": [{"label": "Satu", "value": 1}, {"label": "Dua", "value": 2}]}


@pytest.mark.parametrize(
    ("component", "sent", "value"),
    [
        (part("textfield", "a"), "  Siti \r\n Contoh ", "Siti Contoh"),
        (part("textfield", "a"), "e\u0301", "é"),
        (part("textfield", "a"), 12, "12"),
        (part("textfield", "a"), "   ", None),
        (part("textarea", "a"), "satu\r\ndua", "satu\ndua"),
        (part("number", "a"), "12", 12),
        (part("number", "a"), "12,5", 12.5),
        (part("number", "a"), "1500000.50", 1500000.5),
        (part("number", "a"), 7, 7),
        (part("number", "a", serializeToString=True), "0.10", "0.10"),
        (part("number", "a"), "", None),
        (part("checkbox", "a"), "on", True),
        (part("checkbox", "a"), False, False),
        (part("checkbox", "a"), None, False),
        (part("datetime", "a", subtype="date"), "2026-11-23", "2026-11-23"),
        (part("datetime", "a", subtype="time"), "09:30", "09:30:00"),
        (part("datetime", "a", subtype="datetime"), "2026-11-23T09:30", "2026-11-23T09:30:00+08:00"),
        (part("datetime", "a", subtype="datetime"), "2026-11-23T01:30:00+00:00", "2026-11-23T01:30:00+00:00"),
        (
            part("datetime", "a", subtype="datetime"),
            {"date": "2026-11-23", "time": "09:30"},
            "2026-11-23T09:30:00+08:00",
        ),
        (part("select", "a", **CHOICES), "2", 2),
        (part("radio", "a", **CHOICES), 1, 1),
        (part("checklist", "a", **CHOICES), ["1", "2", "1"], [1, 2]),
        (part("taglist", "a", **CHOICES), "1", [1]),
        (part("taglist", "a", **CHOICES), "", []),
        (part("filepicker", "a"), "abc-1", ["abc-1"]),
        (part("filepicker", "a", multiple=True), ["x", "", "y", "x"], ["x", "y"]),
        (part("textfield", "a", validationType="phone"), "0812 3456-7890", "6281234567890"),
        (part("textfield", "a", validationType="phone"), "+62 812 3456 7890", "6281234567890"),
        (part("textfield", "a", properties={"widget": "nik"}), "630601 520691 0001", "6306015206910001"),
        (part("textfield", "a", properties={"widget": "signature"}), DRAWING, DRAWING),
        (part("textfield", "a", properties={"widget": "place"}), "Pasar", {"text": "Pasar"}),
        (
            part("textfield", "a", properties={"widget": "place"}),
            {"desa": "Kandangan", "latitude": "-2,78", "longitude": "115.26"},
            {"desa": "Kandangan", "latitude": -2.78, "longitude": 115.26},
        ),
    ],
)  # fmt: skip
def test_an_answer_becomes_a_value(component: dict[str, Any], sent: Any, value: Any) -> None:
    cleaned = answer(form(component), {"a": sent})
    assert faults(cleaned) == []
    assert cleaned.values == {"a": value}
    assert type(cleaned.values["a"]) is type(value)
    json.dumps(cleaned.values)


@pytest.mark.parametrize(
    ("component", "sent", "code"),
    [
        (part("textfield", "a", required=True), " ", "required"),
        (part("checkbox", "a", required=True), None, "must_be_ticked"),
        (part("taglist", "a", required=True, **CHOICES), [], "required"),
        (part("dynamiclist", "a", required=True, components=[]), [], "required"),
        (part("textfield", "a"), ["x"], "not_text"),
        (part("textfield", "a"), "x\x00y", "control_character"),
        (part("textfield", "a"), "x" * 1001, "too_long"),
        (part("textfield", "a", maxLength=3), "abcd", "too_long"),
        (part("textarea", "a", minLength=30), "pendek", "too_short"),
        (part("textfield", "a", pattern="^[A-Z]+$"), "abc", "pattern"),
        (part("textfield", "a", validationType="email"), "siti@", "not_email"),
        (part("textfield", "a", validationType="phone"), "12", "not_phone"),
        (part("number", "a"), "dua", "not_a_number"),
        (part("number", "a"), "NaN", "not_a_number"),
        (part("number", "a"), "1e400", "not_a_number"),
        (part("number", "a"), "0.12345678901234567", "too_precise"),
        (part("number", "a", decimalDigits=2), "1.005", "too_many_decimals"),
        (part("number", "a", min=1), "0", "too_small"),
        (part("number", "a", max=5), "6", "too_large"),
        (part("datetime", "a", subtype="date"), "31-12-2026", "not_a_date"),
        (part("datetime", "a", subtype="date"), "2026-02-30", "not_a_date"),
        (part("datetime", "a", subtype="datetime"), "2026-11-23", "not_a_datetime"),
        (part("datetime", "a", subtype="time"), "25:00", "not_a_time"),
        (part("datetime", "a", subtype="date", disallowPassedDates=True), "2026-11-22", "in_the_past"),
        (part("datetime", "a", subtype="datetime", disallowPassedDates=True), "2026-11-23T08:59", "in_the_past"),
        (part("select", "a", **CHOICES), "3", "not_an_option"),
        (part("checklist", "a", **CHOICES), ["1", "3"], "not_an_option"),
        (part("select", "a", **CHOICES), {"x": 1}, "not_an_option"),
        (part("filepicker", "a"), "../etc/passwd", "not_a_file"),
        (part("filepicker", "a"), ["x", "y"], "one_file_only"),
        (part("checkbox", "a"), "maybe", "not_a_truth_value"),
        (part("textfield", "a", properties={"widget": "nik"}), "123", "nik_length"),
        (part("textfield", "a", properties={"widget": "nik"}), "6306013212900001", "nik_birth_date"),
        (part("textfield", "a", properties={"widget": "nik"}), "6306010113900001", "nik_birth_date"),
        (part("textfield", "a", properties={"widget": "nik"}), "٦٣٠٦٠١٥٢٠٦٩١٠٠٠١", "nik_length"),
        (part("textfield", "a", properties={"widget": "signature"}), "<svg/>", "not_a_drawing"),
        (part("textfield", "a", properties={"widget": "place"}), {"latitude": "1"}, "half_a_coordinate"),
        (part("textfield", "a", properties={"widget": "place"}), {"latitude": 91, "longitude": 1}, "not_a_coordinate"),
        (part("textfield", "a", properties={"widget": "duplicates"}), "a b", "not_a_reference"),
    ],
)  # fmt: skip
def test_a_wrong_answer_says_what_is_wrong(component: dict[str, Any], sent: Any, code: str) -> None:
    cleaned = answer(form(component), {"a": sent})
    assert faults(cleaned) == [("a", code)]
    assert not cleaned.valid
    for lang in ("id", "en"):
        assert "{" not in field_text(cleaned.errors[0], lang)


def test_groups_and_dotted_keys_nest() -> None:
    found = form(
        part("group", "pelapor", components=[part("textfield", "nama"), part("textfield", "alamat.jalan")]),
        part("group", components=[part("textfield", "lepas")]),
    )
    raw = {"pelapor": {"nama": "Siti", "alamat": {"jalan": "Melati"}}, "lepas": "x", "asing": "y"}
    cleaned = answer(found, raw)
    assert cleaned.values == {"pelapor": {"nama": "Siti", "alamat": {"jalan": "Melati"}}, "lepas": "x"}
    assert cleaned.visible == {"pelapor", "pelapor.nama", "pelapor.alamat.jalan", "lepas"}


def test_a_shared_part_stands_in_front_of_the_groups_own_fields() -> None:
    shared = source(part("textfield", "nama"))
    found = form(
        part(
            "group",
            "pelapor",
            properties={"include": "orang", "party": "pelapor"},
            components=[part("textfield", "x")],
        ),
        orang=shared,
    )
    assert [field.path for field in iter_fields(found)] == ["pelapor.nama", "pelapor.x"]
    assert party_groups(found) == {"pelapor": "pelapor"}


def test_hidden_parts_contribute_nothing_and_demand_nothing() -> None:
    found = form(
        part("select", "jenis", values=["sim", "bpkb"]),
        part("group", "kendaraan", **hidden_when('jenis != "bpkb"'), components=[
            part("textfield", "nopol", required=True)]),
    )  # fmt: skip
    other = answer(found, {"jenis": "sim", "kendaraan": {"nopol": "DA 1"}})
    assert other.values == {"jenis": "sim"}
    assert (faults(other), other.visible) == ([], {"jenis"})
    assert faults(answer(found, {"jenis": "bpkb"})) == [("kendaraan.nopol", "required")]


def test_conditions_see_only_what_is_shown() -> None:
    found = form(
        part("checkbox", "a"),
        part("checkbox", "b", **hidden_when("not(a)")),
        part("textfield", "c", required=True, **hidden_when("b != true")),
    )
    assert answer(found, {"a": False, "b": True}).values == {"a": False}
    assert faults(answer(found, {"a": True, "b": True})) == [("c", "required")]


def test_conditions_in_a_circle_come_to_an_end() -> None:
    found = form(
        part("checkbox", "a", **hidden_when("b = true")), part("checkbox", "b", **hidden_when("a = true"))
    )
    cleaned = answer(found, {"a": True, "b": True})
    assert cleaned.values in ({"a": True}, {"b": True}, {}, {"a": True, "b": True})


def test_a_condition_over_the_case_and_its_parameters() -> None:
    found = form(part("textfield", "a", **hidden_when('kanal = "langsung" and param.x > 3')))
    assert answer(found, {"a": "1"}, context={"kanal": "langsung", "param": {"x": 4}}).values == {}
    assert answer(found, {"a": "1"}, context={"kanal": "website", "param": {"x": 4}}).values == {"a": "1"}


ROWS = part("dynamiclist", "barang", components=[
    part("textfield", "jenis", required=True),
    part("number", "jumlah", min=1, **hidden_when('jenis = "uang"')),
    part("textfield", "lain", **hidden_when("parent.banyak != true")),
])  # fmt: skip


def test_rows_are_judged_each_by_itself() -> None:
    raw = {"banyak": True, "barang": [{"jenis": "uang", "jumlah": 0}, {"jumlah": 0, "lain": "z"}]}
    cleaned = answer(form(part("checkbox", "banyak"), ROWS), raw)
    assert cleaned.values["barang"] == [
        {"jenis": "uang", "lain": None},
        {"jenis": None, "jumlah": 0, "lain": "z"},
    ]
    assert faults(cleaned) == [("barang.1.jenis", "required"), ("barang.1.jumlah", "too_small")]


def test_rows_come_from_a_page_as_well_as_from_json() -> None:
    page = {"barang": {"10": {"jenis": "c"}, "2": {"jenis": "b"}, "x": {"jenis": "?"}}}
    assert [row["jenis"] for row in answer(form(ROWS), page).values["barang"]] == ["b", "c"]
    assert answer(form(ROWS), {}).values == {"barang": []}
    assert answer(form(ROWS), {"barang": "x"}).values == {"barang": []}
    assert len(answer(form(ROWS), {"barang": [{"jenis": "a"}] * 1000}).values["barang"]) == 200


def test_a_computed_field_is_never_taken_from_outside() -> None:
    found = form(part("number", "a"), part("expression", "b", expression="=a * 2", computeOn="change"))
    assert answer(found, {"a": 4, "b": 99}).values == {"a": 4, "b": 8}


def test_read_only_keeps_what_the_case_knows_and_disabled_is_not_sent() -> None:
    found = form(part("textfield", "a", readonly=True), part("textfield", "b", disabled=True))
    assert answer(found, {"a": "forged", "b": "forged"}, context={"a": "known"}).values == {"a": "known"}


def test_a_condition_over_the_case_makes_a_field_read_only() -> None:
    found = form(part("textfield", "a", readonly='=tahap = "akhir"'), part("textfield", "tahap"))
    forged = {"a": "new", "tahap": "awal"}
    assert answer(found, forged, context={"a": "old", "tahap": "akhir"}).values["a"] == "old"
    assert answer(found, forged, context={"a": "old", "tahap": "awal"}).values["a"] == "new"


def test_a_condition_that_uses_up_its_budget_is_not_true() -> None:
    endless = "count(for x in 1..100000, y in 1..100000 return x) > 0"
    found = form(
        part("textfield", "a", properties={"check": f"={endless}", "message": "Terlalu lama."}),
        part("textfield", "b", **hidden_when(endless)),
    )
    cleaned = answer(found, {"a": "x", "b": "y"})
    assert (faults(cleaned), cleaned.values) == ([("a", "check")], {"a": "x", "b": "y"})


def test_defaults_stand_in_where_nothing_was_sent_and_only_there() -> None:
    found = form(
        part("textfield", "a", defaultValue="x"),
        part("checkbox", "b", defaultValue=True),
        part("taglist", "c", defaultValue=[1], **CHOICES),
    )
    assert answer(found, {}).values == {"a": "x", "b": False, "c": []}
    assert answer(found, {"a": ""}).values == {"a": None, "b": False, "c": []}
    assert initial(found, {"a": "y"}) == {"a": "y", "b": True, "c": [1]}


def test_a_check_says_its_own_sentence_and_a_warning_stands_in_nobodys_way() -> None:
    def checked(kind: str) -> Any:
        properties = {
            "check": "=date(lahir) <= today()",
            "message": "Belum lahir.",
            "message_en": "Not born yet.",
        }
        component = part("datetime", "lahir", subtype="date", properties={**properties, "check_kind": kind})
        return answer(form(component), {"lahir": "2999-01-01"})

    failed = checked("error").errors[0]
    assert (field_text(failed, "id"), field_text(failed, "en")) == ("Belum lahir.", "Not born yet.")
    assert (checked("warning").errors, checked("warning").warnings[0].code) == ((), "check")


def test_a_check_waits_for_its_own_answer() -> None:
    component = part("number", "a", properties={"check": "=a > 3", "message": "Lebih dari tiga."})
    assert faults(answer(form(component), {})) == []
    assert faults(answer(form(component), {"a": 3})) == [("a", "check")]


@pytest.mark.parametrize(
    ("nik", "born", "warned"),
    [
        ("6306015206910001", "1991-06-12", False),
        ("6306011206910001", "1991-06-12", False),
        ("6306015206910001", "1991-06-13", True),
        ("6306015206910001", "1990-06-12", True),
        ("6306015206910001", None, False),
    ],
)
def test_a_nik_unlike_the_birth_date_is_a_warning(nik: str, born: str | None, warned: bool) -> None:
    """Domain book, F-ORANG: warn, don't block."""
    number = part("textfield", "nik", properties={"widget": "nik"})
    found = form(
        part("group", "pelapor", components=[number, part("datetime", "tanggal_lahir", subtype="date")])
    )
    cleaned = answer(found, {"pelapor": {"nik": nik, "tanggal_lahir": born}})
    assert faults(cleaned) == []
    assert [fault.code for fault in cleaned.warnings] == (["nik_unlike_birth_date"] if warned else [])


def test_options_from_a_catalogue_from_the_data_and_computed() -> None:
    env = Environment(now=NOW, catalogue=lambda code: (Option("islam", "Islam"),) if code == "agama" else ())
    found = form(
        part("select", "a", properties={"catalogue": "agama"}),
        part("select", "b", valuesKey="daftar"),
        part("select", "c", valuesExpression='=[{label: "X", value: n}]'),
    )
    names = {"daftar": ["p", {"label": "Q", "value": "q"}], "n": 5}
    labels = [[option.label for option in offered(component, names, env)] for component in found.components]
    assert labels == [["Islam"], ["p", "Q"], ["X"]]
    cleaned = answer(found, {"a": "islam", "b": "q", "c": "5"}, context=names, catalogue=env.catalogue)
    assert (cleaned.values, cleaned.errors) == ({"a": "islam", "b": "q", "c": 5}, ())
    assert faults(answer(found, {"a": "lain"}, catalogue=env.catalogue)) == [("a", "not_an_option")]


def test_every_field_error_has_its_sentence() -> None:
    assert field_text(FieldError("a", "too_small", {"min": 3}), "en") == "At least 3."
    assert field_text(FieldError("a", "too_small", {"min": 3})) == "Paling sedikit 3."


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc01"), inner, max_size=3),
    max_leaves=8,
)
EVERYTHING = form(
    part("textfield", "a"),
    part("number", "b"),
    part("datetime", "c", subtype="datetime"),
    part("group", "a1", components=[part("checkbox", "a"), part("select", "b", **CHOICES)]),
    part("dynamiclist", "d", components=[part("taglist", "a", **CHOICES), part("filepicker", "b")]),
    part("textfield", "e", properties={"widget": "place"}),
    part("textfield", "f", properties={"widget": "checklist", "decision": "x"}),
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["a", "b", "c", "a1", "d", "e", "f"]), json_values))
def test_whatever_is_sent_becomes_json_or_an_error(raw: dict[str, Any]) -> None:
    cleaned = answer(EVERYTHING, raw, decide=lambda _id, _inputs: [{"code": "a"}])
    json.dumps(cleaned.values)
    for fault in (*cleaned.errors, *cleaned.warnings):
        assert field_text(fault, "en")


# Officers of the roster ------------------------------------------------------------------------------------------

ANI = {"akun": "ani", "nama": "Bripka Ani", "fungsi": "samapta"}


def roster(*, required: bool = False, sent: Any) -> Cleaned:
    field = part("checklist", "petugas", required=required, properties={"widget": "roster", "role": "piket"})
    asked: list[str] = []

    def officers(role: str) -> list[Option]:
        asked.append(role)
        return [Option(ANI, "Bripka Ani, Samapta")]

    return answer(form(field), {"petugas": sent}, officers=officers)


@pytest.mark.parametrize(
    "sent", [["ani"], "ani", [ANI], [{"akun": "ani", "nama": "Orang lain"}], ["ani", "ani"]]
)
def test_an_officer_is_stored_as_the_roster_knows_him(sent: Any) -> None:
    cleaned = roster(sent=sent)
    assert (cleaned.values, cleaned.errors) == ({"petugas": [ANI]}, ())


@pytest.mark.parametrize(
    ("sent", "code"), [(["budi"], "not_an_option"), ([["ani"]], "not_an_option"), ([], "required")]
)
def test_only_officers_of_the_roster_can_be_sent(sent: Any, code: str) -> None:
    assert faults(roster(required=True, sent=sent)) == [("petugas", code)]


def test_today_is_the_day_at_the_unit() -> None:
    """At half past one in the morning at a post in WITA it is still yesterday where servers count in UTC."""
    early = NOW.replace(year=2031, hour=1, minute=30)
    checked = form(part("datetime", "a", subtype="date", properties={"check": "=date(a) = today()"}))
    assert faults(answer(checked, {"a": "2031-11-23"}, now=early)) == []
    assert faults(answer(checked, {"a": "2031-11-22"}, now=early)) == [("a", "check")]
