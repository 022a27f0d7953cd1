"""A person reports a lost savings book at the counter, and leaves with a certificate that anybody can check."""

import io
import re
import time
from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect

from tests.harness.databases import PASSWORD
from tests.harness.deployment import Deployment

NEW_CONTEXT = Callable[..., BrowserContext]


def scan() -> bytes:
    """A small picture, as a scanner would give."""
    out = io.BytesIO()
    Image.new("RGB", (40, 56), "white").save(out, "JPEG")
    return out.getvalue()


SCAN: FilePayload = {"name": "pindaian.jpg", "mimeType": "image/jpeg", "buffer": scan()}


class Watched:
    """What a browser complained of: scripts that failed, policies that were broken, answers that were faults."""

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("console", lambda line: line.type == "error" and self.complaints.append(line.text))
        context.on("response", lambda answer: answer.status >= 500 and self.complaints.append(answer.url))


def look_again(page: Page, address: str, wanted: Locator, *, seconds: float = 30) -> None:
    """Load a page anew until what another process brings about is seen on it."""
    limit = time.monotonic() + seconds
    page.goto(address)
    while not wanted.count() and time.monotonic() < limit:
        page.wait_for_timeout(500)
        page.goto(address)
    expect(wanted).not_to_have_count(0)


def signed_in(context: BrowserContext, server: Deployment, username: str) -> Page:
    page = context.new_page()
    page.goto(f"{server.url}/akun/login/")
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", name="Tugas", exact=True)).to_be_visible()
    return page


#: Moves the clock and the ladder of the case named on the command line back, as if it had been opened earlier.
LEFT_FOR_ELEVEN_MINUTES = """
import sys
from datetime import timedelta
import django
django.setup()
from django.db.models import F
from cases.models import Case, ClockRun, Escalation
earlier = timedelta(minutes=11)
case = int(sys.argv[1])
ClockRun.objects.filter(case=case).update(started_at=F("started_at") - earlier, due_at=F("due_at") - earlier)
Escalation.objects.filter(case=case).update(
    due_at=F("due_at") - earlier, next_attempt_at=F("next_attempt_at") - earlier
)
Case.objects.filter(pk=case).update(clock_due_at=F("clock_due_at") - earlier)
"""


#: Enters a name as soon as the script that put new fields in the place of the old ones has come to its end.
ENTERS_A_NAME_AT_ONCE = """
() => {
  const watcher = new MutationObserver(() => {
    watcher.disconnect();
    const name = document.querySelector('[name="pelapor.nama_lengkap"]');
    name.value = "Hasanah Rusmini";
    for (const kind of ["input", "change"]) name.dispatchEvent(new Event(kind, { bubbles: true }));
  });
  watcher.observe(document.getElementById("fields").parentElement, { childList: true });
}
"""


def tell_the_loss(page: Page) -> None:
    """Everything that the counter form asks, except the boxes of the checklist."""
    person = {
        "nama_lengkap": "Hasanah Rusmini",
        "tempat_lahir": "Kandangan",
        "tanggal_lahir": "1985-05-15",
        "alamat_lengkap": "Desa Tibung Raya RT 2",
    }
    for name, value in person.items():
        page.locator(f'[name="pelapor.{name}"]').fill(value)
    page.locator('[name="pelapor.jenis_identitas"]').select_option("ktp")
    page.locator('[name="pelapor.jenis_kelamin"][value="perempuan"]').check()
    page.locator('[name="waktu_hilang"]').fill("2026-01-05T15:00")
    page.locator('[name="lokasi_hilang"]').fill("Pasar Kandangan")
    page.locator('[name="kronologi"]').fill("Tas jatuh di jalan antara parkiran pasar dan rumah pelapor.")
    page.locator('[name="pernyataan_benar"]').check()


def choose_savings_book(page: Page) -> None:
    page.locator('[name="jenis_barang"]').select_option("buku_tabungan_atm")


def open_case(page: Page, server: Deployment) -> str:
    """From the tile to the open case; gives its address."""
    page.goto(f"{server.url}/loket/")
    page.get_by_role("link", name=re.compile("Warga melapor kehilangan")).click()
    expect(page.get_by_text("Gratis – tidak dipungut biaya")).to_be_visible()
    tell_the_loss(page)
    choose_savings_book(page)
    papers = page.locator(".document")
    expect(papers).to_have_count(3)
    expect(page.locator('[name="pelapor.nama_lengkap"]')).to_have_value("Hasanah Rusmini")
    for number in range(3):
        papers.nth(number).locator('input[type="file"]').set_input_files([SCAN])
        expect(papers.nth(number).locator(".count")).to_have_text("1/1")
    page.get_by_role("button", name="Buka berkas").click()
    page.wait_for_url(re.compile(r"/perkara/\d+/$"))
    return page.url


def take(page: Page, server: Deployment, title: str) -> None:
    page.goto(f"{server.url}/?tab=antrean")
    page.locator("[data-row]", has_text=title).get_by_role("button", name="Ambil").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def finish(page: Page) -> None:
    page.get_by_role("button", name="Selesaikan").click()
    page.wait_for_url(re.compile(r"/perkara/\d+/$"))


@pytest.fixture
def officer(new_context: NEW_CONTEXT) -> Iterator[BrowserContext]:
    context = new_context()
    watched = Watched(context)
    yield context
    assert not watched.complaints


def test_from_the_counter_to_a_certificate_that_can_be_checked(
    server: Deployment, new_context: NEW_CONTEXT, officer: BrowserContext
) -> None:
    page = signed_in(officer, server, "banit1")
    address = open_case(page, server)
    expect(page.locator("main")).not_to_contain_text("Hasanah")
    expect(page.locator("#diagram .token")).to_have_count(1)
    expect(page.locator('a[href^="/lampiran/"]')).to_have_count(3)

    take(page, server, "Periksa syarat")
    page.locator('[name="keputusan"][value="lengkap"]').check()
    finish(page)

    leader = signed_in(new_context(), server, "pamapta1")
    take(leader, server, "Tanda tangani SKTLK")
    finish(leader)

    paper = page.locator('a[href^="/dokumen/"]')
    look_again(page, address, paper)
    answer = officer.request.get(server.url + str(paper.get_attribute("href")))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")

    code_page = str(page.locator('a[href^="/periksa/"]').nth(0).get_attribute("href"))
    anybody = new_context().new_page()
    anybody.goto(server.url + code_page)
    expect(anybody.get_by_text("Surat ini asli dan berlaku")).to_be_visible()
    expect(anybody.locator("main")).not_to_contain_text("Hasanah")


def test_the_supervisor_sees_a_case_that_was_left_for_eleven_minutes(
    server: Deployment, new_context: NEW_CONTEXT, officer: BrowserContext
) -> None:
    """SOP IV.7 b: ten minutes. The case's own clock is set back; the worker that runs beside does the telling."""
    page = signed_in(officer, server, "banit1")
    number = open_case(page, server).rstrip("/").rpartition("/")[2]
    server.installation.python("-c", LEFT_FOR_ELEVEN_MINUTES, number)
    leader = signed_in(new_context(), server, "kaspkt")
    notice = leader.locator(f'a[href="/perkara/{number}/"]')
    look_again(leader, f"{server.url}/pemberitahuan/", notice)
    expect(leader.locator("li", has=notice)).to_contain_text("Batas waktu lewat")
    leader.locator("li", has=notice).get_by_role("button", name="Sudah saya tanggapi").click()
    expect(notice).to_have_count(0)


def test_identity_is_shown_only_with_a_reason_and_the_story_says_so(
    server: Deployment, officer: BrowserContext
) -> None:
    page = signed_in(officer, server, "banit1")
    address = open_case(page, server)
    page.get_by_label("Alasan menampilkan identitas").fill("Mencocokkan KTP")
    page.get_by_role("button", name="Tampilkan").click()
    expect(page.get_by_text("Hasanah Rusmini")).to_be_visible()
    page.goto(address)
    expect(page.get_by_text("Identitas ditampilkan, alasan: Mencocokkan KTP")).to_be_visible()


def test_the_counter_works_without_scripts(server: Deployment, new_context: NEW_CONTEXT) -> None:
    page = signed_in(new_context(java_script_enabled=False), server, "banit1")
    page.goto(f"{server.url}/loket/sktlk/mulai/")
    tell_the_loss(page)
    choose_savings_book(page)
    page.get_by_role("button", name="Perbarui isian").click()
    boxes = page.locator(".document > .choice input")
    expect(boxes).to_have_count(3)
    for number in range(3):
        boxes.nth(number).check()
    page.get_by_role("button", name="Buka berkas").click()
    expect(page).to_have_url(re.compile(r"/perkara/\d+/$"))


def test_what_was_typed_survives_and_another_desk_goes_on_with_it(
    server: Deployment, new_context: NEW_CONTEXT
) -> None:
    first = signed_in(new_context(), server, "banit1")
    first.goto(f"{server.url}/loket/sktlk/mulai/")
    first.locator('[name="pelapor.nama_lengkap"]').press_sequentially("Hasanah Rusmini", delay=5)
    first.locator('[name="pelapor.tempat_lahir"]').focus()
    expect(first.locator("#saved")).to_contain_text("Draf tersimpan")
    second = signed_in(new_context(), server, "banit2")
    second.goto(f"{server.url}/loket/")
    second.get_by_role("link", name=re.compile("Lanjutkan")).click()
    look_again(second, second.url, second.locator('[name="pelapor.nama_lengkap"][value="Hasanah Rusmini"]'))


def test_what_is_entered_the_moment_the_fields_come_back_is_kept(
    server: Deployment, new_context: NEW_CONTEXT
) -> None:
    """The fields that an answer brings listen as soon as they are there, not some milliseconds later."""
    page = signed_in(new_context(), server, "banit1")
    page.goto(f"{server.url}/loket/sktlk/mulai/")
    page.evaluate(ENTERS_A_NAME_AT_ONCE)
    choose_savings_book(page)
    expect(page.locator('[name="pelapor.nama_lengkap"][value="Hasanah Rusmini"]')).to_have_count(1)


def test_keys_move_through_the_list_and_claim(server: Deployment, officer: BrowserContext) -> None:
    page = signed_in(officer, server, "banit1")
    open_case(page, server)
    page.goto(f"{server.url}/?tab=antrean")
    page.keyboard.press("j")
    expect(page.locator("[data-row] a.name").nth(0)).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Pintasan papan ketik")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="Periksa syarat")).to_be_visible()


def test_whoever_claims_second_is_told_who_was_first(server: Deployment, new_context: NEW_CONTEXT) -> None:
    first = signed_in(new_context(), server, "banit1")
    open_case(first, server)
    second = signed_in(new_context(), server, "banit2")
    second.goto(f"{server.url}/?tab=antrean")
    take(first, server, "Periksa syarat")
    second.get_by_role("button", name="Ambil").click()
    holder = str(first.locator(".top .person b").inner_text())
    expect(second.get_by_text(f"Diambil oleh {holder}")).to_be_visible()
