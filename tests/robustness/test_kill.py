"""Killed at any moment and at every commit: nothing is lost, nothing happens twice, nobody has to mend anything.

ALUR_KILLS and ALUR_KILL_CASES make it longer (`make kill-test`).
"""

from __future__ import annotations

import os
import random
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psutil
import pytest

from tests.harness.databases import Installation
from tests.harness.figures import note
from tests.harness.nursery import Nursery
from tests.harness.processes import free_port, python, stop, wait_for_http
from tests.harness.races import race
from tests.robustness.clerks import Clerk, Ledger, Session

KILLS = int(os.environ.get("ALUR_KILLS", "50"))
CASES = int(os.environ.get("ALUR_KILL_CASES", "60"))
ROUNDS = int(os.environ.get("ALUR_KILL_ROUNDS", "1"))
#: Seconds from the first kill to the last, and until all cases are finished afterwards.
KILLING = float(os.environ.get("ALUR_KILL_SECONDS", "30"))
PATIENCE = 60 + KILLING * 20
PEOPLE = ("banit1", "banit2", "banit3")
WEB, WORKERS, CLERKS = 2, 2, 6


def ask(installation: Installation, step: str, **arguments: Any) -> Any:
    (outcome,) = race(
        1, f"tests.robustness.{step}", installation=installation, arguments=arguments, seconds=3600
    )
    assert outcome.ok, outcome
    return outcome.value


class Office:
    """Web processes and workers that come again when they are killed, and clerks who work through them."""

    def __init__(
        self, installation: Installation, nursery: Nursery, web: subprocess.Popen[str], url: str
    ) -> None:
        self.installation, self.nursery, self.web, self.url = installation, nursery, web, url
        self.ledger, self.over, self.enough = Ledger(), threading.Event(), threading.Event()
        self.clerks: list[Clerk] = []
        self.kills: Counter[str] = Counter()

    def let_clerks_in(self, *, cases: int, patient: bool = False) -> None:
        cookies = ask(self.installation, "clerk_steps:sessions", people=PEOPLE)
        for number in range(CLERKS):
            session = Session(**cookies[number % len(cookies)])
            clerk = Clerk(
                number,
                self.url,
                session,
                self.ledger,
                share=cases // CLERKS,
                paper_every=10,
                stop=self.over,
                enough=self.enough,
                patient=patient,
            )
            self.clerks.append(clerk)
            clerk.start()

    def kill_one(self) -> None:
        """Three of five kills hit a worker, the others a web process. Workers are replaced at once."""
        servers = psutil.Process(self.web.pid).children()
        if random.random() < 0.6 or not servers:
            self.nursery.kill(random.choice(self.nursery.alive))
            self.nursery.spawn("work")
            self.kills["worker"] += 1
        else:
            random.choice(servers).kill()
            self.kills["web"] += 1

    def is_busy(self) -> bool:
        return any(clerk.is_alive() for clerk in self.clerks)

    def wait_until_all_is_done(self, seconds: float) -> None:
        limit = time.monotonic() + seconds
        while self.is_busy() and time.monotonic() < limit:
            time.sleep(0.2)

    def look_at_everything(self) -> None:
        """The database against what the clerks were told, and the invariants."""
        truth, ledger = ask(self.installation, "clerk_steps:truth"), self.ledger
        assert ledger.faults == [], ledger.faults[:5]
        assert truth["incidents"] == []
        assert truth["lives"] == {"completed": len(ledger.opened)}, truth["open"]
        assert truth["keys"] == ledger.opened, "each accepted submission has exactly one case"
        assert sorted(truth["cases"]) == sorted(ledger.opened.values())
        assert ledger.completed <= set(truth["tasks"]), "what was answered with success is there"
        assert (truth["done_twice"], truth["fired_twice"]) == ([], [])
        most, papers = truth["papers"]
        assert (most, papers) == (1, truth["papers_asked"])
        printed = self.installation.manage("check_invariants")
        assert "0 violations" in printed, printed[-3000:]


@contextmanager
def office(installation: Installation) -> Iterator[Office]:
    installation.manage("procedure", "load", "tests/packages/tahan", "--publish")
    address, log = f"127.0.0.1:{free_port()}", installation.folder / "web.log"
    serve = ["-m", "gunicorn", "config.wsgi", "--preload", "--bind", address, "--threads", "4"]
    with ExitStack() as stack:
        web = python([*serve, "--workers", str(WEB)], env=installation.env, log=log)
        stack.callback(stop, web, kill=True)
        nursery = stack.enter_context(Nursery(installation))
        wait_for_http(f"http://{address}/", web, log)
        made = Office(installation, nursery, web, f"http://{address}")
        stack.callback(made.over.set)
        for _ in range(WORKERS):
            nursery.spawn("work")
        yield made


@pytest.fixture
def short_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a lost worker had begun is taken over after seconds, not after most of a minute."""
    monkeypatch.setenv("ALUR_JOB_LEASE_SECONDS", "3")


@pytest.mark.usefixtures("short_lease")
def test_killed_at_random(installation: Installation) -> None:
    """Web processes and workers are killed while cases run; every case comes to its end, once."""
    with office(installation) as busy:
        busy.let_clerks_in(cases=CASES)
        began = time.monotonic()
        for number in range(1, KILLS + 1):
            due = began + KILLING * (number - random.random()) / KILLS
            time.sleep(max(0.0, due - time.monotonic()))
            busy.kill_one()
        running = busy.is_busy()
        busy.enough.set()
        busy.wait_until_all_is_done(PATIENCE)
        note(
            "kills",
            "random moments",
            **{"kills": busy.kills.total(), "of workers": busy.kills["worker"], "of web": busy.kills["web"]},
            **{"cases": len(busy.ledger.opened), "requests without answer": busy.ledger.unanswered},
            **{"seconds to the end": time.monotonic() - began},
        )
        busy.look_at_everything()
    assert running, "cases were under way up to the last kill"


def test_killed_at_every_commit(installation: Installation) -> None:
    """Before and after each commit of each write; whoever asked asks again, and the case comes to its end."""
    installation.manage("procedure", "load", "tests/packages/tahan", "--publish")
    found = ask(installation, "crash_steps:survey", rounds=ROUNDS)
    points = found["points"]
    note("kills", "commit boundaries", **{"kills": sum(points.values()), "points": len(points)})
    assert found["faults"] == []
    assert len(points) >= 40, points
    printed = installation.manage("check_invariants")
    assert "0 violations" in printed, printed[-3000:]
