"""decisions/syarat.dmn says what SOP-SPKT-01 IV.8 says, for each of the thirteen items."""

import pytest

from .package import documents_for, requirements

LETTERS = "abcdefghijklm"


def item(letter: str) -> dict:
    return next(found for found in requirements()["items"] if found["letter"] == letter)


def asked(jenis: str, **more) -> list[tuple[str, int]]:
    return [(row["code"], row["min"]) for row in documents_for(jenis, **more)]


@pytest.mark.parametrize("letter", LETTERS)
def test_every_document_of_an_item_is_asked_for_in_the_order_of_the_sop(letter):
    found = item(letter)
    expected = [(row["doc"], row.get("min", 1)) for row in found["docs"]]
    assert asked(found["code"], belum_balik_nama=True) == expected
    assert len(expected) == found["n"]


@pytest.mark.parametrize("letter", LETTERS)
def test_conditional_documents_are_asked_for_on_their_condition_only(letter):
    found = item(letter)
    expected = [(row["doc"], row.get("min", 1)) for row in found["docs"] if "when" not in row]
    assert asked(found["code"], belum_balik_nama=False) == expected
    assert asked(found["code"], belum_balik_nama=None) == expected


def test_the_list_is_complete():
    items = requirements()["items"]
    assert [found["letter"] for found in items] == list(LETTERS)
    assert sum(len(asked(found["code"], belum_balik_nama=True)) for found in items) == 66


def test_names_and_forms_of_the_documents_are_those_of_the_list():
    known = requirements()["doc_types"]
    rows = [
        row
        for found in requirements()["items"]
        for row in documents_for(found["code"], belum_balik_nama=True)
    ]
    assert {row["code"] for row in rows} == set(known)
    for row in rows:
        kind = known[row["code"]]
        assert (row["label"], row["label_en"], row["form"]) == (kind["id"], kind["en"], kind["form"])


def test_several_items_make_one_list_without_twins():
    rows = asked("sim", barang_lain=[{"jenis_barang": "buku_tabungan_atm"}, {"jenis_barang": "npwp"}])
    assert rows == [
        ("ktp_pelapor", 1),
        ("no_register_sim", 1),
        ("suket_nasabah_bank", 1),
        ("buku_tabungan_copy", 1),
        ("suket_pajak", 1),
        ("npwp_copy", 1),
        ("bukti_siaran_radio", 1),
    ]


def test_a_condition_of_a_further_item_counts_for_that_item():
    other = [{"jenis_barang": "stnk", "belum_balik_nama": True}]
    assert ("ktp_pemilik", 1) in asked("sim", barang_lain=other)
    assert ("ktp_pemilik", 1) not in asked(
        "stnk", barang_lain=[{"jenis_barang": "sim", "belum_balik_nama": True}]
    )


@pytest.mark.parametrize(("whose", "expected"), [("pelapor", False), ("orang_lain", True)])
def test_a_unit_may_ask_for_the_power_of_attorney_only_of_others(whose, expected):
    param = {"surat_kuasa_jika": "pelapor_bukan_pemilik"}
    rows = asked("bpkb", atas_nama=whose, param=param)
    assert (("surat_kuasa_pemilik", 1) in rows) is expected


def test_nothing_chosen_asks_for_nothing():
    assert documents_for(None) == []
    assert documents_for("tidak_dikenal") == []
