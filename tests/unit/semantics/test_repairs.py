"""Moving tokens by hand: only where a token can begin, never out of its scope, and nothing is left behind."""

from __future__ import annotations

import pytest

from tests.harness.tokens import (
    Answers,
    Run,
    each_of,
    end,
    event_sub,
    kinds,
    parallel,
    process,
    start,
    sub,
    user,
)
from workflows.bpmn.semantics import Ended, Machine, NotRepairable, Stuck, TaskOpened, UnknownToken, Withdrawn


def machine_of(run):
    return Machine(run.drawn, run.marking, run.judge)


def token_at(run, node):
    return next(token for token in run.marking.tokens.values() if token.node == node)


def step(run, name, node, *more):
    return run.do(name, token_at(run, node).number, node, *more)


def places(run, node):
    return [found.id for found in machine_of(run).destinations(token_at(run, node))]


def test_skipping_one_pass_of_a_loop_lets_the_others_go_on():
    drawn = process([start(), user("a", loop=each_of()), user("b"), end()], "s>a>b>e")
    run = Run(drawn, judge=Answers(collections={"a": ["x", "y"]}))
    run.start()
    first = next(t for t in run.marking.tokens.values() if t.node == "a" and not t.child)
    assert machine_of(run).destinations(first) == ()
    assert kinds(run.do("skip", first.number, "a"), Withdrawn) == ["a"]
    assert run.waiting() == ["a"]
    run.complete("a")
    assert run.waiting() == ["b"]


def test_skipping_a_loop_takes_all_its_passes_away():
    drawn = process([start(), user("a", loop=each_of()), user("b"), end()], "s>a>b>e")
    run = Run(drawn, judge=Answers(collections={"a": ["x", "y"]}))
    run.start()
    host = next(t for t in run.marking.tokens.values() if t.child)
    assert kinds(run.do("skip", host.number, "a"), TaskOpened) == ["b"]
    assert run.waiting() == ["b"]
    assert len(run.marking.scopes) == 1


def test_moving_the_last_token_of_a_sub_process_keeps_it_alive():
    drawn = process(
        [
            start(),
            sub("m"),
            start("s2", "m"),
            user("c", "m"),
            user("d", "m"),
            end("e2", "m"),
            user("b"),
            end(),
        ],
        "s>m>b>e",
        "s2>c>d>e2",
    )
    run = Run(drawn)
    run.start()
    assert places(run, "c") == ["d", "e2"]
    assert places(run, "m") == ["b", "e"]
    with pytest.raises(NotRepairable):
        step(run, "move", "c", "b")
    step(run, "move", "c", "d")
    assert run.waiting() == ["d"]
    step(run, "move", "d", "e2")
    assert run.waiting() == ["b"]


def test_a_join_an_event_sub_process_and_a_start_are_no_destinations():
    drawn = process(
        [start(), parallel("p"), user("a"), user("b"), parallel("j"), event_sub("h"), end()],
        "s>p>a>j>e",
        "p>b>j",
    )
    run = Run(drawn)
    run.start()
    assert places(run, "a") == ["p", "b", "e"]


def test_skipping_where_no_flow_holds_is_stuck_with_a_number_of_its_own():
    drawn = process([start(), user("a"), user("b"), end()], "s>a", "a>b ?=no", "b>e")
    run = Run(drawn)
    run.start()
    old = token_at(run, "a").number
    [stuck] = [effect for effect in step(run, "skip", "a") if isinstance(effect, Stuck)]
    assert stuck.token != old
    assert token_at(run, "a").number == stuck.token
    with pytest.raises(UnknownToken):
        run.do("skip", old, "a")


def test_skipping_the_last_step_ends_the_process():
    run = Run(process([start(), user("a"), end()], "s>a>e"))
    run.start()
    assert isinstance(step(run, "skip", "a")[-1], Ended)
    assert run.over
