"""D1 to D5: notifications, the certificate that is switched off, referrals; told with the units and people of HSS.

Source: SOP-SPKT-01, IV.5.e and V.1; domain book, scenarios D1 to D5. Data: fixtures/procedures/sttp, skld,
rujukan_intelkam. The packages' own scenarios show every branch; here people see it on their pages.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from cases import services
from cases.errors import InvalidAnswers, SwitchedOff
from cases.models import Case, Document, Message
from organization.models.settings import OFFERED
from organization.services import set_parameter
from tests.scenarios.stage import PERSON, Stage

pytestmark = pytest.mark.django_db

FOREIGNER = {
    "nama_lengkap": "Joan Sampleton",
    "jenis_identitas": "paspor",
    "tempat_lahir": "Utrecht",
    "tanggal_lahir": "1988-03-02",
    "jenis_kelamin": "perempuan",
    "kewarganegaraan": "Belanda",
    "alamat_lengkap": "Desa Contoh RT 002, Kecamatan Kandangan",
    "nomor_paspor": "XX1234567",
}


def notice(stage: Stage, *, hours: float, **more: Any) -> Case:
    """The eight data, handed in so many hours before the event begins."""
    begins = stage.clock.at + timedelta(hours=hours)
    answers = {
        "pelapor": dict(PERSON),
        "jenis_pemberitahuan": "penyampaian_pendapat",
        "maksud_tujuan": "Menyampaikan pendapat tentang harga pupuk.",
        "tempat_lokasi_rute": "Lapangan Contoh ke kantor bupati",
        "waktu_mulai": begins.isoformat(timespec="seconds"),
        "waktu_selesai": (begins + timedelta(hours=2)).isoformat(timespec="seconds"),
        "bentuk": "unjuk_rasa",
        "organisasi_nama_alamat": "Himpunan Mahasiswa Contoh, Kandangan",
        "jumlah_peserta": 150,
        "cakupan": "kabkota",
        "diantar": True,
        **more,
    }
    return stage.open("sttp", by="banit1", **answers)


def told(case: Case) -> set[tuple[str, str]]:
    return set(Message.objects.filter(case=case).values_list("event", "to"))


def case_page(stage: Stage, case: Case, *, by: str) -> str:
    return stage.client(by).get(reverse("desk:case", args=[case.pk])).content.decode()


def notices(stage: Stage, username: str) -> str:
    return stage.client(username).get(reverse("desk:notices")).content.decode()


def test_d1_receipt_in_the_same_hour_and_the_other_functions_know(stage: Stage) -> None:
    case = notice(stage, hours=80)
    stage.refused(case, "periksa", by="banit1", code="not_permitted", hasil_periksa="lengkap")
    stage.complete(case, "periksa", by="piketintelkam", hasil_periksa="lengkap")
    coordination = {"koordinasi_dengan": ["bagops"], "hasil_koordinasi": "Rute dan pengamanan disepakati."}
    stage.complete(case, "koordinasi", by="piketintelkam", **coordination)
    stage.later(minutes=30)
    stage.complete(case, "tanda_tangan", by="kasatintelkam", data_diperiksa=True)
    receipt = Document.objects.get(case=case)
    assert receipt.number == "STTP/1/XI/2026/POLRES HULU SUNGAI SELATAN"
    assert stage.fresh(case).state == "TERBIT"
    assert case.clocks.get(code="penerbitan").status == "met"
    informed = {to for event, to in told(case) if event == "state:TERBIT"}
    assert informed == {
        "role:kabag_ops@function:bagops",
        "role:piket_fungsi@function:satsamapta",
        "role:piket_fungsi@function:satlantas",
    }
    assert all(receipt.number in notices(stage, name) for name in ("kabagops", "piketsamapta", "piketlantas"))
    assert receipt.number in case_page(stage, case, by="banit1")
    stage.complete(case, "serahkan", by="banit1", sttp_diterima=True, gratis_disampaikan=True)
    assert stage.fresh(case).state == "DISERAHKAN"


def test_d2_fifty_hours_before_is_late_on_record_and_the_head_decides(stage: Stage) -> None:
    case = notice(stage, hours=50)
    assert stage.fresh(case).state == "TERLAMBAT"
    assert datetime.fromisoformat(stage.fresh(case).data["diterima_pada"]) == stage.clock.at
    assert "Terlambat, menunggu putusan" in case_page(stage, case, by="banit1")
    decision = {"putusan_terlambat": "tolak"}
    reason = {"alasan_terlambat": "Pengamanan rute tidak dapat disiapkan."}
    stage.refused(case, "putuskan_terlambat", by="piketintelkam", code="not_permitted", **decision, **reason)
    stage.refused(case, "putuskan_terlambat", by="kasatintelkam", code="invalid_answers", **decision)
    stage.complete(case, "putuskan_terlambat", by="kasatintelkam", **decision, **reason)
    assert {("state:TERLAMBAT", "party:pelapor"), ("putusan_terlambat", "party:pelapor")} <= told(case)
    assert stage.waits_at(case) == ["sampaikan_putusan"]
    assert not Document.objects.filter(case=case).exists()


@pytest.mark.parametrize(
    ("day", "working_days", "waits"), [(29, 7, "periksa"), (28, 6, "putuskan_terlambat")]
)
def test_d3_two_regencies_go_to_the_polda_and_holidays_do_not_count(
    stage: Stage, day: int, working_days: int, waits: str
) -> None:
    """Received Wed 16 Dec 2026; 24 Dec is joint leave, 25 Dec Christmas."""
    stage.clock.at = datetime.fromisoformat("2026-12-16T10:00:00+08:00")
    begins = datetime.fromisoformat(f"2026-12-{day}T10:00:00+08:00")
    hours = (begins - stage.clock.at) / timedelta(hours=1)
    more = {"jenis_pemberitahuan": "kegiatan_politik", "bentuk": "rapat_umum", "cakupan": "provinsi"}
    case = stage.fresh(notice(stage, hours=hours, **more))
    assert case.unit == stage.unit("polda_kalsel")
    assert case.data["hari_kerja_sebelum"] == working_days
    assert stage.waits_at(case) == [waits]
    assert ("diteruskan", "party:pelapor") in told(case)
    holder = "piketditintelkam" if waits == "periksa" else "dirintelkam"
    page = stage.client(holder).get(reverse("desk:task", args=[stage.task(case, waits).pk]))
    assert page.status_code == 200
    stage.refused(case, waits, by="piketintelkam", code="not_permitted")


def test_d4_switched_off_the_desk_says_so_and_leads_on(stage: Stage) -> None:
    stage.in_force("skld", "penerusan", "rujukan_intelkam")
    client = stage.client("banit1")
    information = reverse("desk:not_offered", args=["skld"])
    counter = client.get(reverse("desk:counter")).content.decode()
    assert information in counter
    assert reverse("desk:open", args=["skld", "mulai"]) not in counter
    assert reverse("desk:open", args=["rujukan_intelkam", "mulai"]) in counter
    assert reverse("desk:open", args=["rujukan_intelkam", "mulai_daring"]) not in counter
    page = client.get(information).content.decode()
    assert "Kantor Imigrasi" in page
    with pytest.raises(SwitchedOff):
        stage.open("skld", by="banit1", pelapor=FOREIGNER)
    assert client.get(reverse("desk:open", args=["skld", "mulai"])).status_code == 409
    forwarded = client.post(information, {"arah": "0"}, follow=True)
    assert forwarded.redirect_chain[0][0].startswith(reverse("desk:open", args=["penerusan", "mulai"]))
    assert "izin tinggal adalah wewenang Imigrasi" in forwarded.content.decode()
    escorted = client.post(information, {"arah": "1"})
    assert escorted.headers["Location"].startswith(reverse("desk:open", args=["rujukan_intelkam", "mulai"]))
    assert client.post(information, {"arah": "7"}).status_code == 404


def test_d4_switched_on_the_passport_is_checked(stage: Stage) -> None:
    unit = stage.unit("polda_kalsel/polres_hss")
    set_parameter(unit=unit, procedure_key="skld", code=OFFERED, value=True)
    answers: dict[str, Any] = {
        "izin_tinggal": "kitas",
        "nomor_izin": "KITAS-CONTOH-1",
        "izin_berlaku_sampai": "2027-06-30",
        "alamat_tinggal": "Desa Contoh RT 002",
        "penjamin": {"nama_lengkap": "Rusli Contohwan", "alamat_lengkap": "Desa Contoh RT 001"},
        "pernyataan_benar": True,
    }
    for until in ("2026-11-25", "2020-01-01"):
        with pytest.raises(InvalidAnswers) as refused:
            stage.open("skld", by="banit1", pelapor={**FOREIGNER, "masa_berlaku_paspor": until}, **answers)
        assert [fault.path for fault in refused.value.errors] == ["pelapor.masa_berlaku_paspor"]
    citizen = {**FOREIGNER, "masa_berlaku_paspor": "2030-01-01", "kewarganegaraan": "Indonesia"}
    with pytest.raises(InvalidAnswers):
        stage.open("skld", by="banit1", pelapor=citizen, **answers)
    valid = {**FOREIGNER, "masa_berlaku_paspor": "2030-01-01"}
    case = stage.open("skld", by="banit1", pelapor=valid, **answers)
    assert stage.waits_at(case) == ["cek_syarat"]
    assert reverse("desk:open", args=["skld", "mulai"]) in (
        stage.client("banit1").get(reverse("desk:counter")).content.decode()
    )


def test_d5_requirements_and_official_fee_are_shown_and_pamapta_hears_after_thirty_minutes(
    stage: Stage,
) -> None:
    page = stage.typed("rujukan_intelkam", "mulai", by="banit1", layanan="skck")
    assert "Rp30.000 (PNBP)" in page
    assert "Surat pengantar kelurahan atau desa" in page
    assert "Daftar susunan panitia" not in page
    case = stage.open(
        "rujukan_intelkam",
        by="banit1",
        event="mulai",
        pelapor=dict(PERSON),
        layanan="skck",
        keperluan="Melamar pekerjaan",
        syarat_dijelaskan=True,
    )
    stage.complete(case, "antar", by="banit1", diantar_ke="Loket SKCK", pemohon_diantar=True)
    assert Document.objects.get(case=case).code == "rujukan"
    file = reverse("desk:case", args=[case.pk])
    stage.later(minutes=29)
    assert file not in notices(stage, "pamapta1")
    stage.later(minutes=1)
    page = notices(stage, "pamapta1")
    assert file in page
    assert "Batas waktu lewat." in page
    stage.complete(case, "terima", by="piketintelkam", pemohon_diterima=True)
    assert stage.waits_at(case) == ["proses"]


def test_the_crowd_permit_online_asks_for_its_own_documents(stage: Stage) -> None:
    """R-084. Nobody signs in, and the service needn't be chosen: it is the only one that is applied for online."""
    page = stage.typed("rujukan_intelkam", "mulai_daring", by="banit1", atas_nama_organisasi="true")
    assert "Daftar susunan panitia" in page
    assert "Salinan AD/ART organisasi" in page
    assert "Surat kuasa bermeterai" not in page
    assert "Surat pengantar kelurahan atau desa" not in page
    stage.in_force("rujukan_intelkam")
    begins = stage.clock.at + timedelta(days=60)
    case = services.open_case(
        version=stage.versions["rujukan_intelkam"],
        unit=stage.unit("polda_kalsel/polres_hss"),
        actor=None,
        channel="website",
        answers={
            "pelapor": dict(PERSON),
            "nama_acara": "Pentas Musik Panen",
            "jenis_acara": "hiburan",
            "waktu_mulai": begins.isoformat(),
            "waktu_selesai": (begins + timedelta(hours=4)).isoformat(),
            "tempat_acara": "Lapangan Contoh, Kandangan",
            "cakupan": "kabkota",
            "jumlah_peserta": 500,
            "pernyataan_benar": True,
        },
    )
    stage.work()
    assert stage.waits_at(case) == ["terima_berkas"]
    stage.complete(case, "terima_berkas", by="piketintelkam", pemohon_diterima=True)
    assert stage.fresh(case).state == "DIPROSES"
