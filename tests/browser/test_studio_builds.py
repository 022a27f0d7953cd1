"""A process owner makes a procedure in the browser, two others check and approve it, an officer works a case of it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.test_desk import SCAN, Watched, finish, look_again, signed_in, take
from tests.harness.browser import SCREENSHOTS
from tests.harness.deployment import Deployment

NEW_CONTEXT = Callable[..., BrowserContext]
TITLE = "Surat Izin Pinjam Aula"


class Clicks:
    """How often somebody clicked or typed, for the record."""

    def __init__(self, page: Page) -> None:
        self.page, self.number, self.since = page, 0, time.monotonic()

    def on(self, target: Locator) -> None:
        self.number += 1
        target.click()

    def button(self, name: str) -> None:
        self.on(self.page.get_by_role("button", name=name, exact=True))

    def tab(self, name: str) -> None:
        self.on(
            self.page.get_by_role("navigation", name="Bagian versi").get_by_role(
                "link", name=name, exact=True
            )
        )

    def fill(self, name: str, text: str) -> None:
        self.number += 1
        self.page.locator(f'[name="{name}"]').fill(text)

    def save(self) -> None:
        self.button("Simpan draf")
        expect(self.page.get_by_text("Draf tersimpan.", exact=True)).to_be_visible()

    def minutes(self) -> float:
        return (time.monotonic() - self.since) / 60


@pytest.fixture
def owners(new_context: NEW_CONTEXT) -> Iterator[Callable[[], BrowserContext]]:
    """A browser for each person; none of them may complain."""
    watched: list[Watched] = []

    def make() -> BrowserContext:
        context = new_context(viewport={"width": 1280, "height": 900})
        watched.append(Watched(context))
        return context

    yield make
    assert [complaint for each in watched for complaint in each.complaints] == []


def begin(clicks: Clicks, server: Deployment) -> None:
    page = clicks.page
    page.goto(f"{server.url}/studio/")
    clicks.on(page.get_by_role("link", name="Prosedur baru"))
    clicks.on(page.get_by_label("Surat keterangan"))
    clicks.fill("title", TITLE)
    clicks.fill("key", "pinjam_aula")
    clicks.button("Buat draf")
    expect(page.get_by_text("Tidak ada temuan.")).to_be_visible()


def draw_the_flow(clicks: Clicks) -> None:
    """The third task belongs to the head of the desk; its name and role are changed in the modeler."""
    page = clicks.page
    clicks.tab("Alur")
    expect(page.locator("#modeler[data-ready]")).to_be_attached()
    clicks.on(page.locator('[data-element-id="setujui"]').first)
    page.get_by_label("Nama", exact=True).fill("Putuskan izin")
    page.get_by_label("Nama", exact=True).press("Tab")
    page.get_by_label("Peran pelaksana").fill("role:ka_spkt_salah")
    page.get_by_label("Peran pelaksana").press("Tab")
    problem = page.locator("#flow-problems li", has_text="ka_spkt_salah")
    expect(problem).to_be_visible()
    clicks.on(page.locator(".djs-container").first)
    clicks.on(problem.get_by_role("button", name="Tunjukkan"))
    expect(page.get_by_label("Nama", exact=True)).to_have_value("Putuskan izin")
    page.get_by_label("Peran pelaksana").fill("role:ka_spkt")
    page.get_by_label("Peran pelaksana").press("Tab")
    expect(page.locator("#flow-problems")).to_have_text("Tidak ada temuan.")
    expect(page.locator("#flow-saved")).to_contain_text("Tersimpan")
    page.screenshot(path=SCREENSHOTS / "studio-modeler.png", full_page=True)


def write_the_form(clicks: Clicks) -> None:
    """Two fields more: how many guests, and the letter of application as a file."""
    page = clicks.page
    clicks.tab("Formulir")
    clicks.on(page.get_by_role("link", name="terima"))
    for kind in ("number", "filepicker"):
        page.locator('[name="_jenis"]').select_option(kind)
        clicks.button("Tambah isian")
    cards = page.locator("form#draft details.row-card")
    for number, (label, key) in enumerate(
        (("Jumlah tamu", "jumlah_tamu"), ("Surat permohonan", "surat_permohonan"))
    ):
        clicks.on(cards.nth(5 + number).locator("summary"))
        clicks.fill(f"c.{2 + number}.label", label)
        clicks.fill(f"c.{2 + number}.key", key)
        clicks.on(page.locator(f'[name="c.{2 + number}.required"]'))
    clicks.save()
    preview = page.get_by_role("region", name="Yang dilihat petugas")
    expect(preview.get_by_text("Surat permohonan")).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "studio-form.png", full_page=True)


def decide(clicks: Clicks) -> None:
    """More than 200 guests don't fit into the hall."""
    page = clicks.page
    clicks.tab("Keputusan")
    clicks.on(page.get_by_role("link", name="Kelayakan permohonan", exact=True))
    clicks.button("Tambah masukan")
    clicks.fill("i.1.label", "Jumlah tamu")
    clicks.fill("i.1.text", "jumlah_tamu")
    page.locator('[name="i.1.type"]').select_option("number")
    clicks.fill("r.0.1", "<= 200")
    clicks.button("Tambah aturan")
    for name, text in (("r.2.0", "true"), ("r.2.1", "> 200"), ("r.2.2", '"tidak_layak"')):
        clicks.fill(name, text)
    clicks.save()


def promise(clicks: Clicks) -> None:
    """Thirty minutes; at three quarters the shift leader hears of it."""
    clicks.tab("Tahap dan waktu")
    clicks.fill("clocks.0.target", "30 menit")
    clicks.button("Tambah eskalasi")
    clicks.fill("clocks.0.escalate.1.at", "75%")
    clicks.fill("clocks.0.escalate.1.to", "role:pamapta")
    clicks.save()


def write_the_letter(clicks: Clicks) -> None:
    page = clicks.page
    clicks.tab("Surat")
    clicks.fill("documents.0.title.id", TITLE)
    clicks.fill("documents.0.letter.title.id", TITLE)
    clicks.fill("documents.0.letter.fields.2.label.id", "Kegiatan")
    clicks.fill("documents.0.letter.clause.id", "Aula dikembalikan dalam keadaan bersih.")
    clicks.save()
    address = page.get_by_role("link", name=re.compile("Contoh cetak")).get_attribute("href")
    answer = page.request.get(page.url.partition("/studio")[0] + str(address))
    assert answer.body().startswith(b"%PDF")
    clicks.tab("Data")
    clicks.fill("numbers.0.pattern", "AULA/{n}/{roman_month}/{year}/{unit_path}")
    clicks.save()


def write_scenarios(clicks: Clicks) -> None:
    """The answers to the new fields; then both run, and their path is seen on the diagram."""
    page = clicks.page
    clicks.tab("Skenario")
    for name in ("Syarat lengkap", "Syarat tidak lengkap"):
        clicks.on(page.get_by_role("link", name=re.compile(f"^Ubah: {name}")))
        source = page.locator("#source")
        text = source.input_value()
        text = text.replace("    keperluan:", "    jumlah_tamu: 120\n    keperluan:")
        text = text.replace("steps:", "  attach: {surat_permohonan: permohonan.pdf}\nsteps:")
        source.fill(text.replace("by: pamapta1", "by: ka1"))
        clicks.save()
        clicks.tab("Skenario")
    clicks.button("Jalankan semua")
    expect(page.get_by_text("lulus", exact=True)).to_have_count(2)
    clicks.on(page.get_by_role("button", name=re.compile("^Jalankan: Syarat lengkap")))
    expect(page.locator("#diagram .taken")).not_to_have_count(0)
    page.screenshot(path=SCREENSHOTS / "studio-scenario.png", full_page=True)


def test_from_nothing_to_a_case_without_a_file_or_a_restart(
    server: Deployment, owners: Callable[[], BrowserContext]
) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    author = Clicks(signed_in(owners(), server, "perancang"))
    begin(author, server)
    draw_the_flow(author)
    write_the_form(author)
    decide(author)
    promise(author)
    write_the_letter(author)
    write_scenarios(author)
    author.tab("Periksa dan terbit")
    author.button("Ajukan untuk diperiksa")
    expect(author.page.get_by_text("Pemeriksa harus orang lain")).to_be_visible()
    record = {"clicks": author.number, "minutes": round(author.minutes(), 1)}
    (SCREENSHOTS / "studio-effort.json").write_text(json.dumps(record))
    address = author.page.url

    checker = signed_in(owners(), server, "pemeriksa")
    checker.goto(address)
    checker.get_by_role("button", name="Sudah saya periksa, setuju").click()
    approver = signed_in(owners(), server, "penyetuju")
    approver.goto(address)
    approver.get_by_role("button", name="Setujui dan terbitkan").click()
    expect(approver.get_by_text("Diterbitkan dan berlaku sekarang.")).to_be_visible()
    approver.screenshot(path=SCREENSHOTS / "studio-published.png", full_page=True)
    work_a_case(server, signed_in(owners(), server, "banit1"), signed_in(owners(), server, "kaspkt"))


def work_a_case(server: Deployment, officer: Page, head: Page) -> None:
    officer.goto(f"{server.url}/loket/")
    officer.get_by_role("link", name=re.compile(TITLE)).click()
    officer.locator('[name="pemohon.nama_lengkap"]').fill("Karang Taruna Contoh")
    officer.locator('[name="pemohon.alamat_lengkap"]').fill("Desa Contoh RT 001")
    officer.locator('[name="keperluan"]').fill("Rapat anggota tahunan.")
    officer.locator('[name="jumlah_tamu"]').fill("120")
    officer.locator('[name="_lampiran.surat_permohonan"]').set_input_files([SCAN])
    expect(officer.locator('input[name="surat_permohonan"]')).to_be_attached()
    officer.get_by_role("button", name="Buka berkas").click()
    officer.wait_for_url(re.compile(r"/perkara/\d+/$"))
    case = officer.url
    take(officer, server, "Periksa syarat")
    officer.locator('[name="syarat_lengkap"]').check()
    finish(officer)
    take(head, server, "Putuskan izin")
    head.locator('[name="keputusan"][value="setuju"]').check()
    finish(head)
    look_again(officer, case, officer.get_by_text(re.compile(r"AULA/1/")))
    take(officer, server, "Serahkan surat")
    officer.locator('[name="diserahkan"]').check()
    finish(officer)
    expect(officer.get_by_text("Surat sudah diserahkan").first).to_be_visible()
