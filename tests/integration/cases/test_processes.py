"""Web processes and workers on one database: a worker is killed, a procedure is loaded while all run."""

from __future__ import annotations

import http.cookiejar
import re
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Any

from tests.harness.databases import PASSWORD, Installation
from tests.harness.deployment import Deployment
from tests.harness.races import race
from tests.integration.cases.desk_of_test import MARKS, REPORT

STEPS = "tests.integration.cases.race_steps"


def call(installation: Installation, step: str, **arguments: Any) -> Any:
    (found,) = race(1, f"{STEPS}:{step}", installation=installation, arguments=arguments, seconds=120)
    assert found.ok, found
    return found.value


def test_worker_killed_while_it_makes_a_letter(deploy: Callable[..., Deployment]) -> None:
    """The case goes on after a restart: one letter, one number."""
    running = deploy(web=0, workers=1)
    own = running.installation
    running.manage("procedure", "load", "tests/packages/ternak", "--publish")
    worker = running.children[0]
    asked = call(own, "ask_for_letter", answers=REPORT, marks=MARKS, worker=worker.pid)
    assert asked["job"] == "running", running.logs()
    running.kill(worker)
    assert worker.returncode == -9
    call(own, "let_lease_run_out", case=asked["case"])
    running.start_worker()
    found = call(own, "outcome", case=asked["case"], seconds=60)
    assert found["life"] == "completed", running.logs()
    assert len(found["documents"]) == 1
    assert found["documents"] == found["numbers"]
    assert found["attempts"] == 2
    assert "0 violations" in running.manage("check_invariants")


class Officer:
    """A person signed in at one web process."""

    def __init__(self, url: str, username: str) -> None:
        self.url = url
        self._jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(self._jar)
        self.post("/akun/login/", login=username, password=PASSWORD)

    def get(self, path: str) -> str:
        with self._opener.open(self.url + path, timeout=20) as answer:
            return answer.read().decode()

    def post(self, path: str, **fields: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path))
        assert token
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode()
        request = urllib.request.Request(self.url + path, data, {"Referer": self.url + path})
        with self._opener.open(request, timeout=20) as answer:
            return answer.read().decode()

    def sees_within(self, seconds: float, path: str, text: str) -> bool:
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            if text in self.get(path):
                return True
            time.sleep(0.1)
        return False


def test_a_new_procedure_made_only_of_files(deploy: Callable[..., Deployment]) -> None:
    """Loaded while two web processes and a worker run: each offers it within 5 s, and a case of it is worked."""
    running = deploy(web=2, workers=1)
    officers = [Officer(url, "banit1") for url in running.urls]
    way_in = "/loket/ternak/mulai/"
    assert all(way_in not in officer.get("/loket/") for officer in officers)
    running.manage("procedure", "load", "tests/packages/ternak", "--publish")
    for officer in officers:
        assert officer.sees_within(5, "/loket/", way_in), running.logs()
        assert 'name="jenis_ternak"' in officer.get(way_in)
    asked = call(running.installation, "ask_for_letter", answers=REPORT, marks=MARKS, worker=0)
    found = call(running.installation, "outcome", case=asked["case"], seconds=60)
    assert (found["life"], len(found["documents"])) == ("completed", 1), running.logs()
    for officer in officers:
        assert found["documents"][0] in officer.get(f"/perkara/{asked['case']}/")
