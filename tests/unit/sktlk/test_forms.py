"""The forms accept what the scenarios answer, and say what is wrong with other answers."""

from copy import deepcopy

import pytest

from forms_config.schema import Cleaned

from .package import cleaned, sktlk


def answers() -> dict:
    record = next(found for found in sktlk().scenarios if found.name.startswith("B1"))
    return deepcopy(dict(record.start.with_))


def errors(form: str, given: dict, **param) -> set[tuple[str, str]]:
    return fault_codes(cleaned(form, given, **param))


def fault_codes(found: Cleaned) -> set[tuple[str, str]]:
    return {(fault.path, fault.code) for fault in found.errors}


FORM_OF_EVENT = {start.event: start.form for start in sktlk().definition.start}


@pytest.mark.parametrize("scenario", sktlk().scenarios, ids=lambda scenario: scenario.name[:40])
def test_the_first_answers_of_every_scenario_are_valid(scenario):
    found = cleaned(FORM_OF_EVENT[scenario.start.event], dict(scenario.start.with_))
    # A file comes with the scenario, not among its answers.
    assert fault_codes(found) <= {(field, "required") for field in scenario.start.attach or {}}


def test_the_checklist_follows_the_item():
    given = answers()
    rows = cleaned("terima", given).values["syarat"]["rows"]
    assert [row["code"] for row in rows] == ["ktp_pelapor", "suket_nasabah_bank", "buku_tabungan_copy"]
    given["jenis_barang"] = "sim"
    rows = cleaned("terima", given).values["syarat"]["rows"]
    assert [row["code"] for row in rows] == ["ktp_pelapor", "no_register_sim"]


def test_not_yet_in_the_reporters_name_asks_for_the_owner():
    given = {**answers(), "jenis_barang": "stnk", "belum_balik_nama": True}
    assert "ktp_pemilik" in [row["code"] for row in cleaned("terima", given).values["syarat"]["rows"]]
    given["belum_balik_nama"] = False
    assert "ktp_pemilik" not in [row["code"] for row in cleaned("terima", given).values["syarat"]["rows"]]


def test_the_question_is_asked_of_vehicles_only():
    assert "belum_balik_nama" not in cleaned("terima", answers()).visible
    assert "belum_balik_nama" in cleaned("terima", {**answers(), "jenis_barang": "bpkb"}).visible


def test_an_owner_is_named_where_it_is_somebody_else():
    given = {**answers(), "atas_nama": "orang_lain"}
    assert errors("terima", given) == {("pemilik.nama_lengkap", "required")}
    given["pemilik"] = {"nama_lengkap": "Budi Misal"}
    assert errors("terima", given) == set()
    assert "pemilik" not in cleaned("terima", answers()).values


def test_an_owner_of_a_further_item_is_named_too():
    other = {"jenis_barang": "npwp", "jumlah": 1, "atas_nama": "orang_lain"}
    assert errors("terima", {**answers(), "barang_lain": [other]}) == {("pemilik.nama_lengkap", "required")}


def test_items_outside_the_list_are_off_until_a_unit_opens_them():
    given = {**answers(), "jenis_barang": "lainnya", "nama_barang": "Dompet"}
    assert errors("terima", given) == {("jenis_barang", "not_an_option")}
    found = cleaned("terima", given, barang_lainnya=True)
    assert found.errors == ()
    assert [row["code"] for row in found.values["syarat"]["rows"]] == ["ktp_pelapor"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"waktu_hilang": "2026-11-23T09:01:00+08:00"}, ("waktu_hilang", "check")),
        ({"kronologi": "Hilang."}, ("kronologi", "too_short")),
        ({"pernyataan_benar": False}, ("pernyataan_benar", "must_be_ticked")),
        ({"jumlah": 0}, ("jumlah", "too_small")),
        ({"empat_angka_kartu": "12345678"}, ("empat_angka_kartu", "pattern")),
        ({"jenis_barang": None}, ("jenis_barang", "required")),
    ],
)
def test_a_wrong_answer_is_said_at_its_field(change, expected):
    assert expected in errors("terima", {**answers(), **change})


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("nama_lengkap", "", "required"),
        ("tanggal_lahir", "2030-01-01", "check"),
        ("no_hp", "12", "not_phone"),
        ("alamat_lengkap", "X", "too_short"),
    ],
)
def test_a_persons_fields_are_judged(field, value, code):
    given = answers()
    given["pelapor"] = {**given["pelapor"], field: value}
    assert (f"pelapor.{field}", code) in errors("terima", given)


def test_an_incomplete_file_can_not_be_called_complete():
    sim = {"case": {"jenis_barang": "sim"}}
    rows = [{"code": "ktp_pelapor", "done": True}]
    assert fault_codes(cleaned("periksa", {"syarat": rows, "keputusan": "lengkap"}, **sim)) == {
        ("keputusan", "check")
    }
    assert fault_codes(cleaned("periksa", {"syarat": rows, "keputusan": "belum"}, **sim)) == set()
    rows.append({"code": "no_register_sim", "waived": True, "reason": "Satpas tutup hari ini"})
    assert fault_codes(cleaned("periksa", {"syarat": rows, "keputusan": "lengkap"}, **sim)) == set()


def test_a_waiver_needs_its_reason():
    given = answers()
    given["syarat"][0] = {"code": "ktp_pelapor", "waived": True}
    assert errors("terima", given) == {("syarat.ktp_pelapor.reason", "waiver_needs_reason")}


def test_a_refusal_needs_its_reason():
    assert ("alasan_tolak", "required") in errors("periksa", {"keputusan": "tolak"})
