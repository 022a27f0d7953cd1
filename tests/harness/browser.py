"""Debian's Chromium, driven by Playwright; no browser is ever downloaded."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .processes import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

SCREENSHOTS = ROOT / "var" / "screenshots"
#: Milliseconds until an expectation is given up. A machine that does other work too is slow, not wrong.
PATIENCE = 20_000
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium_path() -> Path:
    return Path(os.environ.get("ALUR_CHROMIUM", "/usr/bin/chromium"))


@contextmanager
def chromium() -> Iterator["Browser"]:
    """One browser; a test takes a fresh context from it."""
    from playwright.sync_api import expect, sync_playwright

    # Playwright's loop runs in this thread; a test that also reads the database is not asynchronous for that.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium_path()), args=list(QUIET))
        yield browser
        browser.close()


def keep_screenshots(context: "BrowserContext", name: str) -> list[Path]:
    """Pictures of all open pages of a failed test, below var/screenshots."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    safe = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in name)
    paths = [SCREENSHOTS / f"{safe}-{number}.png" for number in range(len(context.pages))]
    for page, path in zip(context.pages, paths, strict=True):
        page.screenshot(path=path, full_page=True)
    return paths
