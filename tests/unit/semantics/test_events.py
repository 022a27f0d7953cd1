"""Catching and throwing events, receive and send tasks, the event-based gateway (BPMN 2.0.2, 10.4, 13.4.4, 13.5)."""

from __future__ import annotations

import pytest

from tests.harness.tokens import (
    MESSAGE,
    SIGNAL,
    TIMER,
    Run,
    boundary,
    catch,
    end,
    event_based,
    event_sub,
    kinds,
    parallel,
    process,
    start,
    sub,
    throw,
    user,
)
from workflows.bpmn import model as bpmn
from workflows.bpmn.semantics import (
    Completed,
    Entered,
    EventAwaited,
    JobRequested,
    MessageThrown,
    Passed,
    SignalThrown,
    Stuck,
    UnknownToken,
    Withdrawn,
)

CONDITION = bpmn.ConditionalDefinition(condition="=x")
OTHER = bpmn.ConditionalDefinition(condition="=y")


@pytest.mark.parametrize("definition", [MESSAGE, SIGNAL, TIMER])
def test_a_case_begins_with_any_start_event(definition):
    run = Run(process([start(), start("from outside", "p", definition), user("a")], "s>a", "from outside>a"))
    assert kinds(run.start("from outside"), Entered) == ["from outside", "a"]
    assert run.judge.asked == [("leaving", "from outside", 0)]
    assert run.waiting() == ["a"]


def test_a_process_without_a_start_event_begins_where_nothing_leads_to():
    late = boundary("late", "a", TIMER)
    run = Run(process([user("a"), late, user("b"), user("c"), end()], "a>c", "b>c", "c>e", "late>e"))
    run.start("")
    assert run.waiting() == ["a", "b"]


@pytest.mark.parametrize("definition", [MESSAGE, SIGNAL])
def test_a_token_waits_at_a_catching_event_until_it_happens(definition):
    run = Run(process([start(), catch("c", definition), end()], "s>c>e"))
    effects = [e for e in run.start() if isinstance(e, EventAwaited)]
    assert [(e.node.id, e.definition) for e in effects] == [("c", definition)]
    token = run.token("c")
    assert kinds(run.happens("c"), Passed) == ["c", "e"]
    assert ("leaving", "c", token) in run.judge.asked
    assert run.over
    with pytest.raises(UnknownToken):
        run.do("trigger", token, "c")


def test_what_a_message_brings_can_fail_and_is_tried_again_without_waiting_for_it_again():
    run = Run(process([start(), catch("c", MESSAGE), user("a")], "s>c>a"))
    run.start()
    run.judge.failing = {"leaving"}
    assert kinds(run.happens("c"), Stuck) == ["c"]
    with pytest.raises(UnknownToken):
        run.do("trigger", run.token("c"), "c")
    run.judge.failing = set()
    effects = run.do("retry", run.token("c"), "c")
    assert kinds(effects, EventAwaited) == []
    assert run.waiting() == ["a"]


def test_a_receive_task_is_completed_by_its_message():
    receive = bpmn.ReceiveTask(id="r", scope="p", message=MESSAGE)
    run = Run(process([start(), receive, boundary("late", "r", TIMER), end()], "s>r>e", "late>e"))
    run.start()
    assert run.waits_for() == ["late", "r"]
    assert kinds(run.happens("r"), Completed) == ["r"]
    assert run.over


def test_a_send_task_without_a_job_sends_its_message_by_itself():
    send = bpmn.SendTask(id="m", scope="p", message=MESSAGE)
    run = Run(process([start(), send, end()], "s>m>e"))
    effects = run.start()
    assert [e.definition for e in effects if isinstance(e, MessageThrown)] == [MESSAGE]
    assert kinds(effects, Completed) == ["m"]
    assert run.over


def test_a_send_task_with_a_job_waits_for_it():
    job = bpmn.Extensions(job=bpmn.JobDefinition(type="mail"))
    run = Run(
        process([start(), bpmn.SendTask(id="m", scope="p", message=MESSAGE, extensions=job), end()], "s>m>e")
    )
    assert kinds(run.start(), JobRequested) == ["m"]
    run.complete("m")
    assert run.over


def test_messages_and_signals_are_thrown_on_the_way_and_at_the_end():
    run = Run(process([start(), throw("t", SIGNAL), throw("u", MESSAGE), end("e", "p", MESSAGE)], "s>t>u>e"))
    effects = run.start()
    assert kinds(effects, SignalThrown) == ["t"]
    assert kinds(effects, MessageThrown) == ["u", "e"]
    assert kinds(effects, Passed) == ["s", "t", "u", "e"]
    assert run.over


@pytest.mark.parametrize("make", ["intermediate", "end"])
def test_a_throwing_message_event_with_a_job_is_sent_by_a_machine(make):
    job = bpmn.Extensions(job=bpmn.JobDefinition(type="mail"))
    if make == "end":
        nodes = [start(), bpmn.EndEvent(id="t", scope="p", definitions=(MESSAGE,), extensions=job)]
        run = Run(process(nodes, "s>t"))
    else:
        run = Run(process([start(), throw("t", MESSAGE, extensions=job), end()], "s>t>e"))
    effects = run.start()
    assert kinds(effects, JobRequested) == ["t"]
    assert kinds(effects, MessageThrown) == []
    run.complete("t")
    assert run.over


@pytest.mark.parametrize("definition", [MESSAGE, SIGNAL, TIMER])
@pytest.mark.parametrize("interrupting", [True, False])
def test_boundary_events_of_each_kind(definition, interrupting):
    nodes = [
        start(),
        user("a"),
        boundary("b", "a", definition, interrupting=interrupting),
        user("c"),
        end(),
    ]
    run = Run(process(nodes, "s>a>e", "b>c"))
    run.start()
    host = run.token("a")
    effects = run.happens("b")
    assert ("leaving", "b", host) in run.judge.asked
    assert kinds(effects, Withdrawn) == (["a"] if interrupting else [])
    assert run.waiting() == (["c"] if interrupting else ["a", "c"])
    assert run.waits_for() == ([] if interrupting else ["b"])


def test_of_several_events_on_one_host_the_first_interrupting_one_disarms_the_rest():
    nodes = [
        start(),
        user("a"),
        boundary("reminder", "a", TIMER, interrupting=False),
        boundary("message", "a", MESSAGE),
        boundary("late", "a", TIMER),
        user("b"),
    ]
    run = Run(process(nodes, "s>a", "reminder>b", "message>b", "late>b"))
    run.start()
    run.happens("reminder")
    run.happens("reminder")
    assert run.waiting() == ["a", "b", "b"]
    run.happens("message")
    assert run.waiting() == ["b", "b", "b"]
    assert run.armed == []


def test_a_message_on_the_boundary_of_a_sub_process_calls_off_what_is_in_it():
    nodes = [
        start(),
        sub("sub"),
        start("is", "sub"),
        parallel("f", "sub"),
        user("ia", "sub"),
        catch("ic", TIMER, "sub"),
        boundary("b", "sub", MESSAGE),
        user("c"),
    ]
    run = Run(process(nodes, "s>sub", "is>f", "f>ia", "f>ic", "b>c"))
    run.start()
    assert run.waits_for() == ["b", "ic"]
    assert kinds(run.happens("b"), Withdrawn) == ["ia", "ic", "sub"]
    assert (run.waiting(), run.armed) == (["c"], [])


def race():
    receive = bpmn.ReceiveTask(id="r", scope="p", message=MESSAGE)
    nodes = [
        start(),
        event_based("g"),
        catch("answer", MESSAGE),
        catch("late", TIMER),
        receive,
        user("a"),
        user("b"),
        user("c"),
    ]
    return process(nodes, "s>g", "g>answer>a", "g>late>b", "g>r>c")


@pytest.mark.parametrize(("event", "reached"), [("answer", "a"), ("late", "b"), ("r", "c")])
def test_behind_an_event_based_gateway_the_first_event_wins(event, reached):
    run = Run(race())
    run.start()
    assert run.waits_for() == ["answer", "late", "r"]
    gateway = run.token("g")
    effects = run.happens(event)
    assert effects[0] == Passed(run.drawn.nodes["g"], gateway, 1, (f"g>{event}",))
    assert kinds(effects, Entered) == [event, reached]
    assert (run.waiting(), run.armed) == ([reached], [])
    assert ("leaving", event, gateway) in run.judge.asked
    for other in ("answer", "late", "r"):
        with pytest.raises(UnknownToken):
            run.do("trigger", gateway, other)


def test_an_event_that_is_not_behind_the_gateway_is_refused():
    nodes = [start(), event_based("g"), catch("x", MESSAGE), catch("y", TIMER), catch("z", MESSAGE), end()]
    run = Run(process(nodes, "s>g", "g>x>z>e", "g>y>e"))
    run.start()
    with pytest.raises(UnknownToken):
        run.do("trigger", run.token("g"), "z")


@pytest.mark.parametrize("together", [False, True])
def test_an_instantiating_gateway_begins_the_case_with_one_of_its_events(together):
    gate = event_based("g", instantiate=True, parallel=together)
    nodes = [gate, catch("x", MESSAGE), catch("y", SIGNAL), parallel("j"), user("a"), user("b"), end()]
    run = Run(process(nodes, "g>x>a", "g>y>b", "a>e", "b>e"))
    run.start("x")
    assert run.waiting() == (["a", "y"] if together else ["a"])
    assert run.waits_for() == (["y"] if together else [])
    if together:
        run.happens("y")
        assert run.waiting() == ["a", "b"]


def test_an_event_on_a_scope_that_is_gone_is_refused():
    nodes = [start(), sub("sub"), start("is", "sub"), catch("c", MESSAGE, "sub"), user("a"), end()]
    run = Run(process(nodes, "s>sub>a>e", "is>c"))
    run.start()
    token = run.token("c")
    run.happens("c")
    assert run.waiting() == ["a"]
    with pytest.raises(UnknownToken):
        run.do("trigger", token, "c")


# Links -----------------------------------------------------------------------------------------------------


def test_a_link_goes_on_at_its_other_end():
    link = bpmn.LinkDefinition(link="L")
    nodes = [start(), parallel("f"), throw("out 1", link), throw("out 2", link), catch("in", link), user("a")]
    run = Run(process(nodes, "s>f>out 1", "f>out 2", "in>a"))
    run.start()
    assert run.waiting() == ["a", "a"]


def test_a_link_that_leads_nowhere_is_stuck():
    run = Run(process([start(), throw("out", bpmn.LinkDefinition(link="L"))], "s>out"))
    assert kinds(run.start(), Stuck) == ["out"]


# Conditional events ----------------------------------------------------------------------------------------


def test_a_conditional_event_is_looked_at_after_each_operation():
    run = Run(
        process([start(), parallel("f"), catch("c", CONDITION), user("a"), user("b")], "s>f>c>b", "f>a")
    )
    run.start()
    assert run.waiting() == ["a", "c"]
    run.judge.true = ("=x",)
    run.complete("a")
    assert (run.waiting(), run.armed) == (["b"], [])


def test_a_condition_that_holds_already_lets_the_token_pass():
    run = Run(process([start(), catch("c", CONDITION), user("b")], "s>c>b"), "=x")
    run.start()
    assert run.waiting() == ["b"]


def test_a_non_interrupting_condition_counts_again_only_after_it_was_false():
    drawn = process(
        [start(), user("a"), boundary("c", "a", CONDITION, interrupting=False), user("b")], "s>a", "c>b"
    )
    run = Run(drawn)
    run.start()
    for true, count in (((), 0), (("=x",), 1), (("=x",), 1), ((), 1), (("=x",), 2)):
        run.judge.true = true
        run.do("reconsider")
        assert run.waiting().count("b") == count


def test_an_interrupting_condition_takes_its_host_or_its_scope_over():
    nodes = [start(), user("a"), boundary("c", "a", CONDITION), user("b"), user("d")]
    run = Run(
        process(
            [*nodes, event_sub("es"), start("es start", "es", OTHER), user("ea", "es")],
            "s>a",
            "c>b",
            "es start>ea",
        )
    )
    run.start()
    run.judge.true = ("=x",)
    run.do("reconsider")
    assert run.waiting() == ["b"]
    run.judge.true = ("=y",)
    run.do("reconsider")
    assert run.waiting() == ["ea"]
    run.do("reconsider")
    assert run.waiting() == ["ea"]


def test_a_condition_behind_an_event_based_gateway():
    run = Run(
        process(
            [start(), event_based("g"), catch("c", CONDITION), catch("m", MESSAGE), user("a")],
            "s>g>c>a",
            "g>m",
        )
    )
    run.start()
    run.judge.true = ("=x",)
    run.do("reconsider")
    assert (run.waiting(), run.armed) == (["a"], [])


# Multiple events -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("definition", [0, 1])
def test_a_multiple_event_happens_by_any_of_its_definitions(definition):
    event = bpmn.IntermediateCatchEvent(id="c", scope="p", definitions=(MESSAGE, TIMER))
    run = Run(process([start(), event, user("a")], "s>c>a"))
    run.start()
    assert run.waits_for() == ["c", "c"]
    run.happens("c", definition)
    assert (run.waiting(), run.armed) == (["a"], [])


def test_a_parallel_multiple_event_happens_by_all_of_them():
    event = bpmn.IntermediateCatchEvent(
        id="c", scope="p", definitions=(MESSAGE, TIMER), parallel_multiple=True
    )
    run = Run(process([start(), event, user("a")], "s>c>a"))
    run.start()
    run.happens("c", 1)
    run.happens("c", 1)
    assert run.waiting() == ["c"]
    run.happens("c", 0)
    assert run.waiting() == ["a"]


def test_a_parallel_multiple_boundary_event_begins_anew_each_time():
    both = bpmn.BoundaryEvent(
        id="m",
        scope="p",
        attached_to="a",
        interrupting=False,
        definitions=(MESSAGE, SIGNAL),
        parallel_multiple=True,
    )
    run = Run(process([start(), user("a"), both, user("b")], "s>a", "m>b"))
    run.start()
    for definition, count in ((0, 0), (1, 1), (1, 1), (0, 2)):
        run.happens("m", definition)
        assert run.waiting().count("b") == count


def test_a_multiple_end_event_throws_all_it_has():
    run = Run(process([start(), end("e", "p", MESSAGE, SIGNAL)], "s>e"))
    effects = run.start()
    assert (kinds(effects, MessageThrown), kinds(effects, SignalThrown)) == (["e"], ["e"])
    assert run.over
