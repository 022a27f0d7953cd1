"""Citizens' pages without an account: report, receipt, status, what is asked, the certificate (scenarios B3, B6)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from cases.models import Case, Document, TrackingCode
from organization.models import Catalogue, CatalogueEntry
from portal.throttle import FREE
from tests.integration.cases.desk_of_test import SKTLK, Desk, fresh
from tests.integration.cases.test_public import LOSS
from workflows.models import ProcedureVersion, Status

PAPERS = ("ktp_pelapor", "suket_nasabah_bank", "buku_tabungan_copy")
FORM = "/warga/layanan/sktlk/mulai_daring/"
PDF = b"%PDF-1.4\n%%EOF\n"
TYPED = {
    "pelapor.nama_lengkap": "Rusli Contohwan",
    "pelapor.jenis_identitas": "ktp",
    "pelapor.nik": "6306051705940001",
    "pelapor.tempat_lahir": "Kandangan",
    "pelapor.tanggal_lahir": "1994-05-17",
    "pelapor.jenis_kelamin": "laki_laki",
    "pelapor.kewarganegaraan": "Indonesia",
    "pelapor.alamat_lengkap": "Desa Contoh RT 002",
    "pelapor.no_hp": "081200000000",
    "jenis_barang": "buku_tabungan_atm",
    "jumlah": "1",
    "atas_nama": "pelapor",
    "waktu_hilang": "2026-11-23T16:30",
    "lokasi_hilang": "Pasar Kandangan",
    "kronologi": "Tas tertinggal di pasar dan tidak ditemukan lagi sampai sore.",
    "pernyataan_benar": "true",
}


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def front_desk(sound_desk: Desk) -> Desk:
    """The desk with its service in force, in a unit that has the function."""
    version = sound_desk.procedure(SKTLK)
    ProcedureVersion.objects.filter(pk=version.pk).update(
        status=Status.PUBLISHED,
        at_installation=True,
        published_at=sound_desk.clock.at,
        effective_from="2026-01-01T00:00:00Z",
    )
    kinds = Catalogue.objects.create(code="jenis_barang", title="Jenis barang")
    for code, title in (("sim", "SIM"), ("bpkb", "BPKB")):
        CatalogueEntry.objects.create(catalogue=kinds, code=code, title=title, since=date(2025, 1, 2))
    sound_desk.unit.functions.add(sound_desk.banit1.posts.get().function)
    return sound_desk


def key_of(page: str) -> str:
    found = re.search(r'name="_kunci" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def handed_in(client: Client, **changes: Any) -> Any:
    key = changes.pop("key", None) or key_of(client.get(FORM).content.decode())
    return client.post(FORM, {**TYPED, "_kunci": key, **changes})


def code_on(page: str) -> str:
    found = re.search(r'class="secret">([0-9A-Z-]+)<', page)
    assert found is not None
    return found[1]


def photo(name: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def test_the_matter_leads_to_the_service(front_desk: Desk, client: Client) -> None:
    page = client.get("/warga/", {"hal": "dompet saya hilang"}).content.decode()
    assert FORM in page
    nothing = client.get("/warga/", {"hal": "zzz"}).content.decode()
    assert FORM not in nothing
    assert "tidak ada pintu yang salah" in nothing
    told = client.get("/warga/layanan/sktlk/").content.decode()
    assert "Gratis" in told
    assert "SOP-SPKT-01" in told
    assert "No. Register SIM" in told
    assert "(2×)" in told


def test_b3_online_report_upload_sent_back_and_download(front_desk: Desk, client: Client) -> None:
    receipt = handed_in(client)
    assert receipt.status_code == 200
    assert receipt["Cache-Control"].find("no-store") >= 0
    case = Case.objects.get()
    assert case.file_number in receipt.content.decode()
    code = code_on(receipt.content.decode())

    other = Client()
    assert other.post("/pantau/", {"kode": code.lower()}).url == "/pantau/berkas/"
    page = other.get("/pantau/berkas/").content.decode()
    assert "Menunggu syarat diunggah" in page
    assert "Contohwan" not in page
    task = front_desk.task(case, "unggah_syarat")
    sheet = f"/pantau/berkas/tugas/{task.pk}/"
    key = key_of(other.get(sheet).content.decode())
    files = {f"_berkas.syarat.{row}": photo(f"{row}.jpg") for row in PAPERS}
    assert other.post(sheet, {"_kunci": key, **files}).url == "/pantau/berkas/"
    assert fresh(case).state == "DIAJUKAN"

    front_desk.complete(case, "ambil_daring")
    rows = fresh(case).data["syarat"]["rows"]
    blurred = [{**row, "rejected": row["code"] == "ktp_pelapor", "reason": "Fotonya buram"} for row in rows]
    front_desk.complete(case, "periksa_daring", syarat=blurred, keputusan="belum")
    page = other.get("/pantau/berkas/").content.decode()
    assert "Berkas belum lengkap" in page
    assert "Fotonya buram" in page
    task = front_desk.task(case, "kirim_ulang")
    sheet = f"/pantau/berkas/tugas/{task.pk}/"
    page = other.get(sheet).content.decode()
    assert page.count("kirim ulang") == 1
    again = {"_kunci": key_of(page), "_berkas.syarat.ktp_pelapor": photo("jelas.jpg")}
    assert other.post(sheet, again).status_code == 302

    front_desk.complete(case, "ambil_daring")
    rows = fresh(case).data["syarat"]["rows"]
    front_desk.complete(case, "periksa_daring", syarat=rows, keputusan="lengkap")
    front_desk.complete(case, "tanda_tangan", by="pamapta1")
    front_desk.run_jobs()
    document = case.documents.get()
    paper = other.get(f"/pantau/berkas/surat/{document.pk}/")
    assert (paper.status_code, paper["X-Content-Type-Options"]) == (200, "nosniff")
    assert paper["Content-Disposition"].startswith("attachment")
    assert Client().get(f"/pantau/berkas/surat/{document.pk}/").status_code == 302


def test_a_second_submission_of_the_same_page_changes_nothing(front_desk: Desk, client: Client) -> None:
    key = key_of(client.get(FORM).content.decode())
    first, second = handed_in(client, key=key), handed_in(client, key=key)
    assert code_on(first.content.decode()) == code_on(second.content.decode())
    assert Case.objects.count() == TrackingCode.objects.count() == 1


def test_a_form_with_faults_keeps_what_was_typed(front_desk: Desk, client: Client) -> None:
    refused = handed_in(client, waktu_hilang="2030-01-01T10:00")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "tidak boleh di masa depan" in page
    assert "Rusli Contohwan" in page
    assert not Case.objects.exists()


def test_a_nik_that_contradicts_the_birth_date_warns_and_does_not_block(
    front_desk: Desk, client: Client
) -> None:
    key = key_of(client.get(FORM).content.decode())
    typed = {"pelapor.nik": "6306050101940001"}
    looked = client.post(FORM, {**TYPED, **typed, "_kunci": key, "_simpan": "1"})
    assert 'class="note"' in looked.content.decode()
    assert handed_in(client, key=key, **typed).status_code == 200
    assert Case.objects.count() == 1


def test_what_only_a_machine_fills_or_an_old_page_opens_nothing(front_desk: Desk, client: Client) -> None:
    assert handed_in(client, _situs="http://contoh").status_code == 422
    assert handed_in(client, key="00000:forged").status_code == 422
    assert not Case.objects.exists()


def test_an_upload_that_is_not_what_it_claims_is_refused_by_content(front_desk: Desk, client: Client) -> None:
    handed_in(client)
    case = Case.objects.get()
    sheet = f"/pantau/berkas/tugas/{front_desk.task(case, 'unggah_syarat').pk}/"
    key = key_of(client.get(sheet).content.decode())
    claimed = SimpleUploadedFile("ktp.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    refused = client.post(sheet, {"_kunci": key, "_berkas.syarat.ktp_pelapor": claimed})
    assert refused.status_code == 422
    assert "tidak diterima" in refused.content.decode()
    assert fresh(case).state == "DRAF"


def test_a_file_stays_with_the_page_that_stored_it(front_desk: Desk, client: Client) -> None:
    handed_in(client)
    case = Case.objects.get()
    sheet = f"/pantau/berkas/tugas/{front_desk.task(case, 'unggah_syarat').pk}/"
    key = key_of(client.get(sheet).content.decode())
    one = {"_kunci": key, "_berkas.syarat.ktp_pelapor": photo("ktp.jpg"), "_simpan": "1"}
    page = client.post(sheet, one).content.decode()
    mark = re.search(r'value="(berkas~[^"]+)"', page)
    assert mark is not None
    other_key = key_of(client.get(sheet).content.decode())
    noted = {"catatan_pelapor": "Yang lain tidak saya punya"}
    stolen = {"_kunci": other_key, "syarat.ktp_pelapor.files": mark[1], "_simpan": "1"}
    assert "ktp.jpg" not in client.post(sheet, stolen).content.decode()
    own = {"_kunci": key, "syarat.ktp_pelapor.files": mark[1], **noted}
    assert client.post(sheet, own).status_code == 302
    assert [len(row["files"]) for row in fresh(case).data["syarat"]["rows"]] == [1, 0, 0]


def test_wrong_codes_are_slowed_down_for_their_address_alone(front_desk: Desk, client: Client) -> None:
    code = code_on(handed_in(client).content.decode())
    stranger = Client()
    for _round in range(FREE):
        assert stranger.post("/pantau/", {"kode": "SALAH"}).url == "/pantau/"
    slowed = stranger.post("/pantau/", {"kode": code})
    assert slowed.status_code == 429
    assert int(slowed["Retry-After"]) >= 1
    assert stranger.post("/pantau/", {"kode": code}, REMOTE_ADDR="192.0.2.9").url == "/pantau/berkas/"


def test_number_name_and_birth_date_show_nothing(front_desk: Desk, client: Client) -> None:
    handed_in(client)
    case = Case.objects.get()
    for known in (case.file_number, "Rusli Contohwan", "1994-05-17"):
        stranger = Client(REMOTE_ADDR=f"192.0.2.{len(known)}")
        assert stranger.post("/pantau/", {"kode": known}).url == "/pantau/"
        assert stranger.get("/pantau/berkas/").url == "/pantau/"


def test_the_qr_code_opens_the_case_and_leaves_the_address(front_desk: Desk, client: Client) -> None:
    code = code_on(handed_in(client).content.decode())
    phone = Client()
    assert phone.get(f"/pantau/{code}/").url == "/pantau/berkas/"
    assert phone.get("/pantau/berkas/").status_code == 200
    assert code not in phone.get("/pantau/berkas/").content.decode()
    phone.post("/pantau/tutup/")
    assert phone.get("/pantau/berkas/").url == "/pantau/"


def test_a_sealed_case_shows_only_what_its_package_marks_public(front_desk: Desk, client: Client) -> None:
    handed_in(client)
    Case.objects.update(sealed=True)
    page = client.get("/pantau/berkas/").content.decode()
    assert "Menunggu syarat diunggah" in page
    assert front_desk.unit.name not in page


def test_large_letters_stay_with_the_browser(front_desk: Desk, client: Client) -> None:
    assert "large-letters" not in client.get("/warga/").content.decode()
    assert client.post("/warga/huruf/", {"next": "//jahat.example/"}).url == "/warga/"
    assert "large-letters" in client.get("/warga/").content.decode()


def test_b6_an_expired_certificate_says_so_names_initials_only_and_offers_an_extension(
    front_desk: Desk, client: Client
) -> None:
    case = front_desk.open(
        front_desk.procedure(SKTLK), **LOSS, syarat=[{"code": row, "done": True} for row in PAPERS]
    )
    rows = fresh(case).data["syarat"]["rows"]
    front_desk.complete(case, "periksa_syarat", syarat=rows, keputusan="lengkap")
    front_desk.complete(case, "tanda_tangan", by="pamapta1")
    front_desk.run_jobs()
    paper = case.documents.get()
    address = f"/periksa/{paper.verify_code}/"
    Document.objects.update(valid_until=timezone.now() + timedelta(days=1))
    assert "asli dan berlaku" in client.get(address).content.decode()
    Document.objects.update(valid_until=timezone.now() - timedelta(days=1))
    page = client.get(address).content.decode()
    assert "kedaluwarsa" in page
    assert "R••• C•••" in page
    assert "Rusli" not in page
    link = re.search(r'href="(/warga/layanan/sktlk/mulai_perpanjangan_daring/[^"]*)"', page)
    assert link is not None
    form = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert f'value="{paper.number}"' in form
