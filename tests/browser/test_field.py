"""A call, officers sent, and a phone without a line: what was tapped then counts when it happened."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_desk import Watched, look_again, signed_in
from tests.harness.deployment import Deployment

NEW_CONTEXT = Callable[..., BrowserContext]
PHONE = {"viewport": {"width": 320, "height": 640}}
OFFICER = re.compile("Satuan Samapta")


def call(page: Page, server: Deployment) -> str:
    """Three answers by keyboard alone; gives the address of the officers' links."""
    page.goto(f"{server.url}/telepon/")
    expect(page.get_by_label("Jenis kejadian")).to_be_focused()
    page.keyboard.type("Perkelahian")
    page.keyboard.press("Tab")
    page.keyboard.type("Simpang Pasar Contoh")
    page.keyboard.press("Tab")
    page.keyboard.type("Siti Contoh")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/perkara/\d+/piket/"))
    return page.url


def gather(page: Page, server: Deployment) -> None:
    look_again(page, f"{server.url}/?tab=antrean", page.get_by_text("Kumpulkan piket fungsi"))
    page.get_by_role("button", name=re.compile("Ambil: Kumpulkan")).click()
    for box in (page.get_by_label(OFFICER), page.get_by_label("Pimpinan sudah diberi tahu")):
        with page.expect_response(re.compile("/isian/")):
            box.check()
        expect(box).to_be_checked()
    page.get_by_role("button", name="Selesaikan").click()
    page.wait_for_url(re.compile(r"/perkara/\d+/$"))


def tap(phone: Page, title: str) -> None:
    phone.locator("button.step.next", has_text=title).click()
    expect(phone.locator(".step.done", has_text=title)).to_be_visible()


def test_steps_tapped_without_a_line_are_sent_when_it_is_back(
    server: Deployment, new_context: NEW_CONTEXT
) -> None:
    operator = signed_in(new_context(), server, "operator1")
    links = call(operator, server)
    leader = signed_in(new_context(), server, "pamapta1")
    gather(leader, server)
    leader.goto(links)
    leader.get_by_text("Tautan untuk HP").click()
    address = leader.locator(".hash").inner_text()

    context = new_context(**PHONE)
    watched = Watched(context)
    phone = context.new_page()
    phone.goto(address)
    assert phone.evaluate("document.documentElement.scrollWidth") == 320
    tap(phone, "Terima")
    expect(phone.get_by_role("status")).to_contain_text("Terkirim")
    expect(phone.locator("body[data-kept=yes]")).to_have_count(1)
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assert watched.complaints == []

    context.set_offline(True)
    tap(phone, "Berangkat")
    tap(phone, "Tiba")
    expect(phone.get_by_role("status")).to_contain_text("Tersimpan di HP")
    phone.reload()
    expect(phone.locator(".step.done", has_text="Tiba")).to_contain_text("menunggu sinyal")
    leader.goto(links)
    expect(leader.locator(".reported li.done")).to_have_text([re.compile("Terima")])

    context.set_offline(False)
    phone.reload()
    expect(phone.get_by_text("menunggu sinyal")).to_have_count(0)
    expect(phone.get_by_label("Tindakan pertama di TKP dan hasilnya")).to_be_visible()
    leader.goto(links)
    done = [re.compile("Terima"), re.compile("Berangkat"), re.compile("Tiba")]
    expect(leader.locator(".reported li.done")).to_have_text(done)


def test_without_script_each_step_is_a_plain_form(server: Deployment, new_context: NEW_CONTEXT) -> None:
    operator = signed_in(new_context(), server, "operator1")
    links = call(operator, server)
    leader = signed_in(new_context(), server, "pamapta1")
    gather(leader, server)
    leader.goto(links)
    leader.get_by_text("Tautan untuk HP").click()
    phone = new_context(java_script_enabled=False, **PHONE).new_page()
    phone.goto(leader.locator(".hash").inner_text())
    for title in ("Terima", "Berangkat", "Tiba"):
        phone.locator("button.step.next", has_text=title).click()
        expect(phone.locator("div.step.done", has_text=title)).to_be_visible()
    phone.get_by_label("Tindakan pertama di TKP dan hasilnya").fill(
        "Perkelahian dilerai, dua orang diamankan."
    )
    phone.locator("button.step.next").click()
    expect(phone.locator("div.step.done", has_text="Hasil")).to_be_visible()


def test_an_emergency_sounds_where_an_officer_asked_for_it(
    server: Deployment, new_context: NEW_CONTEXT
) -> None:
    board = signed_in(new_context(), server, "pamapta1")
    board.goto(f"{server.url}/papan/")
    switch = board.get_by_role("button", name=re.compile("Bunyi darurat"))
    expect(switch).to_have_attribute("aria-pressed", "false")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    rang = board.evaluate("document.documentElement.dataset.rang || '0'")
    call(signed_in(new_context(), server, "operator1"), server)
    expect(board.get_by_role("alert")).to_contain_text("Darurat: Perkelahian", timeout=60_000)
    assert int(board.evaluate("document.documentElement.dataset.rang || '0'")) > int(rang)
