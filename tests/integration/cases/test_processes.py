"""Web processes and workers on one database: a worker is killed, a procedure is loaded while all run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.harness.databases import Installation
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
