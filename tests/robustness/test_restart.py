"""The database goes down without a word under load, and comes back: so does everything else, by itself.

ALUR_RESTARTS makes it longer (`make kill-test`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.harness.databases import Installation
from tests.harness.figures import note
from tests.harness.own_postgresql import OwnServer, own_server, programs
from tests.robustness.test_kill import office

pytestmark = [
    pytest.mark.postgresql_only,
    pytest.mark.skipif(programs() is None, reason="no PostgreSQL server is installed on this machine"),
]
RESTARTS = int(os.environ.get("ALUR_RESTARTS", "2"))
CASES = 12 + 12 * RESTARTS
#: Seconds between two restarts, and until all cases are finished after the last.
BETWEEN, PATIENCE = 5, 180
BACK_WITHIN = 15


@pytest.fixture
def server() -> Iterator[OwnServer]:
    with own_server() as started:
        yield started


def test_database_restarts_under_load(
    installation: Installation, server: OwnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALUR_JOB_LEASE_SECONDS", "3")
    mine = replace(installation, url=server.copy(installation.url, "test_restarted"))
    with office(mine) as busy:
        workers = list(busy.nursery.alive)
        busy.let_clerks_in(cases=CASES, patient=True)
        back = []
        for _ in range(RESTARTS):
            time.sleep(BETWEEN)
            server.restart()
            began, done = time.monotonic(), busy.ledger.answered()
            while busy.ledger.answered() == done and busy.is_busy() and time.monotonic() < began + 60:
                time.sleep(0.05)
            back.append(time.monotonic() - began)
        still_running = busy.is_busy()
        busy.enough.set()
        busy.wait_until_all_is_done(PATIENCE)
        note(
            "kills",
            "restarts of the database",
            **{"restarts": RESTARTS, "cases": len(busy.ledger.opened)},
            **{"requests without answer": busy.ledger.unanswered, "slowest way back, s": max(back)},
        )
        busy.look_at_everything()
        assert all(_lives(pid) for pid in workers), "a worker ended and was not started again"
    assert max(back) < BACK_WITHIN, back
    assert still_running, "all cases were finished before the last restart"


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
