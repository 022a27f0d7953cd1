"""Messages and signals between real processes: killed after the commit, busy receivers, several workers at once.

Hazards of viewflow 2.4.0 (`reference/reliability.md`, 10): what waits in memory after a commit is lost with the
process, and a catcher that is locked for long never hears the signal.
"""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.harness.databases import Installation
from tests.harness.races import race
from tests.integration.cases.elements import ON_MESSAGE, ON_SIGNAL, drawn

pytestmark = pytest.mark.postgresql_only

STEPS = "tests.integration.cases.event_steps"
CATCHER = drawn("s:start w:catch e:end", "s>w>e", inside={"w": ON_SIGNAL})
READER = drawn("s:start w:catch e:end", "s>w>e", inside={"w": ON_MESSAGE})
THROWER = drawn("s:start a:user e:end", "s>a>e", inside={"e": ON_SIGNAL})
SENDER = drawn("s:start a:user e:end", "s>a>e", inside={"e": ON_MESSAGE})
STARTER = drawn("s:start a:user e:end", "s>a>e", inside={"s": ON_MESSAGE})


class Processes:
    """A fresh installation, and processes that do one step each on it."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation

    def call(self, step: str, **arguments: Any) -> Any:
        (outcome,) = self.race(1, step, **arguments)
        assert outcome.ok, outcome
        return outcome.value

    def race(self, n: int, step: str, **arguments: Any) -> list[Any]:
        return race(n, f"{STEPS}:{step}", installation=self.installation, arguments=arguments, seconds=120)

    def dies(self, step: str, **arguments: Any) -> None:
        (outcome,) = self.race(1, step, **arguments)
        assert outcome.error == "ProcessEnded", outcome
        assert outcome.code == "-9", outcome

    def open(self, *diagrams: bytes) -> list[int]:
        return self.call("open_cases", diagrams=[text(diagram) for diagram in diagrams])

    def is_sound(self) -> None:
        assert "0 violations" in self.installation.manage("check_invariants")


def text(diagram: bytes) -> str:
    return base64.b64encode(diagram).decode()


@pytest.fixture
def processes(installation: Installation) -> Processes:
    return Processes(installation)


@pytest.mark.parametrize(("thrower", "catchers"), [(THROWER, (CATCHER, CATCHER)), (SENDER, (READER,))])
def test_crash_after_commit_loses_signal(
    processes: Processes, thrower: bytes, catchers: tuple[bytes, ...]
) -> None:
    """Killed after the commit, before sending, before and inside handing over: it arrives, and once."""
    throwing, *catching = processes.open(thrower, *catchers)
    processes.dies("complete_and_die", case=throwing)
    assert processes.call("counts")["waiting"] == 1
    processes.dies("send_and_die")
    processes.dies("hand_over_and_die")
    stands = processes.call("settle", cases=catching, seconds=30)
    assert stands == [{"life": "completed", "received": 1}] * len(catching)
    processes.is_sound()


def test_locked_catcher_loses_signal(processes: Processes) -> None:
    """Its case is busy for longer than a lock is waited for: the sender isn't held up, and the signal comes after."""
    (catching,) = processes.open(CATCHER)
    busy, sender = processes.race(
        2, "hold_or_broadcast", case=catching, folder=str(processes.installation.folder)
    )
    assert busy.ok, busy
    assert sender.ok, sender
    assert sender.value["running_at_once"] is True
    assert sender.value["took"] < 2.0
    (stand,) = processes.call("settle", cases=[catching], seconds=1)
    assert stand == {"life": "completed", "received": 1}
    processes.is_sound()


def test_two_workers_deliver_once(processes: Processes) -> None:
    catching = processes.open(*[CATCHER] * 10)
    throwing = processes.open(THROWER)
    processes.dies("complete_and_die", case=throwing[0])
    outcomes = processes.race(3, "deliver_rounds", seconds=3)
    assert all(outcome.ok for outcome in outcomes), outcomes
    stands = processes.call("settle", cases=catching, seconds=20)
    assert stands == [{"life": "completed", "received": 1}] * 10
    processes.is_sound()


def test_one_case_for_two_messages_with_one_key_at_once(processes: Processes) -> None:
    processes.call("publish_diagram", diagram=text(STARTER))
    outcomes = processes.race(3, "send_start", key="A-1")
    assert all(outcome.ok for outcome in outcomes), outcomes
    found = processes.call("counts")
    assert found == {"cases": 1, "publications": 3, "waiting": 2}
    processes.is_sound()
