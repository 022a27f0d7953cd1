"""People without an account: open a case, follow it by a code, do what they are asked - and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from cases import selectors, services
from cases.errors import (
    AlreadyClaimed,
    CannotStart,
    CaseNotFound,
    InvalidAnswers,
    NotPermitted,
    TaskNotFound,
)
from cases.models import Attachment, Case, TrackingCode
from cases.services import public, public_forms, tracking
from cases.services.public import Receipt
from cases.services.public_answers import of_public
from forms_config.schema import parse
from organization import crypto
from tests.integration.cases.desk_of_test import SKTLK, Desk, fresh, kinds

PAPERS = ("ktp_pelapor", "suket_nasabah_bank", "buku_tabungan_copy")
LOSS: dict[str, Any] = {
    "pelapor": {
        "nama_lengkap": "Rusli Contohwan",
        "jenis_identitas": "ktp",
        "nik": "6306051705940001",
        "tempat_lahir": "Kandangan",
        "tanggal_lahir": "1994-05-17",
        "jenis_kelamin": "laki_laki",
        "kewarganegaraan": "Indonesia",
        "alamat_lengkap": "Desa Contoh RT 002",
        "no_hp": "081200000000",
    },
    "jenis_barang": "buku_tabungan_atm",
    "jumlah": 1,
    "atas_nama": "pelapor",
    "waktu_hilang": "2026-11-24T16:30:00+08:00",
    "lokasi_hilang": "Pasar Kandangan",
    "kronologi": "Tas tertinggal di pasar dan tidak ditemukan lagi sampai sore.",
    "pernyataan_benar": True,
}


def report(desk: Desk, *, secret: str = "0" * 32, **changes: Any) -> Receipt:
    return public.open_public_case(
        version=desk.procedure(SKTLK),
        unit=desk.unit,
        channel="website",
        event="mulai_daring",
        answers={**LOSS, **changes},
        secret=secret,
    )


def paper(name: str = "ktp.pdf") -> str:
    stored = services.store_attachment(name=name, content=b"%PDF-1.4\n%%EOF\n", actor=None, draft=None)
    return str(stored.pk)


def answer(desk: Desk, receipt: Receipt, *, own: dict[str, str], key: str = "", **answers: Any) -> Case:
    """Do the open task with one file for each row of the checklist."""
    (task,) = selectors.open_to_party(receipt.access)
    rows = {row: {"files": [number]} for row, number in own.items()}
    return public.answer_public_task(
        task_id=task.pk,
        role=receipt.access.role,
        answers={"syarat": rows, **answers},
        own_files=frozenset(own.values()),
        idempotency_key=key,
    )


def test_the_code_is_kept_as_a_fingerprint_only(sound_desk: Desk) -> None:
    receipt = report(sound_desk)
    kept = TrackingCode.objects.get()
    assert len(receipt.code.replace("-", "")) == 26
    assert receipt.code not in str(vars(kept))
    assert selectors.tracked(receipt.code) == kept
    assert selectors.tracked(receipt.code.lower().replace("-", " ")) == kept
    assert selectors.tracked(receipt.case.file_number) is None
    assert (kept.role, receipt.case.opened_by) == ("pelapor", None)
    assert kinds(receipt.case)[-1] == "tracking.given"


def test_the_same_page_handed_in_twice_opens_one_case_and_gives_one_code(sound_desk: Desk) -> None:
    first = report(sound_desk)
    again = report(sound_desk, kronologi="Isian lain sama sekali, tetapi dari halaman yang sama.")
    other = report(sound_desk, secret="1" * 32)
    assert (first.case, first.code) == (again.case, again.code)
    assert Case.objects.count() == TrackingCode.objects.count() == 2
    assert other.code != first.code
    assert fresh(first.case).data["kronologi"] == LOSS["kronologi"]


def test_what_is_wrong_opens_nothing(sound_desk: Desk) -> None:
    with pytest.raises(InvalidAnswers):
        report(sound_desk, waktu_hilang="2026-11-26T16:30:00+08:00")
    with pytest.raises(CannotStart):
        public.open_public_case(
            version=sound_desk.procedure(SKTLK),
            unit=sound_desk.unit,
            channel="website",
            event="mulai",
            answers=LOSS,
            secret="2" * 32,
        )
    assert not Case.objects.exists()
    assert not TrackingCode.objects.exists()


def test_an_officer_can_not_do_the_partys_task_nor_the_party_an_officers(sound_desk: Desk) -> None:
    receipt = report(sound_desk)
    task = sound_desk.task(receipt.case, "unggah_syarat")
    with pytest.raises(NotPermitted):
        services.complete_task(task_id=task.pk, actor=sound_desk.banit1, answers={})
    with pytest.raises(TaskNotFound):
        public.answer_public_task(task_id=task.pk, role="pemilik", answers={})
    answer(sound_desk, receipt, own={row: paper() for row in PAPERS})
    taken = sound_desk.task(receipt.case, "ambil_daring")
    with pytest.raises(TaskNotFound):
        public.answer_public_task(task_id=taken.pk, role="pelapor", answers={})
    assert selectors.open_to_party(receipt.access) == []


def test_answering_twice_changes_nothing(sound_desk: Desk) -> None:
    receipt = report(sound_desk)
    task = selectors.open_to_party(receipt.access)[0]
    own = {row: paper() for row in PAPERS}
    answer(sound_desk, receipt, own=own, key="k1")
    before = kinds(receipt.case)
    again = public.answer_public_task(task_id=task.pk, role="pelapor", answers={}, idempotency_key="k1")
    assert (again, kinds(receipt.case)) == (receipt.case, before)


def test_a_citizen_can_not_waive_tick_or_take_a_file_of_others(sound_desk: Desk) -> None:
    receipt = report(sound_desk)
    others = paper("orang_lain.pdf")
    (task,) = selectors.open_to_party(receipt.access)
    cunning = {
        "ktp_pelapor": {"waived": "true", "reason": "tidak perlu", "done": "true"},
        "suket_nasabah_bank": {"done": "true", "count": "3"},
        "buku_tabungan_copy": {"files": [others]},
    }
    with pytest.raises(InvalidAnswers):
        public.answer_public_task(task_id=task.pk, role="pelapor", answers={"syarat": cunning})
    noted = {"syarat": cunning, "catatan_pelapor": "Bukunya ikut hilang"}
    public.answer_public_task(task_id=task.pk, role="pelapor", answers=noted)
    rows = fresh(receipt.case).data["syarat"]["rows"]
    assert [(row["done"], row["waived"], row["files"]) for row in rows] == [(False, False, [])] * 3
    assert Attachment.objects.get(pk=others).case is None


def test_b3_only_the_paper_that_was_sent_back_is_asked_again(sound_desk: Desk) -> None:
    receipt = report(sound_desk)
    answer(sound_desk, receipt, own={row: paper(f"{row}.pdf") for row in PAPERS})
    sound_desk.complete(receipt.case, "ambil_daring")
    known = fresh(receipt.case).data["syarat"]["rows"]
    sent_back = [
        {**row, "rejected": True, "reason": "Fotonya buram"} if row["code"] == "ktp_pelapor" else row
        for row in known
    ]
    sound_desk.complete(receipt.case, "periksa_daring", syarat=sent_back, keputusan="belum")
    assert fresh(receipt.case).state == "KURANG_BERKAS"
    answer(sound_desk, receipt, own={"ktp_pelapor": paper("ktp_jelas.pdf")})
    rows = {row["code"]: row for row in fresh(receipt.case).data["syarat"]["rows"]}
    assert rows["ktp_pelapor"]["rejected"] is False
    assert len(rows["ktp_pelapor"]["files"]) == 1
    assert rows["ktp_pelapor"]["files"] != known[0]["files"]
    assert rows["buku_tabungan_copy"]["files"] == known[2]["files"]
    sound_desk.complete(receipt.case, "ambil_daring")
    sound_desk.complete(receipt.case, "periksa_daring", syarat=list(rows.values()), keputusan="lengkap")
    sound_desk.complete(receipt.case, "tanda_tangan", by="pamapta1")
    sound_desk.run_jobs()
    document = receipt.case.documents.get()
    found, content = public.read_document(access=receipt.access, document_id=document.pk)
    assert (found, content[:5]) == (document, b"%PDF-")
    assert "document.downloaded" in kinds(receipt.case)
    stranger = report(sound_desk, secret="5" * 32).access
    with pytest.raises(CaseNotFound):
        public.read_document(access=stranger, document_id=document.pk)


def test_a_paper_that_an_officer_is_at_waits_for_him(sound_desk: Desk) -> None:
    receipt = report(sound_desk)
    answer(sound_desk, receipt, own={row: paper() for row in PAPERS})
    sound_desk.complete(receipt.case, "ambil_daring")
    rows = fresh(receipt.case).data["syarat"]["rows"]
    sound_desk.complete(
        receipt.case, "periksa_daring", syarat=rows, keputusan="belum", catatan_kekurangan="Kurang jelas"
    )
    task = sound_desk.task(receipt.case, "kirim_ulang")
    services.claim_task(task_id=task.pk, actor=sound_desk.banit1)
    with pytest.raises(AlreadyClaimed):
        public.answer_public_task(task_id=task.pk, role="pelapor", answers={})
    assert selectors.open_to_party(receipt.access) == []


def test_a_new_code_from_the_desk_ends_the_old_one(sound_desk: Desk) -> None:
    receipt = report(sound_desk)
    old = receipt.access.index
    code = tracking.give_tracking_code(case_id=receipt.case.pk, actor=sound_desk.banit1)
    assert selectors.tracked(receipt.code) is None
    assert selectors.still_tracked(receipt.access.pk, old) is None
    opened = selectors.tracked(code)
    assert opened is not None
    assert (opened.case, opened.given_by) == (receipt.case, sound_desk.banit1)
    with pytest.raises(CaseNotFound):
        tracking.give_tracking_code(case_id=receipt.case.pk, actor=sound_desk.banit9)


def test_the_status_page_form_shows_no_identity(sound_desk: Desk) -> None:
    receipt = report(sound_desk)
    (task,) = selectors.open_to_party(receipt.access)
    sheet = public_forms.task_sheet(task)
    assert "Contohwan" not in str(sheet.first_answers({}))
    assert crypto.mask_name("Rusli Contohwan") == fresh(receipt.case).party_label


def test_files_in_fields_lists_and_drawings_are_the_pages_own() -> None:
    form = parse(
        b"""{"type": "default", "id": "f", "schemaVersion": 18, "components": [
        {"type": "group", "id": "g", "path": "bukti", "components": [
            {"type": "filepicker", "id": "a", "key": "foto", "multiple": true},
            {"type": "filepicker", "id": "b", "key": "satu"},
            {"type": "textfield", "id": "c", "key": "paraf", "properties": {"widget": "signature"}}]},
        {"type": "dynamiclist", "id": "d", "path": "barang", "isRepeating": true, "components": [
            {"type": "filepicker", "id": "e", "key": "foto", "multiple": true}]}]}"""
    )
    sent = {
        "bukti": {"foto": ["1", "9"], "satu": ["9"], "paraf": "9"},
        "barang": {"0": {"foto": ["9", "2"]}},
    }
    assert of_public(form, sent, known={}, own_files=["1", "2"]) == {
        "bukti": {"foto": ["1"], "satu": None, "paraf": None},
        "barang": {"0": {"foto": ["2"]}},
    }
