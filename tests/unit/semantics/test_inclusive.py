"""Inclusive gateways: which flows are taken, and when a join has nothing more to wait for (BPMN 2.0.2, 13.4.3)."""

from __future__ import annotations

import pytest

from tests.harness.tokens import (
    MESSAGE,
    TIMER,
    Run,
    boundary,
    catch,
    end,
    error,
    event_sub,
    exclusive,
    inclusive,
    kinds,
    parallel,
    process,
    start,
    sub,
    throw,
    user,
)
from workflows.bpmn import model as bpmn
from workflows.bpmn.semantics import Passed, Stuck


def three_ways(**more):
    nodes = [start(), inclusive("o", **more), user("a"), user("b"), user("c"), inclusive("j"), user("after")]
    return process(nodes, "s>o", "o>a ?=a", "o>b ?=b", "o>c ?=c", "a>j", "b>j", "c>j>after")


@pytest.mark.parametrize("true", [("=a",), ("=a", "=b"), ("=a", "=b", "=c")])
def test_every_flow_that_holds_is_taken_and_the_join_waits_for_just_those(true):
    run = Run(three_ways(), *true)
    effects = run.start()
    chosen = [name.removeprefix("=") for name in true]
    assert run.waiting() == chosen
    [decided] = [e for e in effects if isinstance(e, Passed) and e.node.id == "o"]
    assert [(r.condition, r.value) for r in decided.reasons] == [(f"={n}", f"={n}" in true) for n in "abc"]
    for node in chosen:
        assert run.waiting() != ["after"]
        run.complete(node)
    assert run.waiting() == ["after"]


def test_without_a_way_it_is_stuck_and_with_a_default_it_takes_that():
    run = Run(three_ways())
    assert kinds(run.start(), Stuck) == ["o"]
    nodes = [start(), inclusive("o", default_flow="o>b"), user("a"), user("b")]
    run = Run(process(nodes, "s>o", "o>a ?=a", "o>b"))
    assert [e.default for e in run.start() if isinstance(e, Passed) and e.node.id == "o"] == [True]
    assert run.waiting() == ["b"]


def test_a_flow_without_a_condition_is_always_taken_and_the_default_then_never():
    nodes = [start(), inclusive("o", default_flow="o>c"), user("a"), user("b"), user("c")]
    run = Run(process(nodes, "s>o", "o>a ?=a", "o>b", "o>c"))
    run.start()
    assert run.waiting() == ["b"]


def test_a_join_without_its_split_waits_for_what_can_still_come():
    """Parallel branches, one of which may turn away from the join."""
    nodes = [start(), parallel("f"), user("a"), user("b"), exclusive("x", default_flow="x>away")]
    nodes += [inclusive("j"), user("after"), user("away")]
    drawn = process(nodes, "s>f>a>j>after", "f>b>x", "x>j ?=join", "x>away")
    run = Run(drawn)
    run.start()
    run.complete("a")
    assert run.waiting() == ["b", "j"]
    run.complete("b")
    assert run.waiting() == ["after", "away"]
    run = Run(drawn, "=join")
    run.start()
    run.complete("a")
    run.complete("b")
    assert run.waiting() == ["after"]


def test_a_join_in_a_loop_does_not_wait_for_its_own_next_round():
    nodes = [start(), inclusive("j"), user("a"), exclusive("x", default_flow="x>e"), end()]
    run = Run(process(nodes, "s>j>a>x>e", "x>j ?=again"), "=again")
    run.start()
    for _ in range(3):
        assert run.waiting() == ["a"]
        run.complete("a")
    run.judge.true = ()
    run.complete("a")
    assert run.over


def test_a_split_and_join_within_a_loop_join_in_each_round():
    nodes = [start(), exclusive("m"), inclusive("o"), user("a"), user("b"), inclusive("j")]
    nodes += [exclusive("x", default_flow="x>e"), end()]
    drawn = process(nodes, "s>m>o", "o>a ?=a", "o>b ?=b", "a>j", "b>j>x", "x>m ?=again", "x>e")
    run = Run(drawn, "=a", "=b", "=again")
    run.start()
    for _ in range(2):
        run.complete("a")
        assert run.waiting() == ["b", "j"]
        run.complete("b")
        assert run.waiting() == ["a", "b"]
    run.judge.true = ("=b",)
    run.complete("a")
    run.complete("b")
    assert run.over


def test_a_token_that_can_come_by_a_filled_flow_is_not_waited_for():
    """Only an empty flow is worth waiting for: here the loop leads back to a flow that has its token (13.4.3)."""
    nodes = [start(), parallel("f"), exclusive("m"), user("a"), user("b"), inclusive("j"), user("after")]
    run = Run(process(nodes, "s>f", "f>m>a>j>after", "f>b>m"))
    run.start()
    run.complete("a")
    assert run.waiting() == ["after", "b"]


def test_the_join_goes_on_when_the_token_it_waited_for_ends_elsewhere():
    nodes = [start(), parallel("f"), user("a"), user("b"), exclusive("x", default_flow="x>e"), inclusive("j")]
    run = Run(process([*nodes, user("after"), end()], "s>f>a>j>after", "f>b>x>j ?=no", "x>e"))
    run.start()
    run.complete("a")
    run.complete("b")
    assert run.waiting() == ["after"]


def test_a_token_inside_a_sub_process_counts_as_where_its_host_is():
    nodes = [
        start(),
        parallel("f"),
        user("a"),
        sub("sub"),
        start("is", "sub"),
        user("ia", "sub"),
        user("ib", "sub"),
    ]
    run = Run(process([*nodes, inclusive("j"), user("after")], "s>f>a>j>after", "f>sub>j", "is>ia>ib"))
    run.start()
    run.complete("a")
    run.complete("ia")
    assert run.waiting() == ["ib", "j"]
    run.complete("ib")
    assert run.waiting() == ["after"]


def test_a_boundary_event_is_a_way_to_the_join():
    nodes = [
        start(),
        parallel("f"),
        user("a"),
        user("b"),
        boundary("late", "b", TIMER),
        end(),
        inclusive("j"),
    ]
    run = Run(process([*nodes, user("after")], "s>f>a>j>after", "f>b>e", "late>j"))
    run.start()
    run.complete("a")
    assert run.waiting() == ["b", "j"]
    run.happens("late")
    assert run.waiting() == ["after"]


def test_a_link_is_a_way_to_the_join():
    link = bpmn.LinkDefinition(link="L")
    nodes = [
        start(),
        parallel("f"),
        user("a"),
        user("b"),
        throw("out", link),
        catch("in", link),
        inclusive("j"),
    ]
    run = Run(process([*nodes, user("after")], "s>f>a>j>after", "f>b>out", "in>j"))
    run.start()
    run.complete("a")
    assert run.waiting() == ["b", "j"]


def test_interrupting_the_scope_clears_a_waiting_join():
    nodes = [start(), parallel("f"), user("a"), user("b"), inclusive("j"), user("after")]
    nodes += [event_sub("es"), start("es start", "es", MESSAGE), user("ea", "es")]
    run = Run(process(nodes, "s>f>a>j>after", "f>b>j", "es start>ea"))
    run.start()
    run.complete("a")
    assert run.waiting() == ["b", "j"]
    run.happens("es start")
    assert run.waiting() == ["ea"]
    run.complete("ea")
    assert run.over


def test_calling_off_the_other_branch_lets_the_join_go_on():
    nodes = [
        start(),
        parallel("f"),
        user("a"),
        user("b"),
        boundary("stop", "b", error()),
        user("h"),
        inclusive("j"),
    ]
    run = Run(process([*nodes, user("after")], "s>f>a>j>after", "f>b>j", "stop>h"))
    run.start()
    run.complete("a")
    run.fails("b")
    assert run.waiting() == ["after", "h"]


def test_two_joins_one_after_the_other():
    nodes = [
        start(),
        inclusive("o"),
        user("a"),
        user("b"),
        user("c"),
        inclusive("j1"),
        inclusive("j2"),
        user("after"),
    ]
    drawn = process(nodes, "s>o", "o>a ?=a", "o>b ?=b", "o>c ?=c", "a>j1", "b>j1>j2", "c>j2>after")
    run = Run(drawn, "=a", "=b", "=c")
    run.start()
    run.complete("c")
    run.complete("a")
    assert run.waiting() == ["b", "j1", "j2"]
    run.complete("b")
    assert run.waiting() == ["after"]


def test_a_join_that_can_not_choose_its_way_is_stuck_once_and_tried_again():
    nodes = [start(), parallel("f"), user("a"), user("b"), inclusive("j"), user("after"), user("c")]
    run = Run(process(nodes, "s>f>a>j", "f>b>j", "j>after ?=go", "f>c"))
    run.start()
    run.complete("a")
    assert kinds(run.complete("b"), Stuck) == ["j"]
    assert kinds(run.complete("c"), Stuck) == []
    run.judge.true = ("=go",)
    run.do("retry", run.token("j"), "j")
    assert run.waiting() == ["after"]


def test_more_tokens_than_one_on_a_flow_join_round_after_round():
    nodes = [start(), parallel("f"), parallel("g"), exclusive("m"), user("a"), user("b"), inclusive("j")]
    run = Run(process([*nodes, user("after")], "s>f>g>m>a>j>after", "f>m", "f>b>j"))
    run.start()
    assert run.waiting() == ["a", "a", "b"]
    run.complete("a")
    run.complete("a")
    assert run.waiting() == ["b", "j", "j"]
    run.complete("b")
    assert run.waiting() == ["after", "after"]
