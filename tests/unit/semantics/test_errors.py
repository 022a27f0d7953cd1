"""Errors and escalations: who catches them, and what they call off (BPMN 2.0.2, 10.4.5, 10.4.6, 13.5.3)."""

from __future__ import annotations

import pytest

from tests.harness.tokens import (
    MESSAGE,
    TERMINATE,
    TIMER,
    Run,
    Shelf,
    boundary,
    call,
    catch,
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
from workflows.bpmn.semantics import (
    Completed,
    Ended,
    ErrorThrown,
    EscalationThrown,
    Outcome,
    Passed,
    ScopeClosed,
    ScopeOpened,
    UnknownToken,
    Withdrawn,
)


def thrown(effects, kind=ErrorThrown):
    return [(e.node.id, e.code, e.caught_by) for e in effects if isinstance(e, kind)]


def test_an_error_of_a_job_goes_to_the_boundary_event_for_its_code():
    nodes = [
        start(),
        service("a"),
        boundary("any", "a", error()),
        boundary("other", "a", error("OTHER")),
        boundary("own", "a", error("E1")),
        boundary("late", "a", TIMER),
        user("b"),
        user("c"),
    ]
    run = Run(process(nodes, "s>a", "any>b", "own>c", "other>b", "late>b"))
    run.start()
    assert run.waits_for() == ["late"]
    host = run.token("a")
    effects = run.fails("a", "E1")
    assert thrown(effects) == [("a", "E1", "own")]
    assert kinds(effects, Withdrawn) == ["a"]
    assert (run.waiting(), run.armed) == (["c"], [])
    with pytest.raises(UnknownToken):
        run.do("throw_error", host, "a", "E1")


def test_an_error_without_its_own_event_goes_to_the_one_that_catches_all():
    nodes = [
        start(),
        service("a"),
        boundary("own", "a", error("E1")),
        boundary("any", "a", error()),
        user("b"),
    ]
    run = Run(process(nodes, "s>a", "own>b", "any>b"))
    run.start()
    assert thrown(run.fails("a", "E2")) == [("a", "E2", "any")]


def test_an_error_that_nothing_catches_ends_the_case_as_failed():
    nodes = [start(), parallel("f"), service("a"), user("b"), boundary("own", "a", error("E1")), end()]
    run = Run(process(nodes, "s>f>a>e", "f>b>e", "own>e"))
    run.start()
    effects = run.fails("a", "E2")
    assert thrown(effects) == [("a", "E2", None)]
    assert kinds(effects, Withdrawn) == ["a", "b"]
    assert effects[-1] == Ended(run.drawn.nodes["a"], 0, 1, Outcome.FAILED)
    assert run.over


def test_an_error_end_inside_parallel_branches_calls_off_the_whole_sub_process():
    nodes = [
        start(),
        sub("sub"),
        start("is", "sub"),
        parallel("f", "sub"),
        user("ia", "sub"),
        user("ib", "sub"),
        catch("ic", MESSAGE, "sub"),
        end("bad", "sub", error("E1")),
        boundary("caught", "sub", error("E1")),
        user("b"),
        end(),
    ]
    run = Run(process(nodes, "s>sub>e", "is>f", "f>ia>bad", "f>ib", "f>ic", "caught>b"))
    run.start()
    effects = run.complete("ia")
    assert kinds(effects, Passed) == ["ia", "bad", "caught"]
    assert thrown(effects) == [("bad", "E1", "caught")]
    assert kinds(effects, Withdrawn) == ["ib", "ic", "sub"]
    assert (run.waiting(), run.armed) == (["b"], [])


def test_an_error_passes_scopes_that_do_not_know_it():
    nodes = [
        start(),
        sub("outer"),
        start("os", "outer"),
        sub("inner", "outer"),
        start("is", "inner"),
        service("a", "inner"),
        boundary("wrong", "inner", error("E2"), scope="outer"),
        user("ob", "outer"),
        boundary("caught", "outer", error("E1")),
        user("b"),
    ]
    run = Run(process(nodes, "s>outer", "os>inner", "os>ob", "is>a", "wrong>ob", "caught>b"))
    run.start()
    effects = run.fails("a", "E1")
    assert kinds(effects, Withdrawn) == ["a", "inner", "ob", "outer"]
    assert kinds(effects, ScopeClosed) == ["inner", "outer"]
    assert run.waiting() == ["b"]


def handled(*, interrupting=True, definition=None, scope="p"):
    """An event sub-process beside two parallel user tasks and a join."""
    definition = definition or error("E1")
    return [
        parallel("f", scope),
        service("a", scope),
        user("b", scope),
        parallel("j", scope),
        user("after", scope),
        event_sub("es", scope),
        start("es start", "es", definition, interrupting=interrupting),
        user("ea", "es"),
        end("ee", "es"),
    ]


WIRES = ("f>a>j>after", "f>b>j", "es start>ea>ee")


def test_an_error_event_sub_process_takes_its_scope_over_while_a_join_waits():
    run = Run(process([start(), *handled()], "s>f", *WIRES))
    run.start()
    run.complete("b")
    assert run.waiting() == ["a", "j"]
    effects = run.fails("a", "E1")
    assert kinds(effects, Withdrawn) == ["a", "j"]
    assert kinds(effects, ScopeOpened) == ["es"]
    assert run.waiting() == ["ea"]
    effects = run.complete("ea")
    assert kinds(effects, Completed) == ["ea", "es"]
    assert (run.over, run.outcome) == (True, "completed")


def test_an_event_sub_process_goes_before_the_boundary_of_the_scope_around_it():
    nodes = [start(), sub("sub"), start("is", "sub"), *handled(scope="sub")]
    run = Run(process([*nodes, boundary("caught", "sub", error()), user("c")], "s>sub>c", "is>f", *WIRES))
    run.start()
    assert thrown(run.fails("a", "E1")) == [("a", "E1", "es start")]
    run.complete("ea")
    assert run.waiting() == ["c"]


def test_an_error_in_the_event_sub_process_that_handles_one_goes_further_out():
    """An interrupted scope has no handlers left (13.5.4)."""
    nodes = [start(), sub("sub"), start("is", "sub"), *handled(scope="sub")]
    wires = ("s>sub>c", "is>f", *WIRES, "caught>d")
    run = Run(process([*nodes, boundary("caught", "sub", error()), user("c"), user("d")], *wires))
    run.start()
    run.fails("a", "E1")
    effects = run.fails("ea", "E1")
    assert thrown(effects) == [("ea", "E1", "caught")]
    assert kinds(effects, Withdrawn) == ["ea", "es", "sub"]
    assert run.waiting() == ["d"]


def test_an_uncaught_error_in_an_event_sub_process_fails_the_case():
    run = Run(process([start(), *handled()], "s>f", *WIRES))
    run.start()
    run.fails("a", "E1")
    run.fails("ea", "E1")
    assert (run.over, run.outcome) == (True, "failed")


def test_an_error_in_a_non_interrupting_event_sub_process_is_caught_beside_it():
    nodes = [
        start(),
        *handled(),
        event_sub("ts"),
        start("ts start", "ts", TIMER, interrupting=False),
        user("ta", "ts"),
    ]
    run = Run(process(nodes, "s>f", *WIRES, "ts start>ta"))
    run.start()
    run.happens("ts start")
    run.happens("ts start")
    assert run.waiting() == ["a", "b", "ta", "ta"]
    effects = run.fails("ta", "E1")
    assert thrown(effects) == [("ta", "E1", "es start")]
    assert (run.waiting(), run.armed) == (["ea"], [])


def test_a_terminate_end_in_an_event_sub_process_ends_that_alone():
    nodes = [start(), user("a"), event_sub("es"), start("es start", "es", MESSAGE, interrupting=False)]
    nodes += [parallel("f", "es"), user("ea", "es"), end("et", "es", TERMINATE), user("eb", "es"), end()]
    run = Run(process(nodes, "s>a>e", "es start>f", "f>ea>et", "f>eb"))
    run.start()
    run.happens("es start")
    effects = run.complete("ea")
    assert kinds(effects, Withdrawn) == ["eb"]
    assert kinds(effects, Completed) == ["ea", "es"]
    assert run.waiting() == ["a"]
    run.complete("a")
    assert (run.over, run.outcome) == (True, "completed")


@pytest.mark.parametrize("interrupting", [True, False])
def test_an_event_sub_process_waits_as_long_as_its_scope(interrupting):
    nodes = [start(), sub("sub"), start("is", "sub"), *handled(scope="sub", definition=MESSAGE)]
    nodes[-3] = start("es start", "es", MESSAGE, interrupting=interrupting)
    run = Run(process([*nodes, user("c"), end()], "s>sub>c", "c>e", "is>f", *WIRES))
    run.start()
    assert run.waits_for() == ["es start"]
    _, token, scope = run.armed[0]
    assert run.marking.tokens[token].child == scope
    run.happens("es start")
    assert run.waits_for() == ([] if interrupting else ["es start"])
    assert run.waiting() == (["ea"] if interrupting else ["a", "b", "ea"])
    if interrupting:
        with pytest.raises(UnknownToken):
            run.do("trigger", token, "es start", scope=scope)
    else:
        for node in ("a", "b", "after"):
            run.complete(node)
        assert run.waiting() == ["ea"]
    run.complete("ea")
    assert (run.waiting(), run.armed) == (["c"], [])
    with pytest.raises(UnknownToken):
        run.do("trigger", token, "es start", scope=scope)


def test_two_event_sub_processes_compete_and_the_first_interrupting_one_wins():
    nodes = [start(), user("a")]
    for name, definition in (("x", MESSAGE), ("y", TIMER)):
        nodes += [event_sub(name), start(f"{name} start", name, definition), user(f"{name} task", name)]
    run = Run(process(nodes, "s>a", "x start>x task", "y start>y task"))
    run.start()
    assert run.waits_for() == ["x start", "y start"]
    run.happens("y start")
    assert (run.waiting(), run.armed) == (["y task"], [])
    with pytest.raises(UnknownToken):
        run.do("trigger", 0, "x start", scope=1)


def test_an_event_sub_process_within_an_event_sub_process():
    nodes = [start(), user("a"), event_sub("x"), start("x start", "x", MESSAGE), user("x task", "x")]
    nodes += [event_sub("y", "x"), start("y start", "y", TIMER), user("y task", "y"), end()]
    run = Run(process(nodes, "s>a>e", "x start>x task", "y start>y task"))
    run.start()
    assert run.waits_for() == ["x start"]
    run.happens("x start")
    assert run.waits_for() == ["y start"]
    run.happens("y start")
    assert run.waiting() == ["y task"]
    run.complete("y task")
    assert run.over


def test_what_fails_at_the_door_of_an_event_sub_process_is_tried_again():
    run = Run(process([start(), *handled()], "s>f", *WIRES))
    run.start()
    run.judge.failing = {"enter_scope"}
    run.fails("a", "E1")
    assert run.waiting() == ["es"]
    run.judge.failing = set()
    run.do("retry", run.token("es"), "es")
    assert run.waiting() == ["ea"]
    run.complete("ea")
    assert run.over


# Escalations -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("interrupting", [True, False])
@pytest.mark.parametrize("at", ["boundary", "event sub-process"])
@pytest.mark.parametrize("by", ["throw", "end"])
def test_an_escalation_is_caught_around_its_scope(interrupting, at, by):
    thrower = (
        throw("up", escalation("X"), scope="sub") if by == "throw" else end("up", "sub", escalation("X"))
    )
    nodes = [start(), sub("sub"), start("is", "sub"), parallel("f", "sub"), thrower, user("ia", "sub")]
    wires = ["s>sub>c", "is>f", "f>up", "f>ia"]
    if by == "throw":
        nodes.append(user("ib", "sub"))
        wires.append("up>ib")
    if at == "boundary":
        nodes += [boundary("caught", "sub", escalation("X"), interrupting=interrupting), user("h")]
        wires.append("caught>h")
    else:
        nodes += [event_sub("es", "sub"), user("h", "es")]
        nodes.append(start("caught", "es", escalation(), interrupting=interrupting))
        wires.append("caught>h")
    run = Run(process([*nodes, user("c")], *wires))
    effects = run.start()
    assert thrown(effects, EscalationThrown) == [("up", "X", "caught")]
    goes_on = ["ia"] if by == "end" else ["ia", "ib"]
    assert run.waiting() == (["h"] if interrupting else sorted([*goes_on, "h"]))
    for node in run.waiting():
        run.complete(node)
    assert run.waiting() == ([] if at == "boundary" and interrupting else ["c"])


def test_an_escalation_that_nothing_catches_changes_nothing():
    run = Run(
        process(
            [start(), throw("up", escalation("X")), user("a"), end("e", "p", escalation("Y"))], "s>up>a>e"
        )
    )
    assert thrown(run.start(), EscalationThrown) == [("up", "X", None)]
    assert run.waiting() == ["a"]
    assert thrown(run.complete("a"), EscalationThrown) == [("e", "Y", None)]
    assert (run.over, run.outcome) == (True, "completed")


def test_a_token_on_an_escalation_path_does_not_block_a_parallel_join_of_the_others():
    nodes = [
        start(),
        parallel("f"),
        user("a"),
        user("b"),
        boundary("reminder", "a", TIMER, interrupting=False),
        user("r"),
        parallel("j"),
        user("c"),
    ]
    run = Run(process(nodes, "s>f>a>j>c", "f>b>j", "reminder>r"))
    run.start()
    run.happens("reminder")
    run.complete("a")
    run.complete("b")
    assert run.waiting() == ["c", "r"]


# Called processes ------------------------------------------------------------------------------------------


def library():
    """p calls q, q calls r; a task of r may fail."""
    r = process([start("rs", "r"), service("ra", "r"), end("re", "r")], "rs>ra>re", id_="r")
    nodes = [start("qs", "q"), call("qc", "r", "q"), user("qa", "q"), end("qe", "q")]
    nodes += [boundary("q caught", "qc", error("E1"), scope="q"), end("q bad", "q", error("E9"))]
    q = process(nodes, "qs>qc>qa>qe", "q caught>q bad", id_="q")
    return Shelf(q, r)


def caller(*more, wires=()):
    return process([start(), call("c", "q"), user("a"), end(), *more], "s>c>a>e", *wires)


def test_a_called_process_runs_in_a_scope_of_its_own():
    run = Run(caller(), shelf=library())
    effects = run.start()
    assert kinds(effects, ScopeOpened) == ["c", "qc"]
    assert [(s.process, s.isolated) for s in run.marking.scopes.values()] == [
        ("", False),
        ("q", True),
        ("r", True),
    ]
    assert run.judge.asked == [("leaving", "s", 0), ("enter_scope", "c"), ("enter_scope", "qc")]
    assert run.waiting() == ["ra"]
    effects = run.complete("ra")
    assert kinds(effects, Completed) == ["ra", "qc"]
    assert ("leave_scope", "qc") in run.judge.asked
    run.complete("qa")
    assert run.waiting() == ["a"]


def test_an_error_leaves_a_called_process_and_the_next_one_out_of_that():
    caught = boundary("caught", "c", error("E9"))
    run = Run(caller(caught, user("h"), wires=("caught>h",)), shelf=library())
    run.start()
    effects = run.fails("ra", "E1")
    assert thrown(effects) == [("ra", "E1", "q caught"), ("q bad", "E9", "caught")]
    assert (run.waiting(), len(run.marking.scopes)) == (["h"], 1)


def test_an_error_that_no_caller_catches_fails_the_case():
    run = Run(caller(), shelf=library())
    run.start()
    run.fails("ra", "E7")
    assert (run.over, run.outcome) == (True, "failed")


def test_a_timer_on_a_call_activity_calls_the_called_process_off():
    run = Run(caller(boundary("late", "c", TIMER), user("h"), wires=("late>h",)), shelf=library())
    run.start()
    effects = run.happens("late")
    assert kinds(effects, Withdrawn) == ["ra", "qc", "c"]
    assert run.waiting() == ["h"]


def test_a_process_that_is_not_there_is_stuck_and_tried_again():
    shelf = library()
    hidden = shelf.processes.pop("r")
    run = Run(caller(), shelf=shelf)
    run.start()
    assert run.waiting() == ["qc"]
    shelf.processes["r"] = hidden
    run.do("retry", run.token("qc"), "qc")
    assert run.waiting() == ["ra"]


def test_a_process_that_calls_itself_keeps_its_levels_apart():
    nodes = [
        start(),
        user("a"),
        call("again", "p"),
        boundary("caught", "again", error("E1")),
        user("h"),
        end(),
    ]
    drawn = process(nodes, "s>a>again>e", "caught>h>e")
    run = Run(drawn, shelf=Shelf(drawn))
    run.start()
    run.complete("a")
    run.complete("a")
    assert len(run.marking.scopes) == 3
    assert thrown(run.fails("a", "E1")) == [("a", "E1", "caught")]
    assert run.waiting() == ["h"]
    assert len(run.marking.scopes) == 2
    run.complete("h")
    assert (run.over, run.outcome) == (True, "completed")


def test_an_event_sub_process_of_a_called_process_waits_with_it():
    nodes = [
        start("qs", "q"),
        user("qa", "q"),
        event_sub("es", "q"),
        start("es start", "es", MESSAGE),
        user("ea", "es"),
    ]
    q = process(nodes, "qs>qa", "es start>ea", id_="q")
    run = Run(process([start(), call("c", "q"), user("a")], "s>c>a"), shelf=Shelf(q))
    run.start()
    run.happens("es start")
    assert run.waiting() == ["ea"]
    run.complete("ea")
    assert run.waiting() == ["a"]


def test_an_empty_sub_process_and_an_empty_called_process_end_at_once():
    q = process([], id_="q")
    run = Run(process([start(), sub("sub"), call("c", "q"), user("a")], "s>sub>c>a"), shelf=Shelf(q))
    assert kinds(run.start(), Completed) == ["sub", "c"]
    assert run.waiting() == ["a"]


def test_an_output_mapping_of_a_scope_that_fails_is_tried_again():
    nodes = [start(), sub("sub"), start("is", "sub"), user("ia", "sub"), user("a"), inclusive("o")]
    run = Run(process(nodes, "s>sub>a>o", "is>ia"))
    run.start()
    run.judge.failing = {"leave_scope"}
    run.complete("ia")
    assert [token.node for token in run.marking.tokens.values()] == ["sub"]
    run.judge.failing = set()
    run.do("retry", next(iter(run.marking.tokens)), "sub")
    assert run.waiting() == ["a"]
