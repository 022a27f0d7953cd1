"""How promises were kept: every number is the list behind it, and neither knows of what the viewer may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from cases.models import Case, ClockRun
from cases.selectors import reach_of
from cases.supervision.clock_report import KINDS, Line, clock_report, runs_behind
from tests.integration.cases.desk_of_test import Desk, fresh

CHECKED = {"ciri": "Cokelat dengan tanda putih di dahi"}


def report(desk: Desk, who: str = "ka1") -> list[Line]:
    at = desk.clock.at
    return clock_report(reach_of(desk.people[who], at), at - timedelta(days=1), at + timedelta(days=1), "id")


def behind(desk: Desk, line: Line, kind: str) -> int:
    at = desk.clock.at
    span = (at - timedelta(days=1), at + timedelta(days=1))
    asked = {"kind": kind, "procedure": line.procedure, "clock": line.clock, "unit": line.unit}
    return runs_behind(reach_of(desk.ka1, at), *span, **asked).count()


def issue(desk: Desk, case: Case) -> None:
    desk.complete(case, "periksa_ternak", by="banit1", **CHECKED)
    desk.complete(case, "tanda_tangan", by="pamapta1")
    desk.run_jobs()


def test_within_near_breached_and_pauses(desk: Desk) -> None:
    issue(desk, desk.ternak())
    late = desk.ternak()
    desk.clock.at += timedelta(minutes=16)
    issue(desk, late)
    desk.ternak()
    paused = desk.ternak()
    near_at = fresh(paused).clock_near_at
    assert near_at is not None
    desk.clock.at = near_at
    ClockRun.objects.filter(case=paused).update(status="paused", left_seconds=60, pauses=2, paused_seconds=90)
    desk.ternak()
    (line,) = report(desk)
    counts = (line.all, line.within, line.near, line.breached, line.paused, line.paused_seconds)
    assert counts == (5, 3, 1, 1, 1, 90)
    assert (line.service, line.title) == ("Surat Keterangan Kehilangan Ternak", "Pelayanan")
    assert [behind(desk, line, kind) for kind in KINDS] == [3, 1, 1, 1, 5]


def test_what_is_sealed_is_in_no_number(desk: Desk, browse: Callable[[str], Client]) -> None:
    shown, sealed = desk.ternak(), desk.ternak()
    Case.objects.filter(pk=sealed.pk).update(sealed=True)
    (line,) = report(desk)
    assert line.all == behind(desk, line, "semua") == 1
    page = browse("ka1")
    query = {"prosedur": line.procedure, "jam": line.clock, "unit": line.unit, "hitung": "semua"}
    listed = page.get("/laporan-waktu/daftar/", query).content.decode()
    assert shown.file_number in listed
    assert sealed.file_number not in listed
    assert report(desk, "banit9") == []


def test_pages_of_the_report(desk: Desk, browse: Callable[[str], Client]) -> None:
    desk.ternak()
    page = browse("ka1")
    assert "Pelayanan" in page.get("/laporan-waktu/").content.decode()
    before = {"dari": "2026-01-01", "sampai": "2026-01-31"}
    assert "Tidak ada waktu yang dihitung" in page.get("/laporan-waktu/", before).content.decode()
    wrong = page.get("/laporan-waktu/", {"dari": "kemarin", "sampai": ""}).content.decode()
    assert "Tanggal itu tidak dapat dibaca" in wrong
    for fault in ({"hitung": "lain", "unit": 1}, {"unit": "x"}, {}):
        assert page.get("/laporan-waktu/daftar/", fault).status_code == 404
    assert browse("banit1").get("/laporan-waktu/").status_code == 403
