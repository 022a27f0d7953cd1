"""Processes do the same at the same moment, round after round: one wins, the others are told, nothing breaks.

ALUR_RACE_ROUNDS and ALUR_RACE_PROCESSES make it longer and more crowded (`make races`).
"""

from __future__ import annotations

import base64
import os
from collections import Counter
from typing import Any

import pytest

from benchmarks.report import percentile
from tests.harness.databases import Installation
from tests.harness.figures import note
from tests.harness.races import race
from tests.integration.cases.desk_of_test import REPORT
from tests.unit.bpmn.diagram import bpmn

pytestmark = pytest.mark.postgresql_only

STEPS = "tests.integration.cases.race_steps"
ROUNDS = int(os.environ.get("ALUR_RACE_ROUNDS", "20"))
#: Where any number may take part; the other races are between two that do different things.
CROWD = int(os.environ.get("ALUR_RACE_PROCESSES", "2"))
#: Seconds after which a loser must know.
TOLD_WITHIN = 1.0

PLAIN = bpmn("s:start a:user b:user e:end", "s>a>b>e")
TIMED = bpmn(
    "s:start a:user b:user e:end late:boundary l:user e2:end",
    "s>a>b>e",
    "late>l>e2",
    extra={"late": 'attachedToRef="a" cancelActivity="true"'},
    inside={"late": "<timerEventDefinition><timeDuration>PT0S</timeDuration></timerEventDefinition>"},
)
JOINED = bpmn("s:start p:and a:user b:user j:and c:user e:end", "s>p>a>j>c>e", "p>b>j")


def _named(step: str, more: dict[str, Any]) -> str:
    previewed = "previewed" if more.get("previewed") else ""
    return " ".join(filter(None, [step, more.get("kind", ""), previewed]))


class Course:
    """A fresh installation on which processes race."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self._laps = 0

    def call(self, step: str, **arguments: Any) -> Any:
        (outcome,) = race(1, f"{STEPS}:{step}", installation=self.installation, arguments=arguments)
        assert outcome.ok, outcome
        return outcome.value

    def prepare(self, diagram: bytes, *, cases: int = ROUNDS) -> list[dict[str, Any]]:
        return self.call("prepare", diagram=base64.b64encode(diagram).decode(), cases=cases)

    def run(self, step: str, ids: list[Any], *, n: int = 2, **more: Any) -> list[tuple[str, ...]]:
        """The outcomes of all processes, round by round. Nobody waited longer than a loser may."""
        self._laps += 1
        folder = self.installation.folder / f"lap-{self._laps}"
        folder.mkdir()
        arguments = {"folder": str(folder), "n": n, "ids": ids, **more}
        results = race(
            n, f"{STEPS}:{step}", installation=self.installation, arguments=arguments, seconds=60 + len(ids)
        )
        assert all(result.ok for result in results), results
        rounds = list(zip(*(result.value for result in results), strict=True))
        self._note(_named(step, more), n, rounds)
        return [tuple(outcome for outcome, _ in each) for each in rounds]

    def _note(self, step: str, n: int, rounds: list[tuple[tuple[str, float], ...]]) -> None:
        outcomes = Counter(outcome for each in rounds for outcome, _ in each)
        lost = [seconds for each in rounds for outcome, seconds in each if outcome != "won"]
        told = ", ".join(f"{name} {count}" for name, count in sorted(outcomes.items()) if name != "won")
        note(
            "races",
            step.replace("_", " "),
            **{"processes": n, "rounds": len(rounds), "won": outcomes["won"], "told": told or "-"},
            **{"loser p95, ms": percentile(lost, 0.95) * 1000 if lost else None},
            **{"slowest loser, ms": max(lost) * 1000 if lost else None},
        )
        assert max(lost, default=0.0) < TOLD_WITHIN, f"{step}: a loser waited {max(lost):.2f} s"

    def stand(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return self.call("stand", ids=[row["case"] for row in rows])

    def is_sound(self) -> None:
        assert "0 violations" in self.installation.manage("check_invariants")


@pytest.fixture
def course(installation: Installation) -> Course:
    return Course(installation)


def assert_one_winner(rounds: list[tuple[str, ...]], *refusals: str) -> None:
    for outcomes in rounds:
        assert Counter(outcomes)["won"] == 1, rounds
        assert set(outcomes) - {"won"} <= set(refusals), rounds


def tasks(rows: list[dict[str, Any]]) -> list[int]:
    return [row["tasks"]["a"] for row in rows]


def test_claim_and_complete(course: Course) -> None:
    """Officers claim, then others complete, the same task."""
    rows = course.prepare(PLAIN)
    assert_one_winner(course.run("claim", tasks(rows), n=CROWD), "AlreadyClaimed")
    assert [row["claimed"] for row in course.stand(rows)] == [1] * ROUNDS
    others = course.prepare(PLAIN)
    assert_one_winner(course.run("complete", tasks(others), n=CROWD), "TaskAlreadyDone")
    for row in course.stand(others):
        assert (row["waits"], row["completed"]) == (["b"], 1)
    course.is_sound()


def test_double_click(course: Course) -> None:
    """The same key in two processes: both are told of success, one step was taken; and one case was opened."""
    rows = course.prepare(PLAIN)
    assert set(course.run("twice", tasks(rows), n=CROWD)) == {("won",) * CROWD}
    for row in course.stand(rows):
        assert (row["waits"], row["completed"]) == (["b"], 1)
    before = course.call("counts")["cases"]
    course.installation.manage("procedure", "load", "tests/packages/ternak", "--publish")
    keys = [f"formulir-{number}" for number in range(ROUNDS)]
    assert set(course.run("open_twice", keys, n=CROWD, answers=REPORT)) == {("won",) * CROWD}
    assert course.call("counts")["cases"] == before + ROUNDS
    course.is_sound()


def test_timer_against_completion_and_cancel(course: Course) -> None:
    rows = course.prepare(TIMED)
    assert_one_winner(course.run("complete_or_fire", rows), "TaskAlreadyDone", "CaseBusy", "nothing")
    for row in course.stand(rows):
        assert row["completed"] + row["fired"] == 1
        assert row["waits"] == (["b"] if row["completed"] else ["l"])
    others = course.prepare(TIMED)
    assert_one_winner(course.run("cancel_or_fire", others, previewed=True), "Conflict", "CaseBusy", "nothing")
    for row in course.stand(others):
        assert (row["life"], row["waits"]) == (("running", ["l"]) if row["fired"] else ("canceled", []))
        assert "armed" not in row["timers"]
    course.is_sound()


def test_cancel_of_whatever_there_is(course: Course) -> None:
    """A cancel without a preview takes the case as it finds it: a timer may have fired just before."""
    rows = course.prepare(TIMED)
    for outcomes in course.run("cancel_or_fire", rows, previewed=False):
        assert outcomes in (("won", "won"), ("won", "nothing"), ("won", "CaseBusy"))
    for row in course.stand(rows):
        assert (row["life"], row["waits"]) == ("canceled", [])
        assert "armed" not in row["timers"]
    course.is_sound()


@pytest.mark.parametrize("kind", ["skip", "move"])
def test_repair_against_completion(course: Course, kind: str) -> None:
    """Either the officer's answers count or the head's repair; the step behind is reached once."""
    rows = course.prepare(PLAIN)
    assert_one_winner(course.run("complete_or_repair", rows, kind=kind), "TaskAlreadyDone", "Conflict")
    for row in course.stand(rows):
        assert row["completed"] + row["repaired"] == 1
        assert row["waits"] == ["b"]
    course.is_sound()


def test_cancel_against_completion(course: Course) -> None:
    """A cancel decided on a preview loses to a completion. One without it cancels the step behind as well."""
    seen = course.prepare(PLAIN)
    assert_one_winner(
        course.run("complete_or_repair", seen, kind="previewed cancel"), "TaskAlreadyDone", "Conflict"
    )
    for row in course.stand(seen):
        assert (row["life"], row["waits"]) == (("running", ["b"]) if row["completed"] else ("canceled", []))
    rows = course.prepare(PLAIN)
    for outcomes in course.run("complete_or_repair", rows, kind="cancel"):
        assert outcomes in (("won", "won"), ("TaskAlreadyDone", "won"))
    for row in course.stand(rows):
        assert (row["life"], row["waits"]) == ("canceled", [])
    course.is_sound()


def test_join_and_lost_update(course: Course) -> None:
    """Both branches of a join at once: it goes on exactly once. Both write data at once: both are kept."""
    rows = course.prepare(JOINED)
    assert set(course.run("add_one", [row["case"] for row in rows])) == {("won", "won")}
    assert set(course.run("join", rows)) == {("won", "won")}
    for row in course.stand(rows):
        assert (row["waits"], row["completed"], row["data"]) == (["c"], 2, {"jumlah": 2})
    course.is_sound()


def test_number(course: Course) -> None:
    rows = course.prepare(PLAIN, cases=ROUNDS * CROWD)
    firsts = [row["case"] for row in rows[::CROWD]]
    assert set(course.run("number", firsts, n=CROWD)) == {("won",) * CROWD}
    assert course.call("counts")["numbers"] == list(range(1, ROUNDS * CROWD + 1))
    course.is_sound()
