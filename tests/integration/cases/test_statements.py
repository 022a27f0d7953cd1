"""What a claim and a completion cost in SQL statements: today's numbers are the ceiling."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import services
from tests.integration.cases.desk_of_test import MARKS, Desk
from tests.unit.bpmn.diagram import bpmn

#: Not counted: they begin and end what the others do.
FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET")

#: A step of the reference flow (two user tasks with forms, a decision, a letter) to its statements.
CEILING = {"claim": 6, "complete with decision": 10, "complete with job": 9, "complete bare": 8}


def statements(act: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        act()
    texts = [query["sql"].lstrip() for query in captured.captured_queries]
    return [text for text in texts if not text.upper().startswith(FRAME)]


@pytest.fixture
def spent(sound_desk: Desk) -> dict[str, list[str]]:
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


def test_statements_stay_below_todays_numbers(spent: dict[str, list[str]]) -> None:
    counted = {step: len(texts) for step, texts in spent.items()}
    over = {step: "\n".join(spent[step]) for step, n in counted.items() if n > CEILING[step]}
    assert not over, f"{counted}\n" + "\n\n".join(over.values())
