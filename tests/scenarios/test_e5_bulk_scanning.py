"""E5: forty old paper complaints are scanned in bulk (R-028; SOP-SPKT-01, III.2.c.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.engine.time import clock
from cases.models import Attachment, Case, ScanBatch, ScanItem, ScanStatus
from cases.selectors import reach_of, search_cases
from tests.scenarios.station import Station, make_station, scan_of

KEY = "pengaduan_tidak_langsung"
SERVICE = f"{KEY}/arsip_kertas"
PAPERS = 40


@pytest.fixture
def station(db: None) -> Iterator[Station]:
    made = make_station(KEY, at="2026-11-25T10:00:00+08:00")
    made.person("petugas", "petugas_pengaduan")
    made.person("rekan", "petugas_pengaduan")
    made.person("piket", "pamapta")
    with clock(made.clock):
        yield made


def bring(
    station: Station, *files: tuple[str, bytes], key: str = "kunci-1", by: str = "petugas"
) -> ScanBatch:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    client = station.client(by)
    answer = client.post("/arsip/", {"layanan": SERVICE, "_kunci": key, "berkas": sent})
    assert answer.status_code == 302, answer.content.decode()[:500]
    return ScanBatch.objects.get(key=key)


def letters(count: int) -> list[tuple[str, bytes]]:
    return [(f"aduan_{n:03d}.png", scan_of(n)) for n in range(count)]


def put_away(station: Station, batch: ScanBatch, **fields: str) -> Any:
    """Send the page of a batch: `fields` by name, the rest as it stands there."""
    return station.client("petugas").post(f"/arsip/{batch.pk}/", {"tanggal": "2026-11-20", **fields})


def test_e5_each_gets_a_number_keeps_its_day_and_is_found(station: Station) -> None:
    batch = bring(station, *letters(PAPERS))
    items = list(batch.items.order_by("pk"))
    own = {f"tanggal-{items[0].pk}": "2019-03-04", f"perihal-{items[0].pk}": "Lampu jalan padam"}
    assert put_away(station, batch, **own).status_code == 302
    station.run_jobs()
    cases = list(Case.objects.order_by("pk"))
    assert len(cases) == PAPERS
    assert [case.number for case in cases] == [
        f"DUMAS/{n}/XI/2026/SPKT/POLRES CONTOH" for n in range(1, PAPERS + 1)
    ]
    first = cases[0]
    assert datetime.fromisoformat(first.data["waktu_terima"]) == datetime.fromisoformat(
        "2019-03-04T00:00:00+08:00"
    )
    assert set(batch.items.values_list("status", "received_on")) == {
        (ScanStatus.OPENED, date(2019, 3, 4)),
        (ScanStatus.OPENED, date(2026, 11, 20)),
    }
    assert Attachment.objects.filter(case=first).count() == 1
    reach = reach_of(station.people["rekan"], station.clock.at)
    assert list(search_cases(reach, "lampu jalan padam")) == [first]
    assert list(search_cases(reach, "4-3-2019")) == [first]
    assert list(search_cases(reach, first.number)) == [first]


def test_e5_clock_counts_from_the_day_of_receipt(station: Station) -> None:
    """Received Fri 20 Nov 2026: the first answer is due at the end of Wed 25 Nov, three working days later."""
    batch = bring(station, *letters(1))
    put_away(station, batch)
    station.run_jobs()
    case = Case.objects.get()
    run = case.clocks.get(code="tanggapan")
    assert run.started_at == datetime.fromisoformat("2026-11-20T00:00:00+08:00")
    assert run.due_at.date() == date(2026, 11, 25)


def test_e5_repeating_changes_nothing(station: Station) -> None:
    files = letters(3)
    batch = bring(station, *files)
    bring(station, *files)  # the same form, sent twice
    put_away(station, batch)
    put_away(station, batch)
    assert (ScanBatch.objects.count(), Case.objects.count(), Attachment.objects.count()) == (1, 3, 3)
    again = bring(station, *files, key="kunci-2")  # the same papers, on another day
    put_away(station, again)
    assert Case.objects.count() == 3
    assert set(again.items.values_list("status", "case")) == {
        (ScanStatus.REPEATED, case.pk) for case in Case.objects.all()
    }


def test_e5_each_file_has_its_own_verdict_by_content(station: Station) -> None:
    good = scan_of(1, "JPEG")
    batch = bring(
        station,
        ("benar.pdf", b"%PDF-1.4\n%%EOF\n"),
        ("benar.jpg", good),
        ("mengaku.pdf", b"MZ\x90\x00 not a paper"),
        ("rusak.png", scan_of(2)[:40]),
        ("kembar.jpg", good),
    )
    verdicts = dict(batch.items.values_list("name", "why"))
    assert verdicts == {
        "benar.pdf": "",
        "benar.jpg": "",
        "mengaku.pdf": "type",
        "rusak.png": "broken",
        "kembar.jpg": "twice",
    }
    put_away(station, batch)
    page = station.client("petugas").get(f"/arsip/{batch.pk}/").content.decode()
    assert Case.objects.count() == 2
    assert "Bukan PDF, JPEG, atau PNG." in page


def test_e5_paper_goes_into_a_case_that_is_there(station: Station) -> None:
    batch = bring(station, *letters(2))
    _first, second = batch.items.order_by("pk")
    put_away(station, batch, **{f"nomor-{second.pk}": "DUMAS/99"})
    page = put_away(station, batch, **{f"nomor-{second.pk}": "DUMAS/99"}).content.decode()
    assert "Tidak ada berkas dengan nomor itu di satuan ini." in page
    case = Case.objects.get()  # the first went on while the second waits for a right number
    put_away(station, batch, **{f"nomor-{second.pk}": case.file_number})
    second.refresh_from_db()
    assert (second.status, second.case) == (ScanStatus.ADDED, case)
    assert case.attachments.count() == 2
    added = case.events.get(kind="paper.added")
    assert added.data["received"] == "2026-11-20T00:00:00+08:00"


def test_e5_a_day_in_the_future_is_refused_and_nothing_typed_is_lost(station: Station) -> None:
    batch = bring(station, *letters(1))
    item = ScanItem.objects.get()
    answer = put_away(
        station, batch, **{f"tanggal-{item.pk}": "2026-12-01", f"perihal-{item.pk}": "Lampu jalan"}
    )
    assert not Case.objects.exists()
    assert 'value="Lampu jalan"' in answer.content.decode()


def test_e5_somebody_elses_pile_and_a_closed_way_in_are_refused(station: Station) -> None:
    batch = bring(station, *letters(1))
    assert station.client("rekan").get(f"/arsip/{batch.pk}/").status_code == 404
    sent = {"layanan": SERVICE, "_kunci": "k", "berkas": [SimpleUploadedFile("a.png", scan_of(9))]}
    assert station.client("piket").post("/arsip/", sent).status_code == 409
    assert not ScanBatch.objects.filter(key="k").exists()
