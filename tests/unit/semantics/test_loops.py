"""Multi-instance and standard loops (BPMN 2.0.2, 10.3.8, 13.3.6, 13.3.7)."""

from __future__ import annotations

import pytest

from tests.harness.tokens import (
    MESSAGE,
    TERMINATE,
    TIMER,
    Answers,
    Run,
    Shelf,
    boundary,
    call,
    each_of,
    end,
    error,
    escalation,
    event_sub,
    inclusive,
    kinds,
    parallel,
    process,
    service,
    start,
    sub,
    throw,
    user,
)
from workflows.bpmn import model as bpmn
from workflows.bpmn.semantics import (
    Completed,
    EventAwaited,
    JobRequested,
    Passed,
    ScopeClosed,
    ScopeOpened,
    Stuck,
    TaskOpened,
    Withdrawn,
)


def each(drawn, items, *true, enough=0, shelf=None, name="a"):
    return Run(drawn, shelf=shelf, judge=Answers(*true, collections={name: items}, enough=enough))


def around(*nodes, wires=()):
    return process([start(), *nodes, user("b"), end()], "s>a>b>e", *wires)


def locals_of(run):
    return [scope.locals for scope in run.marking.scopes.values() if scope.is_instance]


def test_parallel_instances_wait_side_by_side_each_with_its_item():
    run = each(around(user("a", loop=each_of())), ["x", "y", "z"])
    effects = run.start()
    assert kinds(effects, TaskOpened) == ["a", "a", "a"]
    assert locals_of(run) == [
        {"item": "x", "loopCounter": 1},
        {"item": "y", "loopCounter": 2},
        {"item": "z", "loopCounter": 3},
    ]
    [opened, *_] = [e for e in effects if isinstance(e, TaskOpened)]
    assert run.marking.scopes[opened.scope].locals["item"] == "x"
    assert kinds(run.complete("a"), ScopeClosed) == ["a"]
    run.complete("a")
    effects = run.complete("a")
    assert [(e.node.id, e.scope) for e in effects if isinstance(e, Completed)][-1] == ("a", 1)
    assert kinds(effects, Passed) == ["a"]
    assert [asked for asked in run.judge.asked if asked[0] == "collect"] == [
        ("collect", "a", n) for n in (1, 2, 3)
    ]
    assert run.waiting() == ["b"]
    assert len(run.marking.scopes) == 1


def test_the_numbers_of_a_loop():
    run = each(around(user("a", loop=each_of())), ["x", "y", "z"])
    run.start()
    run.complete("a")
    [loop] = [scope for scope in run.marking.scopes.values() if scope.loop is not None]
    assert loop.loop_numbers() == {
        "numberOfInstances": 3,
        "numberOfActiveInstances": 2,
        "numberOfCompletedInstances": 1,
        "numberOfTerminatedInstances": 0,
    }


def test_sequential_instances_come_one_after_the_other():
    run = each(around(user("a", loop=each_of(sequential=True))), ["x", "y"])
    run.start()
    assert locals_of(run) == [{"item": "x", "loopCounter": 1}]
    run.complete("a")
    assert locals_of(run) == [{"item": "y", "loopCounter": 2}]
    assert run.waiting() == ["a"]
    run.complete("a")
    assert run.waiting() == ["b"]


@pytest.mark.parametrize("sequential", [True, False])
@pytest.mark.parametrize("items", [[], 0])
def test_an_empty_collection_completes_at_once(sequential, items):
    run = each(around(user("a", loop=each_of(sequential=sequential))), items)
    effects = run.start()
    assert kinds(effects, Completed) == ["a"]
    assert kinds(effects, TaskOpened) == ["b"]
    assert ("leave_loop", "a") in run.judge.asked


@pytest.mark.parametrize("sequential", [True, False])
def test_a_cardinality_counts_without_items(sequential):
    loop = bpmn.MultiInstance(sequential=sequential, cardinality="=2")
    run = each(around(user("a", loop=loop)), 2)
    run.start()
    run.complete("a")
    run.complete("a")
    assert run.waiting() == ["b"]


@pytest.mark.parametrize("sequential", [True, False])
def test_the_completion_condition_calls_the_rest_off(sequential):
    loop = each_of(sequential=sequential, completion_condition="=enough")
    run = each(around(user("a", loop=loop)), ["x", "y", "z"], enough=2)
    run.start()
    run.complete("a")
    effects = run.complete("a")
    assert kinds(effects, Withdrawn) == ([] if sequential else ["a"])
    assert run.waiting() == ["b"]
    assert len(run.marking.scopes) == 1


def test_jobs_scripts_and_abstract_tasks_repeat():
    for task, kind in (
        (service("a", loop=each_of()), JobRequested),
        (bpmn.ScriptTask(id="a", scope="p", loop=each_of()), None),
        (bpmn.BusinessRuleTask(id="a", scope="p", loop=each_of(sequential=True)), None),
        (bpmn.Task(id="a", scope="p", loop=each_of(sequential=True)), None),
    ):
        run = each(around(task), ["x", "y"])
        effects = run.start()
        if kind is None:
            assert kinds(effects, Completed) == ["a", "a", "a"]
        else:
            assert kinds(effects, kind) == ["a", "a"]
            run.complete("a")
            run.complete("a")
        assert run.waiting() == ["b"]


def test_receive_tasks_wait_each_for_its_message():
    receive = bpmn.ReceiveTask(id="a", scope="p", message=MESSAGE, loop=each_of())
    run = each(around(receive), ["x", "y"])
    assert kinds(run.start(), EventAwaited) == ["a", "a"]
    run.happens("a")
    assert run.waits_for() == ["a"]
    run.happens("a")
    assert run.waiting() == ["b"]


def looping_sub(*more, wires=(), **loop):
    nodes = [sub("a", loop=each_of(**loop)), start("is", "a"), user("ia", "a"), user("ib", "a"), *more]
    return around(*nodes, wires=("is>ia>ib", *wires))


@pytest.mark.parametrize("sequential", [True, False])
def test_sub_processes_repeat(sequential):
    run = each(looping_sub(sequential=sequential), ["x", "y"])
    run.start()
    assert run.waiting() == (["ia"] if sequential else ["ia", "ia"])
    inner = next(
        s for s in run.marking.scopes.values() if s.number == run.marking.tokens[run.token("ia")].scope
    )
    assert [scope.locals for scope in inner.outwards()] == [{}, {"item": "x", "loopCounter": 1}, {}, {}]
    for node in ("ia", "ib", "ia", "ib"):
        run.complete(node)
    assert run.waiting() == ["b"]
    assert run.judge.asked.count(("leave_scope", "a")) == 2


def test_called_processes_repeat():
    q = process([start("qs", "q"), user("qa", "q")], "qs>qa", id_="q")
    run = each(around(call("a", "q", loop=each_of())), ["x", "y"], shelf=Shelf(q))
    run.start()
    assert [scope.process for scope in run.marking.scopes.values() if scope.isolated] == ["q", "q"]
    run.complete("qa")
    run.complete("qa")
    assert run.waiting() == ["b"]


def test_one_boundary_event_for_all_instances():
    drawn = around(user("a", loop=each_of()), boundary("late", "a", TIMER), user("h"), wires=("late>h",))
    run = each(drawn, ["x", "y"])
    run.start()
    assert run.waits_for() == ["late"]
    run.complete("a")
    assert kinds(run.happens("late"), Withdrawn) == ["a", "a"]
    assert (run.waiting(), len(run.marking.scopes)) == (["h"], 1)


def test_a_reminder_on_a_loop_leaves_it_running():
    late = boundary("late", "a", TIMER, interrupting=False)
    run = each(around(user("a", loop=each_of()), late, user("h"), wires=("late>h",)), ["x", "y"])
    run.start()
    run.happens("late")
    assert run.waiting() == ["a", "a", "h"]
    run.complete("a")
    run.complete("a")
    assert run.waiting() == ["b", "h"]


@pytest.mark.parametrize("sequential", [True, False])
def test_an_error_of_one_instance_ends_the_whole_loop(sequential):
    loop = each_of(sequential=sequential)
    nodes = [service("a", loop=loop), boundary("caught", "a", error("E1")), user("h")]
    run = each(around(*nodes, wires=("caught>h",)), ["x", "y", "z"])
    run.start()
    run.complete("a")
    run.fails("a", "E1")
    assert (run.waiting(), len(run.marking.scopes)) == (["h"], 1)


def test_an_error_inside_parallel_branches_of_one_instance_is_caught_around_all():
    nodes = [
        sub("a", loop=each_of()),
        start("is", "a"),
        parallel("f", "a"),
        user("ia", "a"),
        user("ib", "a"),
        end("bad", "a", error("E1")),
        boundary("caught", "a", error()),
        user("h"),
    ]
    run = each(around(*nodes, wires=("is>f>ia>bad", "f>ib", "caught>h")), ["x", "y"])
    run.start()
    effects = run.complete("ia")
    assert kinds(effects, Withdrawn) == ["ib", "a", "ia", "ib", "a", "a"]
    assert (run.waiting(), len(run.marking.scopes)) == (["h"], 1)


def test_each_instance_has_event_sub_processes_of_its_own():
    more = [event_sub("es", "a"), start("es start", "es", MESSAGE), user("ea", "es")]
    run = each(looping_sub(*more, wires=("es start>ea",)), ["x", "y"])
    run.start()
    assert run.waits_for() == ["es start", "es start"]
    run.happens("es start")
    assert (run.waiting(), run.waits_for()) == (["ea", "ia"], ["es start"])
    run.complete("ia")
    run.complete("ib")
    assert (run.waiting(), run.armed) == (["ea"], [])
    run.complete("ea")
    assert run.waiting() == ["b"]


def test_an_error_caught_in_one_instance_leaves_the_others_alone():
    more = [event_sub("es", "a"), start("es start", "es", error("E1")), user("ea", "es")]
    run = each(looping_sub(*more, wires=("es start>ea",)), ["x", "y"])
    run.start()
    run.fails("ia", "E1")
    assert run.waiting() == ["ea", "ia"]


def test_a_terminate_end_ends_its_own_instance_alone():
    nodes = [sub("a", loop=each_of()), start("is", "a"), parallel("f", "a"), user("ia", "a"), user("ib", "a")]
    run = each(around(*nodes, end("stop", "a", TERMINATE), wires=("is>f>ia>stop", "f>ib")), ["x", "y"])
    run.start()
    run.complete("ia")
    assert run.waiting() == ["ia", "ib"]
    run.complete("ia")
    assert run.waiting() == ["b"]


def test_escalations_of_several_instances_reach_the_one_boundary_event():
    nodes = [
        sub("a", loop=each_of()),
        start("is", "a"),
        throw("up", escalation("X"), scope="a"),
        user("ia", "a"),
    ]
    nodes += [boundary("caught", "a", escalation("X"), interrupting=False), user("h")]
    run = each(around(*nodes, wires=("is>up>ia", "caught>h")), ["x", "y"])
    run.start()
    assert run.waiting() == ["h", "h", "ia", "ia"]


def test_loops_within_loops():
    nodes = [sub("a", loop=each_of(sequential=True)), start("is", "a"), user("ia", "a", loop=each_of())]
    judge = Answers(collections={"a": ["x", "y"], "ia": [1, 2]})
    run = Run(around(*nodes, wires=("is>ia",)), judge=judge)
    run.start()
    for _ in range(4):
        run.complete("ia")
    assert run.waiting() == ["b"]


def test_an_inclusive_join_waits_for_the_whole_loop():
    nodes = [start(), parallel("f"), user("a", loop=each_of()), user("c"), inclusive("j"), user("b")]
    run = each(process(nodes, "s>f>a>j>b", "f>c>j"), ["x", "y"])
    run.start()
    run.complete("c")
    run.complete("a")
    assert run.waiting() == ["a", "j"]
    run.complete("a")
    assert run.waiting() == ["b"]


@pytest.mark.parametrize("question", ["collection", "collect", "leave_loop", "leaving"])
@pytest.mark.parametrize("sequential", [True, False])
def test_what_fails_around_a_loop_is_stuck_and_tried_again(question, sequential):
    run = each(around(user("a", loop=each_of(sequential=sequential))), ["x", "y"])
    if question != "collection":
        run.start()
        run.complete("a") if question == "leave_loop" else None
    run.judge.failing = {question}
    effects = run.start() if question == "collection" else run.complete("a")
    assert kinds(effects, Stuck) == ["a"]
    [stuck] = [effect for effect in effects if isinstance(effect, Stuck)]
    run.judge.failing = set()
    run.do("retry", stuck.token, "a")
    while "a" in run.waiting():
        run.complete("a")
    assert run.waiting() == ["b"]
    collected = [asked for asked in run.judge.asked if asked[0] == "collect"]
    assert collected == [("collect", "a", 1), ("collect", "a", 2)]


def test_several_passes_that_are_stuck_go_on_together():
    run = each(around(user("a", loop=each_of())), ["x", "y", "z"])
    run.start()
    run.judge.failing = {"collect"}
    run.complete("a")
    run.complete("a")
    run.judge.failing = set()
    host = next(token for token in run.marking.tokens.values() if token.child)
    run.do("retry", host.number, "a")
    assert run.waiting() == ["a"]
    run.complete("a")
    assert run.waiting() == ["b"]


def test_a_token_of_an_instance_that_is_gone_is_unknown():
    loop = each_of(completion_condition="=enough")
    run = each(around(user("a", loop=loop)), ["x", "y"], enough=1)
    effects = run.start()
    assert kinds(effects, ScopeOpened) == ["a", "a", "a"]
    run.complete("a")
    assert run.waiting() == ["b"]


def repeated(times=None, *, condition="", before=False):
    loop = bpmn.StandardLoop(condition=condition, test_before=before, maximum=times)
    return around(user("a", loop=loop))


def test_a_standard_loop_repeats_as_long_as_its_condition_holds():
    run = Run(repeated(condition="=again"), "=again")
    run.start()
    run.complete("a")
    run.complete("a")
    assert locals_of(run) == [{"loopCounter": 3}]
    run.judge.true = ()
    run.complete("a")
    assert run.waiting() == ["b"]


@pytest.mark.parametrize(("before", "reached"), [(True, ["b"]), (False, ["a"])])
def test_a_standard_loop_asks_before_or_after(before, reached):
    run = Run(repeated(condition="=again", before=before))
    run.start()
    assert run.waiting() == reached


@pytest.mark.parametrize("condition", ["", "=again"])
def test_a_standard_loop_has_a_maximum(condition):
    run = Run(repeated(2, condition=condition), "=again")
    run.start()
    run.complete("a")
    run.complete("a")
    assert run.waiting() == ["b"]


def test_a_standard_loop_that_says_nothing_runs_once():
    run = Run(repeated())
    run.start()
    run.complete("a")
    assert run.waiting() == ["b"]
