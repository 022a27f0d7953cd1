"""A fresh installation on which a crew of processes races; each lap has as many rounds as the test's mark says."""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.harness.databases import Installation
from tests.harness.races import Crew

STEPS = "tests.integration.cases.race_steps"
HAZARDS = "tests.integration.hazards.steps"
EVENTS = "tests.integration.hazards.event_steps"
ROUNDS = "tests.integration.hazards.rounds"
_laps = count(1)


@dataclass
class Course:
    """`rounds` and `processes` are those of the test's `hazard` mark."""

    installation: Installation
    crew: Crew
    rounds: int
    processes: int

    def call(self, step: str, *, steps: str = HAZARDS, **arguments: Any) -> Any:
        """One process does something by itself."""
        (outcome,) = self.crew.race(f"{steps}:{step}", arguments, n=1)
        assert outcome.ok, outcome
        return outcome.value

    def prepare(self, diagram: bytes, *, times: int = 1, **answers: Any) -> list[dict[str, Any]]:
        """As many cases of the diagram as there are rounds, `times` over."""
        text = base64.b64encode(diagram).decode()
        many = self.rounds * times
        return self.call("prepare", steps=ROUNDS, diagram=text, count=many, answers=answers)

    def run(self, step: str, ids: list[Any], *, steps: str = HAZARDS, **more: Any) -> list[tuple[str, ...]]:
        """The outcomes of all processes, round by round; how long they took is left to the races."""
        folder = self.installation.folder / f"lap-{next(_laps)}"
        folder.mkdir()
        arguments = {"folder": str(folder), "n": self.processes, "ids": ids, **more}
        outcomes = self.crew.race(f"{steps}:{step}", arguments, n=self.processes)
        assert all(outcome.ok for outcome in outcomes), outcomes
        return list(zip(*([_word(each) for each in outcome.value] for outcome in outcomes), strict=True))

    def stand(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return self.call("stand", steps=ROUNDS, ids=[row["case"] for row in rows])

    def later(self, **span: float) -> int:
        """One process lets time pass: what is due by then has its outcome."""
        return self.call("sweep", span=span)

    def is_sound(self) -> None:
        assert self.call("violated") == []


def _word(outcome: str | list[Any]) -> str:
    return outcome if isinstance(outcome, str) else str(outcome[0])


def assert_one_winner(rounds: list[tuple[str, ...]], *refusals: str) -> None:
    for outcomes in rounds:
        assert Counter(outcomes)["won"] == 1, rounds
        assert set(outcomes) - {"won"} <= set(refusals), rounds


def tasks(rows: list[dict[str, Any]], element: str = "a") -> list[int]:
    return [row["tasks"][element] for row in rows]
