"""What tokens do, element by element (BPMN 2.0.2, chapter 13)."""

from __future__ import annotations

import pytest

from tests.harness.tokens import TERMINATE, TIMER, Answers, Run, end, kinds, process, start, user
from workflows.bpmn import model as bpmn
from workflows.bpmn.semantics import (
    Completed,
    Ended,
    Entered,
    JobRequested,
    Machine,
    Outcome,
    Passed,
    RunawayProcess,
    StepFailed,
    Stuck,
    TaskOpened,
    TimerArmed,
    UnknownToken,
    Withdrawn,
)


def test_a_sequence_waits_at_the_user_task_and_ends_after_it():
    run = Run(process([start(), user("a"), end()], "s>a", "a>e"))
    assert kinds(run.do("start", "s"), TaskOpened) == ["a"]
    effects = run.complete("a")
    assert kinds(effects, Completed) == ["a"]
    assert effects[-1] == Ended(run.drawn.nodes["e"], 0, 1, Outcome.COMPLETED)
    assert run.marking.tokens == {}
    assert run.marking.scopes == {}


def test_an_exclusive_gateway_takes_the_first_flow_that_holds_and_says_why():
    drawn = process(
        [
            start(),
            bpmn.ExclusiveGateway(id="x", scope="p", default_flow="x>c"),
            user("a"),
            user("b"),
            user("c"),
        ],
        "s>x",
        "x>a ?=no",
        "x>b ?=yes",
        "x>c",
    )
    run = Run(drawn, "=yes")
    passed = [e for e in run.do("start", "s") if isinstance(e, Passed) and e.node.id == "x"]
    assert passed[0].flows == ("x>b",)
    assert [(r.condition, r.value) for r in passed[0].reasons] == [("=no", False), ("=yes", True)]
    assert not passed[0].default
    assert run.waiting() == ["b"]


def test_the_default_flow_is_taken_when_nothing_holds():
    drawn = process(
        [start(), bpmn.ExclusiveGateway(id="x", scope="p", default_flow="x>c"), user("a"), user("c")],
        "s>x",
        "x>a ?=no",
        "x>c",
    )
    run = Run(drawn)
    assert [e.default for e in run.do("start", "s") if isinstance(e, Passed) and e.node.id == "x"] == [True]
    assert run.waiting() == ["c"]


def test_without_a_way_on_the_token_stays_at_the_gateway_and_can_be_retried():
    drawn = process([start(), bpmn.ExclusiveGateway(id="x", scope="p"), user("a")], "s>x", "x>a ?=later")
    run = Run(drawn)
    drawn_flows = drawn.flows
    assert len(drawn_flows) == 2
    effects = run.do("start", "s")
    assert [(e.node.id, e.code) for e in effects if isinstance(e, Stuck)] == [("x", "no_path")]
    assert run.waiting() == ["x"]
    run.judge.true = ("=later",)
    number = next(iter(run.marking.tokens))
    run.do("retry", number, "x")
    assert run.waiting() == ["a"]


def test_a_parallel_join_waits_for_one_token_of_every_flow():
    gate = [bpmn.ParallelGateway(id="f", scope="p"), bpmn.ParallelGateway(id="j", scope="p")]
    drawn = process([start(), *gate, user("a"), user("b"), end()], "s>f", "f>a", "f>b", "a>j", "b>j", "j>e")
    run = Run(drawn)
    run.do("start", "s")
    assert run.waiting() == ["a", "b"]
    assert kinds(run.complete("a"), Ended) == []
    assert run.waiting() == ["b", "j"]
    assert kinds(run.complete("b"), Ended) == ["e"]


def test_two_tokens_on_the_same_flow_do_not_fire_a_join():
    """A join counts flows, not tokens (13.4.1)."""
    nodes = [start(), user("a"), bpmn.ParallelGateway(id="j", scope="p"), user("b"), end()]
    drawn = process(
        [*nodes, bpmn.ParallelGateway(id="f", scope="p"), bpmn.ParallelGateway(id="f2", scope="p")],
        "s>f",
        "f>f2",
        "f>b",
        "f2>a",
        "f>a",
        "a>j",
        "b>j",
        "j>e",
    )
    run = Run(drawn)
    run.do("start", "s")
    run.complete("a")
    run.complete("a")
    assert run.waiting() == ["b", "j", "j"]
    run.complete("b")
    assert run.waiting() == ["j"]


def test_an_activity_with_two_plain_flows_splits():
    drawn = process([start(), user("a"), user("b"), user("c")], "s>a", "a>b", "a>c")
    run = Run(drawn)
    run.do("start", "s")
    run.complete("a")
    assert run.waiting() == ["b", "c"]


def test_conditional_flows_of_an_activity_take_the_default_only_when_none_holds():
    drawn = process([start(), user("a", default_flow="a>c"), user("b"), user("c")], "s>a", "a>b ?=x", "a>c")
    for true, reached in ((("=x",), ["b"]), ((), ["c"])):
        run = Run(drawn, *true)
        run.do("start", "s")
        run.complete("a")
        assert run.waiting() == reached


def test_an_interrupting_timer_takes_the_host_away():
    late = bpmn.BoundaryEvent(id="late", scope="p", attached_to="a", definitions=(TIMER,))
    drawn = process([start(), user("a"), late, user("b"), end()], "s>a", "a>e", "late>b")
    run = Run(drawn)
    assert kinds(run.do("start", "s"), TimerArmed) == ["late"]
    host = next(iter(run.marking.tokens))
    assert kinds(run.do("trigger", host, "late"), Withdrawn) == ["a"]
    assert run.waiting() == ["b"]
    with pytest.raises(UnknownToken):
        run.do("complete", host, "a")


def test_a_non_interrupting_timer_adds_a_token():
    late = bpmn.BoundaryEvent(id="late", scope="p", attached_to="a", interrupting=False, definitions=(TIMER,))
    drawn = process([start(), user("a"), late, user("b"), end()], "s>a", "a>e", "late>b")
    run = Run(drawn)
    run.do("start", "s")
    run.do("trigger", next(iter(run.marking.tokens)), "late")
    assert run.waiting() == ["a", "b"]
    assert kinds(run.complete("a"), Ended) == []
    assert kinds(run.complete("b"), Ended) == ["b"]


def test_a_terminate_end_calls_everything_else_off():
    stop = end("t", "p", TERMINATE)
    drawn = process(
        [start(), bpmn.ParallelGateway(id="f", scope="p"), user("a"), user("b"), stop],
        "s>f",
        "f>a",
        "f>b",
        "b>t",
    )
    run = Run(drawn)
    run.do("start", "s")
    effects = run.complete("b")
    assert kinds(effects, Withdrawn) == ["a"]
    assert effects[-1].outcome is Outcome.TERMINATED
    assert run.marking.tokens == {}


def test_a_sub_process_goes_on_when_its_last_token_is_consumed():
    inner = [start("is", "sub"), user("ia", "sub"), end("ie", "sub")]
    drawn = process(
        [start(), bpmn.SubProcess(id="sub", scope="p"), *inner, user("b"), end()],
        "s>sub",
        "is>ia",
        "ia>ie",
        "sub>b",
        "b>e",
    )
    run = Run(drawn)
    run.do("start", "s")
    assert run.waiting() == ["ia"]
    assert kinds(run.complete("ia"), Completed) == ["ia", "sub"]
    assert run.waiting() == ["b"]


def test_interrupting_a_sub_process_withdraws_all_that_is_in_it():
    inner = [start("is", "sub"), user("ia", "sub"), end("ie", "sub")]
    late = bpmn.BoundaryEvent(id="late", scope="p", attached_to="sub", definitions=(TIMER,))
    drawn = process(
        [start(), bpmn.SubProcess(id="sub", scope="p"), *inner, late, user("b"), end()],
        "s>sub",
        "is>ia",
        "ia>ie",
        "sub>e",
        "late>b",
        "b>e",
    )
    run = Run(drawn)
    run.do("start", "s")
    host = next(t.number for t in run.marking.tokens.values() if t.node == "sub")
    assert kinds(run.do("trigger", host, "late"), Withdrawn) == ["ia", "sub"]
    assert run.waiting() == ["b"]


def test_a_loop_that_never_waits_is_refused():
    drawn = process(
        [start(), bpmn.Task(id="a", scope="p"), bpmn.Task(id="b", scope="p")], "s>a", "a>b", "b>a"
    )
    with pytest.raises(RunawayProcess):
        Run(drawn).do("start", "s")


def test_cancelling_takes_every_token_away():
    drawn = process(
        [start(), bpmn.ParallelGateway(id="f", scope="p"), user("a"), bpmn.ServiceTask(id="b", scope="p")],
        "s>f",
        "f>a",
        "f>b",
    )
    run = Run(drawn)
    assert kinds(run.do("start", "s"), JobRequested) == ["b"]
    assert sorted(kinds(run.do("cancel"), Withdrawn)) == ["a", "b"]
    assert run.marking.tokens == {}
    assert run.marking.scopes == {}


def test_what_can_not_be_entered_asks_a_person_and_can_be_tried_again():
    drawn = process([start(), user("a"), user("b")], "s>a", "a>b")
    run = Run(drawn)
    run.do("start", "s")

    def carry_out(effect):
        if type(effect) is Entered and effect.node.id == "b":
            raise StepFailed("clock_unreadable", state="S")

    machine = Machine(drawn, run.marking, Answers(), carry_out)
    machine.complete(next(iter(run.marking.tokens)), "a")
    assert [(e.node.id, e.code) for e in machine.effects if isinstance(e, Stuck)] == [
        ("b", "clock_unreadable")
    ]
    run.marking = machine.marking
    number = next(iter(run.marking.tokens))
    assert kinds(run.do("retry", number, "b"), TaskOpened) == ["b"]
