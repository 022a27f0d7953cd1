"""Fixtures for all tests; what they stand on is in tests/harness."""

import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.harness import databases, postgresql
from tests.harness.browser import chromium, keep_screenshots
from tests.harness.databases import Installation, fresh_installation
from tests.harness.deployment import Deployment, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

OUTCOME = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sqlite_only: runs only when ALUR_TEST_DB is sqlite")
    config.addinivalue_line(
        "markers", "hazard(place, experiment, rounds, processes=2): an experiment of docs/hazards.md"
    )
    config.addinivalue_line("markers", "postgresql_only: runs only when ALUR_TEST_DB is postgresql")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    other = "sqlite_only" if databases.ENGINE == "postgresql" else "postgresql_only"
    for item in items:
        if item.get_closest_marker(other):
            item.add_marker(pytest.mark.skip(reason=f"{other}; this run is on {databases.ENGINE}"))


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        databases.remove_template()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.when == "call":
        item.stash[OUTCOME] = report.failed
    return report


@pytest.fixture(scope="session", autouse=True)
def keys() -> None:
    """This run's own encryption keys, in its own data folder."""
    from django.conf import settings

    if settings.configured:
        from organization.crypto import ensure_keys

        ensure_keys(Path(settings.KEYS_DIR))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """The test database; a connection that a test left open is closed and named, or it couldn't be dropped."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    yield
    connection.close()
    if databases.ENGINE == "postgresql":
        left = postgresql.put_out_clients(os.environ["ALUR_TEST_SERVER"], name)
        # A thread of some test may end after it: worth knowing, but no fault of the test that runs last.
        if left:
            warnings.warn(f"connections left open: {left}", stacklevel=1)


@pytest.fixture
def installation() -> Iterator[Installation]:
    """A migrated, seeded database with its data folder, for processes; not the `db` of this process."""
    with fresh_installation() as fresh:
        yield fresh


@pytest.fixture
def deploy() -> Iterator[Callable[..., Deployment]]:
    """deploy(web=2, workers=1): processes on a fresh installation; all end with the test."""
    with ExitStack() as stack:
        yield lambda **counts: stack.enter_context(running(**counts))


@pytest.fixture
def server(deploy: Callable[..., Deployment]) -> Deployment:
    """One web process and one worker."""
    return deploy(web=1, workers=1)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    with chromium() as started:
        yield started


@pytest.fixture
def new_context(
    browser: "Browser", request: pytest.FixtureRequest
) -> Iterator[Callable[..., "BrowserContext"]]:
    """new_context(**playwright options): one person's browser. Pictures are kept when the test fails."""
    contexts: list[BrowserContext] = []

    def make(**options: object) -> "BrowserContext":
        context = browser.new_context(**{"locale": "id-ID", "timezone_id": "Asia/Makassar", **options})
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        if request.node.stash.get(OUTCOME, False):
            keep_screenshots(context, request.node.name)
        context.close()


@pytest.fixture
def page(new_context: Callable[..., "BrowserContext"]) -> "Page":
    return new_context().new_page()


@pytest.fixture(scope="session")
def on_postgresql() -> bool:
    return os.environ.get("ALUR_TEST_DB") == "postgresql"
