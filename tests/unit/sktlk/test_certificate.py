"""The certificate on paper (documents/sktlk.typ): what it says, and that it stays on one sheet."""

from datetime import timedelta

import pytest

from cases.documents import qr_svg, render, wording
from tests.unit.documents.pdf_text import pages_of, text_of

from .package import NOW, sktlk

REPORTER = {
    "nama_lengkap": "Siti Contoh",
    "nik": "6306055705940001",
    "tempat_lahir": "Kandangan",
    "tanggal_lahir": "1994-05-17",
    "jenis_kelamin": "perempuan",
    "agama": "islam",
    "kewarganegaraan": "Indonesia",
    "pekerjaan": "Pedagang",
    "alamat_lengkap": "Desa Contoh RT 002, Kecamatan Kandangan, Kabupaten Hulu Sungai Selatan",
    "no_hp": "6281200000000",
}
CASE = {
    "jenis_barang": "buku_tabungan_atm",
    "jumlah": 1,
    "nomor_dokumen": "0000-01-000000-53-0",
    "empat_angka_kartu": "0000",
    "atas_nama": "pelapor",
    "waktu_hilang": "2026-11-21T16:30:00+08:00",
    "waktu_hilang_perkiraan": True,
    "lokasi_hilang": {"text": "Pasar Kandangan dan sekitarnya"},
    "kronologi": "Dompet pelapor terjatuh dalam perjalanan pulang dari pasar. Sudah dicari, tidak ditemukan.",
}
UNTIL = NOW + timedelta(days=14)
DOCUMENT = {
    "number": "SKTLK/416/XI/2026/SPKT/POLRES HULU SUNGAI SELATAN/POLDA KALIMANTAN SELATAN",
    "issued_at": NOW.isoformat(),
    "issued_text": wording.moment_in_words(NOW),
    "issued_date_text": wording.date_in_words(NOW),
    "valid_until": UNTIL.isoformat(),
    "valid_until_text": wording.date_in_words(UNTIL),
    "verify_code": "K7QM-2F9X-4100-ABCD",
}
UNIT = {
    "name": "Polres Hulu Sungai Selatan",
    "document_name": "POLRES HULU SUNGAI SELATAN",
    "parent_name": "POLDA KALIMANTAN SELATAN",
    "address": "Jalan Contoh Nomor 1",
    "city": "Kandangan",
    "zone_letters": "WITA",
}
SIGNER = {"name": "Yulia Misal", "rank": "Inspektur Polisi Dua", "nrp": "00000000", "title": "Pamapta SPKT"}


def certificate(
    *, paper: str = "a4", reporter: dict | None = None, unit: dict | None = None, **case
) -> bytes:
    data = {
        "document": DOCUMENT,
        "unit": {**UNIT, **(unit or {})},
        "case": {**CASE, **case},
        "parties": {"pelapor": reporter or REPORTER, "pemilik": {"nama_lengkap": "Budi Misal"}},
        "signers": [SIGNER],
        "officer": {},
    }
    assets = {
        **sktlk().document_sources("sktlk"),
        "qr.svg": qr_svg("https://alur.example/periksa/K7QM2F9X4100ABCD"),
    }
    return render(sktlk().document_template("sktlk"), data, timestamp=NOW, paper=paper, assets=assets)


def words(**more) -> str:
    return " ".join(text_of(certificate(**more)).split())


@pytest.mark.parametrize(
    "part",
    [
        "DAERAH KALIMANTAN SELATAN",
        "RESOR HULU SUNGAI SELATAN",
        "SURAT KETERANGAN TANDA LAPOR KEHILANGAN",
        "SKTLK/416/XI/2026/SPKT/POLRES HULU SUNGAI SELATAN/",
        "Senin, 23 November 2026 pukul 09.00 WITA",
        "SITI CONTOH",
        "6306 0557 0594 0001",
        "Kandangan, 17 Mei 1994",
        "Perempuan, Islam",
        "0812 0000 0000",
        "Buku tabungan 1 buku 0000-01-000000-53-0 Siti Contoh",
        "Kartu ATM 1 kartu •••• •••• •••• 0000 Siti Contoh",
        "Sabtu, 21 November 2026, sekitar pukul 16.30 WITA",
        "bukan pengganti",
        "14 (empat belas) hari",
        "7 Desember 2026",
        "a.n. KEPALA KEPOLISIAN RESOR",
        "INSPEKTUR POLISI DUA NRP 00000000",
        "K7QM-2F9X-4100-ABCD",
        "gratis, tidak dipungut biaya",
        "Lembar 1 dari 1",
    ],
)
def test_the_certificate_says(part):
    assert part in words()


@pytest.mark.parametrize("paper", ["a4", "f4"])
def test_an_ordinary_report_fits_on_one_sheet(paper):
    assert pages_of(certificate(paper=paper)) == 1


def test_a_long_report_with_many_items_keeps_its_signatures_together():
    others = [
        {"jenis_barang": kind, "jumlah": 2, "atas_nama": "orang_lain"} for kind in ("sim", "npwp", "bpkb") * 4
    ]
    text = text_of(certificate(barang_lain=others, kronologi=CASE["kronologi"] * 12))
    last = text.split("\f")[1]
    assert "SITI CONTOH" in last
    assert "YULIA MISAL" in last
    assert "Lembar 2 dari 2" in last


def test_what_is_not_known_is_not_printed():
    least = {"nama_lengkap": "Siti Contoh"}
    text = words(reporter=least, nomor_dokumen=None, empat_angka_kartu=None)
    assert "NIK" not in text
    assert "seorang pelapor yang mengaku" in text
    assert "None" not in text


def test_an_extension_names_the_old_certificate():
    assert "memperpanjang surat keterangan nomor SKTLK/1" in words(nomor_lama="SKTLK/1", masih_hilang=True)


def test_a_correction_names_the_certificate_that_it_replaces():
    text = words(alasan_ralat="Keliru satu angka", nomor_sktlk="SKTLK/415", nomor_lama="SKTLK/1")
    assert "menggantikan surat keterangan nomor SKTLK/415 yang dinyatakan tidak berlaku" in text
    assert "memperpanjang" not in text


def test_typed_text_is_never_run_as_typst():
    assert '#read("/etc/passwd") *tebal*' in words(lokasi_hilang='#read("/etc/passwd") *tebal*')


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("POLSEK ANGKINANG", "SEKTOR ANGKINANG"),
        ("POLRESTA CONTOH", "RESOR KOTA CONTOH"),
        ("POLDA CONTOH", "DAERAH CONTOH"),
    ],
)
def test_each_level_has_its_letterhead(name, written):
    assert written in words(unit={"document_name": name})
