"""Ad-hoc sub-processes, complex gateways and token quantities (BPMN 2.0.2, 10.3.5.2, 13.3.1, 13.3.5, 13.4.5)."""

from __future__ import annotations

import pytest

from tests.harness.tokens import (
    TIMER,
    Answers,
    Run,
    boundary,
    end,
    exclusive,
    kinds,
    parallel,
    process,
    start,
    user,
)
from workflows.bpmn import model as bpmn
from workflows.bpmn.semantics import Completed, Stuck, TaskOpened, UnknownToken, Withdrawn


def ad_hoc(*true, chosen=None, wires=(), **more):
    nodes = [
        start(),
        bpmn.AdHocSubProcess(id="any", scope="p", **more),
        *(user(n, "any") for n in "abc"),
        user("z"),
    ]
    drawn = process([*nodes, boundary("late", "any", TIMER), end()], "s>any>z>e", "late>e", *wires)
    collections = {} if chosen is None else {"any": chosen}
    return Run(drawn, judge=Answers(*true, collections=collections))


def host(run):
    return next(token.number for token in run.marking.tokens.values() if token.node == "any")


def test_all_that_nothing_leads_to_begins_and_the_last_one_ends_it():
    run = ad_hoc(wires=("b>c",))
    run.start()
    assert run.waiting() == ["a", "b"]
    for node in ("a", "b", "c"):
        assert run.waiting() != ["z"]
        run.complete(node)
    assert run.waiting() == ["z"]


def test_it_begins_with_what_was_chosen_and_more_can_be_added():
    run = ad_hoc(chosen=["a"])
    run.start()
    assert run.waiting() == ["a"]
    run.do("activate", host(run), "c")
    run.do("activate", host(run), "a")
    assert run.waiting() == ["a", "a", "c"]
    with pytest.raises(UnknownToken):
        run.do("activate", host(run), "z")
    for node in ("a", "c", "a"):
        run.complete(node)
    assert run.waiting() == ["z"]


def test_one_after_the_other():
    run = ad_hoc(sequential=True)
    run.start()
    for node in ("a", "b", "c"):
        assert run.waiting() == [node]
        run.complete(node)
    assert run.waiting() == ["z"]


@pytest.mark.parametrize(("cancel", "called_off"), [(True, ["b", "c"]), (False, [])])
def test_the_completion_condition_ends_it(cancel, called_off):
    run = ad_hoc("=done", completion_condition="=done", cancel_remaining=cancel)
    run.start()
    effects = run.complete("a")
    assert kinds(effects, Withdrawn) == called_off
    if not cancel:
        with pytest.raises(UnknownToken):
            run.do("activate", host(run), "a")
        run.complete("b")
        run.complete("c")
    assert run.waiting() == ["z"]


def test_while_its_condition_does_not_hold_it_waits_for_somebody_to_choose():
    run = ad_hoc(chosen=["a"], completion_condition="=done")
    run.start()
    run.complete("a")
    assert run.waits_for() == ["late"]
    run.do("activate", host(run), "b")
    run.judge.true = ("=done",)
    run.complete("b")
    assert (run.waiting(), run.armed) == (["z"], [])


def test_a_condition_that_can_not_be_told_is_stuck_and_tried_again():
    run = ad_hoc("=done", completion_condition="=done")
    run.start()
    run.judge.failing = {"completed_enough"}
    assert kinds(run.complete("a"), Stuck) == ["any"]
    run.judge.failing = set()
    run.do("retry", host(run), "any")
    assert run.waiting() == ["z"]


def test_an_empty_choice_ends_at_once():
    run = ad_hoc(chosen=[])
    assert kinds(run.start(), Completed) == ["any"]


# Complex gateway -------------------------------------------------------------------------------------------


def two_of_three(*more, wires=()):
    join = bpmn.ComplexGateway(id="j", scope="p", activation_condition="=count")
    nodes = [start(), parallel("f"), user("a"), user("b"), user("c"), join, user("z"), *more]
    return process(nodes, "s>f>a>j>z", "f>b>j", "f>c>j", *wires)


def test_a_complex_join_goes_on_when_its_condition_holds_and_swallows_the_rest():
    run = Run(two_of_three(), judge=Answers(enough=2))
    run.start()
    run.complete("a")
    assert run.waiting() == ["b", "c", "j"]
    run.complete("b")
    assert run.waiting() == ["c", "z"]
    run.complete("c")
    assert run.waiting() == ["z"]
    run.complete("z")
    assert run.over


def test_a_complex_join_begins_anew_when_nothing_more_can_come():
    back = exclusive("x", default_flow="x>e")
    nodes = [start(), exclusive("m"), parallel("f"), user("a"), user("b"), user("z"), back, end()]
    join = bpmn.ComplexGateway(id="j", scope="p", activation_condition="=count")
    run = Run(
        process([*nodes, join], "s>m>f>a>j>z>x>e", "f>b>j", "x>m ?=again"), judge=Answers("=again", enough=1)
    )
    run.start()
    for _ in range(2):
        run.complete("a")
        assert run.waiting() == ["b", "z"]
        run.complete("b")
        assert run.waiting() == ["z"]
        run.complete("z")
    assert run.waiting() == ["a", "b"]


def test_a_complex_join_without_a_condition_waits_for_all():
    join = bpmn.ComplexGateway(id="j", scope="p")
    run = Run(process([start(), parallel("f"), user("a"), user("b"), join, user("z")], "s>f>a>j>z", "f>b>j"))
    run.start()
    run.complete("a")
    assert run.waiting() == ["b", "j"]
    run.complete("b")
    assert run.waiting() == ["z"]


def test_a_complex_split_takes_what_holds():
    nodes = [start(), bpmn.ComplexGateway(id="g", scope="p"), user("a"), user("b"), user("c")]
    run = Run(process(nodes, "s>g>a", "g>b ?=b", "g>c ?=c"), "=c")
    run.start()
    assert run.waiting() == ["a", "c"]


# Token quantities ------------------------------------------------------------------------------------------


def test_an_activity_that_needs_several_tokens_begins_when_they_are_there():
    nodes = [start(), parallel("f"), user("a"), user("b"), user("z", start_quantity=2)]
    run = Run(process(nodes, "s>f>a>z", "f>b>z"))
    run.start()
    assert kinds(run.complete("a"), TaskOpened) == []
    assert kinds(run.complete("b"), TaskOpened) == ["z"]
    assert run.waiting() == ["z"]
    run.complete("z")
    assert run.over


def test_an_activity_may_leave_several_tokens():
    run = Run(process([start(), user("a", completion_quantity=3), user("b")], "s>a>b"))
    run.start()
    run.complete("a")
    assert run.waiting() == ["b", "b", "b"]
