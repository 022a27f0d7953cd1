"""What breaks in stock viewflow even with its lock: named after the experiments that showed it (docs/hazards.md).

Processes meet at the same moment of the same case, round after round; the cases are looked at afterwards.
"""

from __future__ import annotations

import pytest

from tests.integration.cases.desk_of_test import REPORT
from tests.integration.hazards.course import STEPS, Course, assert_one_winner
from tests.integration.hazards.test_without_lock import PLAIN, WAITING, after
from tests.unit.bpmn.diagram import bpmn, extensions

pytestmark = pytest.mark.postgresql_only

INTERRUPTS = 'attachedToRef="a" cancelActivity="true"'
REMINDS = 'attachedToRef="a" cancelActivity="false"'
ONE_TASK = bpmn("s:start a:user e:end", "s>a>e")
TWO_TIMERS = bpmn(
    "s:start a:user e:end remind:boundary r:user e2:end late:boundary l:user e3:end",
    "s>a>e",
    "remind>r>e2",
    "late>l>e3",
    extra={"remind": REMINDS, "late": INTERRUPTS},
    inside={"remind": after("PT10M"), "late": after("PT20M")},
)


def notify(headers: str = "", retries: int = 3) -> str:
    return f'<zeebe:taskDefinition type="notify" retries="{retries}"/><zeebe:taskHeaders>{headers}</zeebe:taskHeaders>'


def service(task: str) -> bytes:
    return bpmn("s:start a:user w:service b:user e:end", "s>a>w>b>e", inside={"w": extensions(task)})


NOTIFY_TASK = notify('<zeebe:header key="message" value="kabar"/>')
NOTIFY = service(NOTIFY_TASK)
NOTIFY_WRONGLY = service(notify(retries=2))


@pytest.mark.hazard("1a 1", "url_pk_bypasses_lock", rounds=10)
def test_url_pk_bypasses_lock(course: Course) -> None:
    """Whatever number a caller names, the lock is that of the task's own case, and viewflow's address isn't there."""
    rows = course.prepare(PLAIN)
    assert_one_winner(course.run("complete_by_address", rows), "404 409")
    for row in course.stand(rows):
        assert (row["waits"], row["completed"]) == (["b"], 1)


@pytest.mark.hazard("1a 2", "boundary_survives_host_cancel", rounds=10)
def test_boundary_survives_host_cancel(course: Course) -> None:
    rows = course.prepare(TWO_TIMERS)
    laps = course.run("cancel_or_sweep", rows)
    assert {outcomes[0] for outcomes in laps} == {"won"}
    course.later(hours=2)
    for row in course.stand(rows):
        assert (row["life"], row["waits"], row["fired"] <= 1) == ("canceled", [], True)
        assert "armed" not in row["timers"]
        assert "timer.fired" not in row["story"][row["story"].index("case.canceled") :]


@pytest.mark.hazard("1a 2", "sibling_boundary_survives_interrupt", rounds=10)
def test_sibling_boundary_survives_interrupt(course: Course) -> None:
    content = bpmn(
        "s:start a:user e:end one:boundary x:user e2:end two:boundary y:user e3:end",
        "s>a>e",
        "one>x>e2",
        "two>y>e3",
        extra={"one": INTERRUPTS, "two": INTERRUPTS},
        inside={"one": after("PT0S"), "two": after("PT0S")},
    )
    rows = course.prepare(content)
    assert_one_winner(course.run("fire_own", rows), "nothing", "CaseBusy")
    course.later(hours=2)
    for row in course.stand(rows):
        assert row["fired"] == 1
        assert row["waits"] in (["x"], ["y"])
        assert sorted(row["timers"]) == ["disarmed", "fired"]


@pytest.mark.hazard("1a 3", "error_boundary_keeps_process_open", rounds=10)
def test_unused_boundary_keeps_no_case_open(course: Course) -> None:
    """The sweep comes while the host is completed: its timers go with it, and the case ends."""
    rows = course.prepare(TWO_TIMERS)
    assert {outcomes[0] for outcomes in course.run("complete_or_sweep", rows)} == {"won"}
    for row in course.stand(rows):
        assert (row["life"], row["timers"]) == ("completed", ["disarmed", "disarmed"])


@pytest.mark.hazard("1a 4", "error_branch_then_end", rounds=5)
def test_error_branch_then_end(course: Course) -> None:
    """One branch ends while the other is tried again in vain: the case stays. Then two try at once: one step."""
    content = bpmn(
        "s:start p:and a:user e:end x:xor b:user c:user e2:end",
        "s>p>a>e",
        "p>x>b>e2",
        "x>c>e2",
        conditions={"x_b": "=boleh = true", "x_c": "=boleh = null"},
    )
    rows = course.prepare(content, boleh=False)
    assert set(course.run("complete_or_retry", rows)) == {("won", "won")}
    for row in course.stand(rows):
        assert (row["life"], row["waits"], row["incidents"]) == ("running", [], 1)
    cases = [row["case"] for row in rows]
    course.call("change", ids=cases, data={"boleh": True})
    incidents = course.call("open_incidents", ids=cases)
    assert_one_winner(course.run("retry", incidents), "CaseNotFound", "Conflict")
    for row in course.stand(rows):
        assert (row["waits"], row["incidents"]) == (["b"], 0)


@pytest.mark.hazard("1a 5", "splitfirst_two_automatic_branches", rounds=10)
def test_two_automatic_branches(course: Course) -> None:
    content = bpmn(
        "s:start p:and m:manual r:script j:and e:end",
        "s>p>m>j>e",
        "p>r>j",
        inside={"r": extensions('<zeebe:script expression="=1 + 1" resultVariable="dua"/>')},
    )
    versions = [row["version"] for row in course.prepare(content)]
    assert set(course.run("open_both", versions)) == {("completed {'dua': 2}",) * 2}


@pytest.mark.hazard("1a 5", "terminate_same_pass", rounds=10)
def test_terminate_same_pass(course: Course) -> None:
    """One completion terminates while its sibling opens a task; another branch is completed at the same moment."""
    content = bpmn(
        "s:start p0:and q:user p:and a:user e:end stop:end z:user y:user e3:end",
        "s>p0>q>p>stop",
        "p>a>e",
        "p0>z>y>e3",
        inside={"stop": "<terminateEventDefinition/>"},
    )
    rows = course.prepare(content)
    for outcomes in course.run("complete_own", rows, elements=["q", "z"]):
        assert outcomes[0] == "won"
        assert outcomes[1] in ("won", "TaskAlreadyDone", "CaseIsOver")
    for row in course.stand(rows):
        assert (row["life"], row["waits"]) == ("terminated", [])


@pytest.mark.hazard("1a 6", "poison_timer", rounds=5)
def test_poison_timer(course: Course) -> None:
    """Two dispatchers meet it again and again: it stops, a person is asked once, and the others have fired."""
    rows = course.prepare(WAITING, times=2)
    bad, good = rows[::2], rows[1::2]
    planted = [row["timers"][0] for row in bad]
    course.call("plant", ids=planted, token=4711)
    course.run("sweep_at", [6 * hours for hours in range(8)])
    assert all(row["waits"] == ["a"] for row in course.stand(good))
    assert course.call("timers", ids=planted) == [["failed", 5, "UnknownToken"]] * course.rounds
    assert [row["incidents"] for row in course.stand(bad)] == [1] * course.rounds
    course.call("mend", rows=bad)


@pytest.mark.hazard("1a 7", "head_of_line", rounds=5)
def test_head_of_line(course: Course) -> None:
    """Three busy cases delay no timer behind them: it fires while they are still held."""
    rows = course.prepare(WAITING, times=4)
    groups = [
        {"case": rows[at]["case"], "busy": [row["case"] for row in rows[at - 3 : at]]}
        for at in range(3, len(rows), 4)
    ]
    assert set(course.run("hold_or_sweep", groups)) == {("held", "won")}
    course.later(seconds=1)
    assert all(row["waits"] == ["a"] for row in course.stand(rows))


@pytest.mark.hazard("1a 8", "lock_retry_inside_atomic", rounds=5)
def test_lock_retry_inside_atomic(course: Course) -> None:
    rows = course.prepare(PLAIN)
    assert set(course.run("hold_or_claim_inside", rows)) == {("held", "refused")}


@pytest.mark.hazard("1a 9", "cancel_overwrites_finished_process", rounds=20)
def test_cancel_overwrites_finished_process(course: Course) -> None:
    rows = course.prepare(ONE_TASK)
    assert_one_winner(course.run("complete_or_cancel", rows), "TaskAlreadyDone", "CaseIsOver", "CaseBusy")
    for row in course.stand(rows):
        assert (row["life"], row["data"]) in (("completed", {"isi": "tetap"}), ("canceled", {}))


@pytest.mark.hazard("1a 10", "crash_after_commit_loses_signal", rounds=5)
def test_crash_after_commit_loses_no_step(course: Course) -> None:
    """Killed right after its commit, a process takes nothing with it: the step it asked for is a row."""
    rows = course.prepare(NOTIFY)
    assert set(course.run("die_or_work", rows)) == {("signal 9", "done")}
    for row in course.stand(rows):
        assert (row["waits"], row["completed"], row["story"].count("job.done")) == (["b"], 1, 1)


@pytest.mark.hazard("1a 10", "locked_catcher_loses_signal", rounds=5)
def test_locked_catcher_loses_nothing(course: Course) -> None:
    """A step that comes to a case that is held is put back, and costs no attempt."""
    rows = course.prepare(NOTIFY)
    course.run("complete_own", rows, elements=["a", "a"])
    assert set(course.run("hold_or_run_job", rows)) == {("held", "queued 0")}
    ids = [row["case"] for row in rows]
    assert course.call("run_jobs", ids=ids) == ["done"] * course.rounds
    assert all(row["waits"] == ["b"] for row in course.stand(rows))


@pytest.mark.hazard("1a 11", "service_failure_in_user_tx", rounds=5)
@pytest.mark.hazard("1a 13", "exception_locals_leak", rounds=5)
def test_service_failure_in_user_tx(course: Course) -> None:
    """The form is kept, two workers try twice together, one person is asked; and nothing tells what was in the form."""
    rows = course.prepare(NOTIFY_WRONGLY)
    course.run("complete_and_fail", rows, answers={"nama": "Rusli Contohwan 63710"})
    for row in course.stand(rows):
        assert row["data"] == {"nama": "Rusli Contohwan 63710"}
        assert (row["completed"], row["jobs"], row["incidents"]) == (1, [["failed", 2]], 1)
    assert course.call("places_of", text="Contohwan 63710") == []
    logs = [path.read_text() for path in course.installation.folder.glob("race-*.log")]
    assert len(logs) >= course.processes
    assert not any("Contohwan" in log for log in logs)


@pytest.mark.hazard("1a 12", "revive_drops_permission_and_timer", rounds=5)
def test_what_is_opened_again_keeps_its_queue_and_its_timers(course: Course) -> None:
    content = bpmn(
        "s:start a:user e:end remind:boundary r:user e2:end",
        "s>a>e",
        "remind>r>e2",
        extra={"remind": REMINDS},
        inside={"remind": after("=tenggat")},
    )
    rows = course.prepare(content, tenggat="besok")
    cases = [row["case"] for row in rows]
    course.call("change", ids=cases, data={"tenggat": "PT10M"})
    incidents = course.call("open_incidents", ids=cases)
    assert_one_winner(course.run("retry", incidents), "CaseNotFound", "Conflict")
    for row in course.stand(rows):
        assert (row["waits"], row["timers"]) == (["a"], ["armed"])
    held = course.call("ternak", count=course.rounds, answers=REPORT)
    laps = course.run("release_or_intrude", held)
    assert set(laps) <= {("won", "NotPermitted"), ("won", "AlreadyClaimed")}
    assert course.call("holders", ids=[row["case"] for row in held]) == ["None"] * course.rounds


@pytest.mark.hazard("1a 14", "user_delete_cascades_tasks", rounds=5)
def test_user_delete_cascades_tasks(course: Course) -> None:
    rows = course.prepare(PLAIN)
    assert set(course.run("claim_or_delete_account", rows)) == {("won", "denied")}
    assert course.call("holders", ids=[row["case"] for row in rows]) == ["banit2"] * course.rounds


@pytest.mark.hazard("1a 15", "child_model_locks_other_row", rounds=20)
def test_child_model_locks_other_row(course: Course) -> None:
    rows = course.prepare(PLAIN)
    assert set(course.run("inside_alone", rows)) == {("won", "won")}


@pytest.mark.hazard("1a 16", "lost_update_outside_lock", rounds=20)
def test_lost_update_outside_lock(course: Course) -> None:
    rows = course.prepare(PLAIN)
    assert set(course.run("add_one", [row["case"] for row in rows], steps=STEPS)) == {("won", "won")}
    assert [row["data"] for row in course.stand(rows)] == [{"jumlah": 2}] * course.rounds
