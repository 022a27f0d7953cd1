"""The pages of what can still be done for a case: they call the services, and nothing typed is lost."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.models import Case, Document
from tests.integration.cases.desk_of_test import REPORT, Desk, fresh
from tests.integration.cases.test_corrections import issued
from tests.integration.cases.test_reopening import PAPER, ended, version
from workflows.models import ProcedureVersion

pytestmark = pytest.mark.django_db
__all__ = ["version"]


def signed_in(desk: Desk, name: str) -> Client:
    client = Client()
    client.force_login(desk.people[name])
    return client


def page_of(client: Client, case: Case) -> str:
    return client.get(reverse("desk:case", args=[case.pk])).content.decode()


def test_a_file_shows_what_is_open_to_whom(desk: Desk, version: ProcedureVersion) -> None:
    case = ended(desk, version)
    address = reverse("desk:reopen", args=[case.pk, "buka_lagi"])
    assert address in page_of(signed_in(desk, "pamapta1"), case)
    assert address not in page_of(signed_in(desk, "banit1"), case)
    assert reverse("desk:withdraw", args=[case.pk]) not in page_of(signed_in(desk, "banit1"), case)
    running = desk.open(version, **REPORT)
    assert reverse("desk:withdraw", args=[running.pk]) in page_of(signed_in(desk, "banit1"), running)


def test_reopening_on_the_page_keeps_what_was_typed_until_there_is_a_reason(
    desk: Desk, version: ProcedureVersion
) -> None:
    case, client = ended(desk, version), signed_in(desk, "pamapta1")
    address = reverse("desk:reopen", args=[case.pk, "buka_lagi"])
    assert client.get(address).status_code == 200
    answer = client.post(address, {"_alasan": " ", "_kunci": "k1"})
    assert answer.status_code == 422
    assert "Tuliskan alasannya" in answer.content.decode()
    assert client.post(address, {"_alasan": "Belum selesai.", "_kunci": "k1"}).status_code == 302
    assert fresh(case).is_running
    assert client.post(address, {"_alasan": "Belum selesai.", "_kunci": "k1"}).status_code == 302
    assert fresh(case).reopenings == 1
    assert client.get(reverse("desk:reopen", args=[case.pk, "mulai"])).status_code == 404


def test_withdrawing_on_the_page(desk: Desk, version: ProcedureVersion) -> None:
    case = desk.open(version, **REPORT)
    address = reverse("desk:withdraw", args=[case.pk])
    assert signed_in(desk, "banit9").get(address).status_code == 404
    assert signed_in(desk, "banit1").post(address, {"_alasan": "Ternak pulang."}).status_code == 302
    assert fresh(case).state == "DICABUT"


def test_a_late_paper_on_the_page(desk: Desk) -> None:
    case, _ = issued(desk)
    client, address = signed_in(desk, "banit1"), reverse("desk:add_paper", args=[case.pk])
    assert "sudah berakhir" in client.get(address).content.decode()
    assert client.post(address, {"catatan": "dari kades"}).status_code == 422
    refused = client.post(
        address, {"berkas": SimpleUploadedFile("x.pdf", b"<html>"), "catatan": "dari kades"}
    )
    assert (refused.status_code, "dari kades" in refused.content.decode()) == (422, True)
    given = {
        "berkas": SimpleUploadedFile("s.pdf", PAPER),
        "diterima": "2026-11-24T09:30",
        "catatan": "dari kades",
    }
    assert client.post(address, given).status_code == 302
    assert case.events.get(kind="paper.added").data["received"] == "2026-11-24T09:30:00+08:00"
    assert "dari kades" in page_of(client, case)


def test_correcting_and_printing_on_the_page(desk: Desk) -> None:
    case, document = issued(desk)
    client, address = signed_in(desk, "pamapta1"), reverse("desk:correct", args=[document.pk])
    shown = client.get(address).content.decode()
    assert 'value="Rusli Contohwan"' in shown
    given = {
        "pelapor.nama_lengkap": "Rusli Contohwan",
        "pelapor.alamat_lengkap": "Desa Contoh RT 001",
        "jenis_ternak": "sapi",
        "jumlah": "4",
        "waktu_hilang": "2026-11-22T05:30",
        "_isian": "lapor",
    }
    assert client.post(address, {**given, "jumlah": "-1", "_alasan": "Keliru."}).status_code == 422
    assert client.post(address, {**given, "_alasan": "Keliru."}).status_code == 302
    right = Document.objects.get(replaces=document)
    assert fresh(case).data["jumlah"] == 4
    assert address not in page_of(client, case)
    assert "ralat ke-1" in page_of(client, case)
    printed = client.post(reverse("desk:print", args=[right.pk]))
    assert b"".join(printed.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert "dicetak 1 kali" in page_of(client, case)
    assert signed_in(desk, "banit9").post(reverse("desk:print", args=[right.pk])).status_code == 404
