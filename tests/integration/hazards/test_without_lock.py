"""What breaks in stock viewflow without its lock: two and more processes at the same moment, round after round."""

from __future__ import annotations

import pytest

from tests.integration.cases.desk_of_test import REPORT
from tests.integration.hazards.course import STEPS, Course, assert_one_winner, tasks
from tests.unit.bpmn.diagram import bpmn

pytestmark = pytest.mark.postgresql_only


def after(duration: str) -> str:
    return f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition>"


PLAIN = bpmn("s:start a:user b:user e:end", "s>a>b>e")
TIMED = bpmn(
    "s:start a:user b:user e:end late:boundary l:user e2:end",
    "s>a>b>e",
    "late>l>e2",
    extra={"late": 'attachedToRef="a" cancelActivity="true"'},
    inside={"late": after("PT0S")},
)
JOINED = bpmn("s:start p:and a:user b:user j:and c:user e:end", "s>p>a>j>c>e", "p>b>j")
TWO_ENDS = bpmn("s:start p:and a:user b:user e:end e2:end", "s>p>a>e", "p>b>e2")
WAITING = bpmn("s:start c:catch a:user e:end", "s>c>a>e", inside={"c": after("PT0S")})


@pytest.mark.hazard("1b", "claim", rounds=20)
def test_claim(course: Course) -> None:
    rows = course.prepare(PLAIN)
    assert_one_winner(course.run("claim", tasks(rows), steps=STEPS), "AlreadyClaimed", "CaseBusy")
    assert [row["claimed"] for row in course.stand(rows)] == [1] * course.rounds


@pytest.mark.hazard("1b", "double submit", rounds=20)
def test_double_submit(course: Course) -> None:
    """Two officers; then one with the same key twice, who is told of success twice, for a task and for a new case."""
    rows = course.prepare(PLAIN)
    assert_one_winner(course.run("complete", tasks(rows), steps=STEPS), "TaskAlreadyDone", "CaseBusy")
    others = course.prepare(PLAIN)
    assert set(course.run("twice", tasks(others), steps=STEPS)) == {("won", "won")}
    for row in course.stand(rows + others):
        assert (row["waits"], row["completed"]) == (["b"], 1)
    before = course.call("counts", steps=STEPS)["cases"]
    course.call("load_ternak")
    keys = [f"formulir-{number}" for number in range(course.rounds)]
    assert set(course.run("open_twice", keys, steps=STEPS, answers=REPORT)) == {("won", "won")}
    assert course.call("counts", steps=STEPS)["cases"] == before + course.rounds


@pytest.mark.hazard("1b", "join", rounds=20)
def test_join(course: Course) -> None:
    """Both branches at once: it goes on exactly once."""
    rows = course.prepare(JOINED)
    assert set(course.run("join", rows, steps=STEPS)) == {("won", "won")}
    for row in course.stand(rows):
        assert (row["waits"], row["completed"]) == (["c"], 2)


@pytest.mark.hazard("1b", "two parallel ends", rounds=20)
def test_two_parallel_ends(course: Course) -> None:
    rows = course.prepare(TWO_ENDS)
    assert set(course.run("join", rows, steps=STEPS)) == {("won", "won")}
    for row in course.stand(rows):
        assert (row["life"], row["waits"]) == ("completed", [])


@pytest.mark.hazard("1b", "complete against timer", rounds=20)
def test_complete_against_timer(course: Course) -> None:
    rows = course.prepare(TIMED)
    laps = course.run("complete_or_fire", rows, steps=STEPS)
    assert_one_winner(laps, "TaskAlreadyDone", "CaseBusy", "nothing")
    for row in course.stand(rows):
        assert row["completed"] + row["fired"] == 1
        assert row["waits"] == (["b"] if row["completed"] else ["l"])


@pytest.mark.hazard("1b", "four dispatchers, 60 timers", rounds=60, processes=4)
def test_four_dispatchers(course: Course) -> None:
    """All four look for what is due until nothing is left: each timer fires once."""
    rows = course.prepare(WAITING)
    course.run("sweep_dry", [0])
    for row in course.stand(rows):
        assert (row["waits"], row["fired"], row["timers"]) == (["a"], 1, ["fired"])


@pytest.mark.hazard("1b", "numbers", rounds=20)
def test_numbers_have_no_gap_and_no_double(course: Course) -> None:
    rows = course.prepare(PLAIN, times=2)
    pairs = [row["case"] for row in rows[::2]]
    assert set(course.run("number", pairs, steps=STEPS)) == {("won", "won")}
    assert course.call("counts", steps=STEPS)["numbers"] == list(range(1, 2 * course.rounds + 1))
