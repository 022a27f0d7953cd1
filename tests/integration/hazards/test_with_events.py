"""What breaks in stock viewflow around errors, signals, races of events and loops (docs/hazards.md)."""

from __future__ import annotations

import pytest

from tests.integration.cases.elements import ON_ERROR, ON_KEY, ON_SIGNAL, drawn, on_timer, several
from tests.integration.hazards.course import EVENTS, Course, assert_one_winner
from tests.integration.hazards.test_with_lock import INTERRUPTS, NOTIFY_TASK
from tests.unit.bpmn.diagram import extensions

pytestmark = pytest.mark.postgresql_only

GUARDED = drawn(
    "s:start a:user w:service e:end wrong:boundary x:user e2:end",
    "s>a>w>e",
    "wrong>x>e2",
    extra={"wrong": 'attachedToRef="w"'},
    inside={"w": extensions(NOTIFY_TASK), "wrong": ON_ERROR},
)
#: Waits for the signal again and again.
LISTENER = drawn("s:start m:xor w:catch", "s>m>w>m", inside={"w": ON_SIGNAL})
THROWER = drawn("s:start a:user e:end", "s>a>e", inside={"e": ON_SIGNAL})


@pytest.mark.hazard("1a 3", "error_boundary_keeps_process_open", rounds=10)
def test_error_boundary_keeps_process_open(course: Course) -> None:
    """Two workers at the step: it is done once, its unused error boundary is gone, and the case ends."""
    rows = course.prepare(GUARDED)
    course.run("complete_own", rows, elements=["a", "a"])
    course.run("work", rows, steps=EVENTS)
    for row in course.stand(rows):
        assert (row["life"], row["jobs"], row["waits"]) == ("completed", [["done", 1]], [])
    others = course.prepare(GUARDED)
    course.run("complete_own", others, elements=["a", "a"])
    course.run("work_or_throw", others, steps=EVENTS)
    for row in course.stand(others):
        ((job, _),) = row["jobs"]
        assert (job, row["life"], row["waits"]) in (("done", "completed", []), ("error", "running", ["x"]))


@pytest.mark.hazard("1a 5", "splitfirst_resurrected_timer", rounds=10)
def test_resurrected_timer(course: Course) -> None:
    """Message and timer of an event-based gateway at once: one goes on, the other never comes back."""
    content = drawn(
        "s:start a:user g:event m:catch t:catch b:user c:user e:end e2:end",
        "s>a>g>m>b>e",
        "g>t>c>e2",
        inside={"m": ON_KEY, "t": on_timer("PT0S")},
    )
    rows = course.prepare(content)
    course.call("listen", steps=EVENTS, ids=rows)
    timers = course.call("timers_of", steps=EVENTS, ids=[row["case"] for row in rows])
    racing = [{**row, "timers": own} for row, own in zip(rows, timers, strict=True)]
    laps = course.run("message_or_timer", racing, steps=EVENTS)
    assert {outcomes[0] for outcomes in laps} == {"sent"}
    assert {outcomes[1] for outcomes in laps} <= {"fired", "CaseBusy"}
    course.call("deliver_all", steps=EVENTS)
    course.later(hours=2)
    for row in course.stand(rows):
        assert row["received"] + row["fired"] == 1
        assert row["waits"] == (["b"] if row["received"] else ["c"])
        assert row["timers"] == (["disarmed"] if row["received"] else ["fired"])


@pytest.mark.hazard("1a 10", "crash_after_commit_loses_signal", rounds=5)
def test_crash_after_commit_loses_no_signal(course: Course) -> None:
    """Who threw it is killed right after the commit: the signal was committed too, and arrives once."""
    listener, *_ = course.prepare(LISTENER)
    rows = course.prepare(THROWER)
    throwing = [
        {**row, "catcher": listener["case"], "expected": number} for number, row in enumerate(rows, start=1)
    ]
    laps = course.run("die_or_deliver", throwing, steps=EVENTS)
    assert set(laps) == {("signal 9", "received 1")}
    (row,) = course.stand([listener])
    assert row["received"] == course.rounds


@pytest.mark.hazard("1a 10", "locked_catcher_loses_signal", rounds=5)
def test_locked_catcher_loses_no_signal(course: Course) -> None:
    """A listener whose case is held gets the signal afterwards; those that are free have got it at once."""
    rows = course.prepare(LISTENER)
    assert set(course.run("hold_or_signal", rows, steps=EVENTS)) == {("held", "put off")}
    course.call("deliver_all", steps=EVENTS)
    assert [row["received"] for row in course.stand(rows)] == [course.rounds] * course.rounds


@pytest.mark.hazard("1a 17", "multi_instance_boundary", rounds=10)
def test_multi_instance_boundary(course: Course) -> None:
    """Three passes, one boundary: two dispatchers fire it at once, and it escalates once."""
    content = drawn(
        "s:start a:user e:end late:boundary c:user e2:end",
        "s>a>e",
        "late>c>e2",
        extra={"late": INTERRUPTS},
        inside={"a": several("=[1, 2, 3]", one="n"), "late": on_timer("PT0S")},
    )
    rows = course.prepare(content)
    assert [len(row["timers"]) for row in rows] == [1] * course.rounds
    racing = [{**row, "timers": row["timers"] * course.processes} for row in rows]
    assert_one_winner(course.run("fire_own", racing), "nothing", "CaseBusy")
    course.later(hours=2)
    for row in course.stand(rows):
        assert (row["fired"], row["waits"], row["timers"]) == (1, ["c"], ["fired"])
