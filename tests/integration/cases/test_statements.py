"""What a claim and a completion cost in SQL statements: today's numbers are the ceiling."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.engine.process import ANSWERS, ELEMENTS, ROLE, package
from cases import services
from organization.models import Post, Role
from tests.integration.cases.desk_of_test import MARKS, Desk
from tests.unit.bpmn.diagram import bpmn

#: Not counted: they begin and end what the others do.
FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET")

#: Steps of a package with forms, a decision, clocks, messages and a letter, and of a bare diagram.
CEILING = {"claim": 4, "complete with decision": 9, "complete with job": 8, "complete bare": 5}

#: The reference process of the benchmarks, by its user tasks: timers, permission and events included.
REFERENCE_CEILING = {
    "claim": {"user_a": 4, "user_b": 4, "user_c": 4, "user_d": 4},
    "complete": {"user_a": 8, "user_b": 8, "user_c": 5, "user_d": 6},
}

Spent = dict[str, list[str]]


def statements(act: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        act()
    texts = [query["sql"].lstrip() for query in captured.captured_queries]
    return [text for text in texts if not text.upper().startswith(FRAME)]


def assert_within(spent: Spent, ceiling: dict[str, int]) -> None:
    counted = {step: len(texts) for step, texts in spent.items()}
    over = [f"{step}\n" + "\n".join(spent[step]) for step, n in counted.items() if n > ceiling[step]]
    assert not over, f"{counted}\n" + "\n\n".join(over)


@pytest.fixture
def spent(sound_desk: Desk) -> Spent:
    """Statements of each step, measured on the second case: packages and flows are in the process by then."""
    sound_desk.signed()
    case = sound_desk.ternak()
    first = sound_desk.task(case, "periksa_ternak").pk
    one, two = sound_desk.banit1, sound_desk.pamapta1
    made = {"claim": statements(lambda: services.claim_task(task_id=first, actor=one))}
    made["complete with decision"] = statements(
        lambda: services.complete_task(task_id=first, actor=one, answers=MARKS)
    )
    second = sound_desk.task(case, "tanda_tangan").pk
    made["complete with job"] = statements(
        lambda: services.complete_task(task_id=second, actor=two, answers={})
    )
    plain = sound_desk.open(sound_desk.drawn(bpmn("s:start a:user b:user e:end", "s>a>b>e")))
    bare = sound_desk.task(plain, "a").pk
    made["complete bare"] = statements(lambda: services.complete_task(task_id=bare, actor=one, answers={}))
    return made


@pytest.fixture
def spent_on_reference(sound_desk: Desk, tmp_path: Path) -> dict[str, Spent]:
    role = Role.objects.create(code=ROLE, title=ROLE, rank=10)
    Post.objects.create(
        user=sound_desk.banit1, unit=sound_desk.unit, role=role, since=sound_desk.clock.at.replace(year=2025)
    )
    version = sound_desk.stored(package(tmp_path))
    made: dict[str, Spent] = {}
    for _ in range(2):
        made = {"claim": {}, "complete": {}}
        case = sound_desk.open(version)
        for element in ELEMENTS:
            step = {"task_id": sound_desk.task(case, element).pk, "actor": sound_desk.banit1}
            made["claim"][element] = statements(lambda step=step: services.claim_task(**step))
            made["complete"][element] = statements(
                lambda step=step: services.complete_task(**step, answers=ANSWERS)
            )
    return made


def test_statements_stay_below_todays_numbers(spent: Spent) -> None:
    assert_within(spent, CEILING)


@pytest.mark.parametrize("step", ["claim", "complete"])
def test_the_reference_process_stays_below_todays_numbers(
    spent_on_reference: dict[str, Spent], step: str
) -> None:
    assert_within(spent_on_reference[step], REFERENCE_CEILING[step])
