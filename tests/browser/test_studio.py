"""A process owner reads a decision table, what the analysis found in it, and tries it; by keyboard, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.test_desk import Watched, signed_in
from tests.harness.browser import SCREENSHOTS
from tests.harness.deployment import Deployment

NARROW = {"width": 360, "height": 740}


def test_a_decision_is_read_and_tried(server: Deployment, new_context: Callable[..., BrowserContext]) -> None:
    context = new_context()
    watched = Watched(context)
    page = signed_in(context, server, "perancang")
    page.goto(f"{server.url}/studio/keputusan/")
    page.get_by_role("link", name="Fungsi tujuan").click()
    expect(page.get_by_role("heading", name="Coba keputusan ini")).to_be_visible()
    field = page.locator("form.try-form :is(input, select)").nth(1)
    field.fill("narkotika")
    field.press("Enter")
    expect(page.get_by_text("Aturan 1 dari tabel Fungsi tujuan cocok.")).to_be_visible()
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "studio-decision.png", full_page=True)
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=SCREENSHOTS / "studio-decision-dark.png", full_page=True)
    page.set_viewport_size(NARROW)
    page.screenshot(path=SCREENSHOTS / "studio-decision-narrow.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.get_by_role("link", name="Semua keputusan").click()
    page.screenshot(path=SCREENSHOTS / "studio-list-narrow.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert not watched.complaints
