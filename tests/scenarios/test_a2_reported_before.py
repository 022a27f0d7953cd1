"""A2: reported at a Polsek yesterday; at the Polres the older report is seen before a second number exists.

Source: SOP-SPKT-01, IV.2.i; domain book, scenario A2. Data: fixtures/organization, fixtures/procedures/lp.
"""

from __future__ import annotations

import pytest

from cases.models import Case, Document, NumberEntry
from tests.scenarios.stage import DRAFT, PLATE, REPORTER, REVIEW, Stage, crime

pytestmark = pytest.mark.django_db


@pytest.fixture
def older(stage: Stage) -> Case:
    """Yesterday, at the Polsek: she has her LP and STTLP."""
    case = stage.open("lp", by="banitkandangan", event="mulai", **crime())
    stage.complete(case, "kajian_awal", by="kapolsekkandangan", **REVIEW)
    stage.complete(case, "buat_lp", by="banitkandangan", **DRAFT)
    stage.complete(case, "tanda_tangan", by="pamaptakandangan")
    stage.later(days=1)
    return stage.fresh(case)


def test_name_and_plate_show_the_older_report_before_there_is_a_number(stage: Stage, older: Case) -> None:
    page = stage.typed(
        "lp", "mulai", by="banit1", **{"pelapor.nama_lengkap": REPORTER, "nomor_polisi": "da1234 xyz"}
    )
    assert older.number in page
    assert "POLSEK KANDANGAN" in page.upper()
    assert Case.objects.count() == 1
    other = stage.typed(
        "lp", "mulai", by="banit1", **{"pelapor.nama_lengkap": REPORTER, "nomor_polisi": "DA 9 A"}
    )
    assert older.number not in other
    assert older.number not in stage.typed("lp", "mulai", by="banit1", **{"nomor_polisi": PLATE})


def test_the_same_matter_gets_no_second_number_and_she_hears_the_status(stage: Stage, older: Case) -> None:
    numbers = NumberEntry.objects.count()
    case = stage.open("lp", by="banit1", event="mulai", **crime())
    assert stage.waits_at(case) == ["cek_ganda"]
    assert stage.fresh(case).data["laporan_serupa"][0]["number"] == older.number
    assert older.number in stage.task_page(case, "cek_ganda", by="banit1")
    stage.complete(
        case, "cek_ganda", by="banit1", hasil_ganda="sama", keterangan_ganda="Sudah ada LP di Polsek kemarin."
    )
    assert stage.fresh(case).state == "LAPORAN_LAMA"
    assert NumberEntry.objects.count() == numbers
    copy = stage.print(Document.objects.get(case=older, code="sttlp"), by="banitkandangan")
    assert copy.prints == 1


def test_pamapta_overrides_with_a_reason(stage: Stage, older: Case) -> None:
    case = stage.open("lp", by="banit1", event="mulai", **crime())
    stage.complete(
        case,
        "cek_ganda",
        by="banit1",
        hasil_ganda="minta_izin",
        keterangan_ganda="Kejadian kedua.",
    )
    assert stage.waits_at(case) == ["izin_ganda"]
    stage.refused(case, "izin_ganda", by="banit1", code="not_permitted")
    stage.refused(case, "izin_ganda", by="pamapta1", code="invalid_answers", izin_nomor_kedua="ya")
    stage.complete(
        case,
        "izin_ganda",
        by="pamapta1",
        izin_nomor_kedua="ya",
        alasan_izin="Malam yang lain.",
    )
    assert stage.fresh(case).state == "KAJIAN_AWAL"


def test_a_sealed_report_is_never_shown(stage: Stage, older: Case) -> None:
    Case.objects.filter(pk=older.pk).update(sealed=True)
    page = stage.typed(
        "lp", "mulai", by="banit1", **{"pelapor.nama_lengkap": REPORTER, "nomor_polisi": PLATE}
    )
    assert older.number not in page
    assert "Laporan serupa" not in page.replace('aria-label="Laporan serupa"', "")


def test_names_are_compared_without_being_stored_in_clear(stage: Stage, older: Case) -> None:
    keys = list(older.duplicate_keys.values_list("index", flat=True))
    assert keys
    assert all(len(key) == 64 and REPORTER.split()[0].lower() not in key for key in keys)
