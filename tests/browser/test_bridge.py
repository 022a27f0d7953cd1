"""A supervisor finds out why three cases stand still and repairs each; hands two hundred tasks to others at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.test_desk import Watched, signed_in
from tests.harness.deployment import Deployment
from tests.harness.races import race

STEPS = "tests.browser.bridge_steps"
NEW_CONTEXT = Callable[..., BrowserContext]


def at_the_station(server: Deployment, step: str, **arguments: Any) -> Any:
    (outcome,) = race(
        1, f"{STEPS}:{step}", installation=server.installation, arguments=arguments, seconds=300
    )
    assert outcome.ok, outcome
    return outcome.value


def row_of(page: Page, number: str) -> Locator:
    return page.locator("[data-row]", has_text=number)


def reason_of(page: Page, number: str) -> str:
    """The heading under which a case stands, and the sentence in its row."""
    group = page.locator("details.reason", has_text=number)
    return f"{group.locator('h2').inner_text()}: {row_of(page, number).locator('.why small').inner_text()}"


def hand_over(page: Page, *, to: str, reason: str) -> None:
    """Choose somebody, look at the preview, and do it."""
    page.get_by_role("checkbox", name=re.compile(to)).check()
    page.get_by_label("Alasan").select_option(reason)
    page.get_by_role("button", name="Pratinjau").click()
    expect(page.get_by_role("heading", name="Pratinjau: alihkan")).to_be_visible()


def test_three_stuck_cases_are_understood_and_repaired(server: Deployment, new_context: NEW_CONTEXT) -> None:
    planted = at_the_station(server, "stuck")
    context = new_context()
    watched = Watched(context)
    page = signed_in(context, server, "kaspkt")
    page.get_by_role("link", name="Pimpinan").click()
    expect(page.get_by_text("3 perkara tidak akan bergerak sendiri")).to_be_visible()
    assert reason_of(page, planted["failing"]).startswith("Langkah mesin gagal: Gagal (no_path) sejak")
    assert reason_of(page, planted["absent"]).startswith(
        "Pemegang tidak ada di tempat: Bripda Gusti Permana Aji, izin s.d."
    )
    assert reason_of(page, planted["unclaimed"]) == (
        "Lewat waktu dan belum diambil: Antrean Banit SPKT, belum diambil siapa pun"
    )

    row_of(page, planted["unclaimed"]).get_by_role("link", name="Tugaskan").click()
    hand_over(page, to="Norlaila Hapsari", reason="Membagi beban")
    page.get_by_role("button", name="Alihkan 1 tugas sekarang").click()
    expect(page.locator("main")).to_contain_text("1 tugas pindah, 0 ditolak")

    page.get_by_role("link", name="Ke daftar macet").click()
    row_of(page, planted["absent"]).get_by_role("link", name="Alihkan").click()
    hand_over(page, to="Norlaila Hapsari", reason="Pemegang tidak di tempat")
    expect(page.locator("tbody")).to_contain_text("Bripda Gusti Permana Aji")
    page.get_by_role("button", name="Alihkan 1 tugas sekarang").click()
    expect(page.locator("main")).to_contain_text("1 tugas pindah, 0 ditolak")

    page.get_by_role("link", name="Ke daftar macet").click()
    row_of(page, planted["failing"]).get_by_role("link", name="Perbaiki").click()
    page.get_by_label(re.compile("Pindahkan")).select_option("b")
    page.get_by_role("button", name="Pindahkan").click()
    expect(page.get_by_role("heading", name="Pratinjau: pindahkan")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Dimulai")
    page.get_by_label("Alasan").fill("Syarat jalur belum lengkap, diteruskan pimpinan")
    page.get_by_role("button", name="Lakukan perbaikan").click()
    expect(page.locator("main")).to_contain_text("Perbaikan dilakukan")
    expect(page.locator(".story")).to_contain_text("Syarat jalur belum lengkap, diteruskan pimpinan")

    # The one that was overdue is still late, but somebody who is there holds it now.
    page.get_by_role("link", name="Pimpinan").click()
    expect(page.get_by_text("1 perkara tidak akan bergerak sendiri")).to_be_visible()
    assert (
        reason_of(page, planted["unclaimed"])
        == "Lewat waktu, sedang dikerjakan: Dipegang Briptu Norlaila Hapsari"
    )
    # The planted process has no picture, and the viewer of diagrams says so.
    assert set(watched.complaints) <= {"no diagram to display"}


def test_two_hundred_are_handed_on_and_five_are_refused(server: Deployment, new_context: NEW_CONTEXT) -> None:
    tasks = at_the_station(server, "many", by="banit1", count=200)
    page = signed_in(new_context(), server, "kaspkt")
    page.get_by_role("link", name="Pimpinan").click()
    page.get_by_role("link", name="Beban").click()
    page.get_by_role("link", name=re.compile("Alihkan semua.*Rahmadi Sulaksana")).click()
    expect(page.get_by_role("heading", name="Alihkan 200 tugas")).to_be_visible()
    hand_over(page, to="Norlaila Hapsari", reason="Pergantian jaga")
    expect(page.locator("main")).to_contain_text("200 tugas pindah, 0 ditolak")

    at_the_station(server, "meanwhile", tasks=tasks[:5], by="banit1", to="banit2")
    page.get_by_role("button", name="Alihkan 200 tugas sekarang").click()
    expect(page.locator("main")).to_contain_text("195 tugas pindah, 5 ditolak", timeout=120_000)
    refused = page.locator("tr", has_text="Ditolak")
    expect(refused).to_have_count(5)
    told = refused.locator("td:nth-child(3) small").all_inner_texts()
    assert sorted(told) == [
        "Briptu Norlaila Hapsari sudah memegang tugas ini.",
        "Tugas ini sudah diselesaikan oleh Bripka Rahmadi Sulaksana.",
        "Tugas ini sudah diselesaikan oleh Bripka Rahmadi Sulaksana.",
        "Tugas ini tidak dapat diserahkan kepada penerima itu.",
        "Tugas ini tidak ditemukan.",
    ]
    assert at_the_station(server, "holders", tasks=tasks[5:]) == {"banit2": 195}

    page.get_by_role("button", name="Kembalikan").click()
    expect(page.get_by_text("195 tugas dikembalikan.")).to_be_visible(timeout=120_000)
    assert at_the_station(server, "holders", tasks=tasks[5:]) == {"banit1": 195}
