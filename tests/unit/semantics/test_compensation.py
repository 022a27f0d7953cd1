"""Compensation and transactions (BPMN 2.0.2, 10.7, 13.3.4, 13.5.5)."""

from __future__ import annotations

from tests.harness.tokens import (
    CANCEL,
    MESSAGE,
    UNDO,
    Answers,
    Run,
    boundary,
    each_of,
    end,
    error,
    event_sub,
    kinds,
    parallel,
    process,
    service,
    start,
    sub,
    throw,
    undoable,
    user,
)
from workflows.bpmn import model as bpmn
from workflows.bpmn.semantics import CompensationThrown, Entered, Passed, Stuck, Withdrawn


def tie(*names):
    return [f"{name} undo~undo {name}" for name in names]


def undone(effects):
    return [e.activities for e in effects if isinstance(e, CompensationThrown)]


def test_what_was_completed_is_undone_the_last_first_and_the_thrower_waits():
    nodes = [start(), *undoable("a"), *undoable("b"), throw("t", UNDO), user("c")]
    run = Run(process(nodes, "s>a>b>t>c", *tie("a", "b")))
    run.start()
    run.complete("a")
    effects = run.complete("b")
    assert undone(effects) == [("b", "a")]
    assert run.waiting() == ["t", "undo b"]
    run.complete("undo b")
    assert run.waiting() == ["t", "undo a"]
    effects = run.complete("undo a")
    assert kinds(effects, Passed) == ["undo a", "t"]
    assert run.waiting() == ["c"]


def test_only_what_was_completed_is_undone_and_nothing_twice():
    nodes = [
        start(),
        parallel("f"),
        *undoable("a"),
        *undoable("b"),
        throw("t", UNDO),
        throw("u", UNDO),
        user("c"),
    ]
    run = Run(process(nodes, "s>f>a>t>u>c", "f>b", *tie("a", "b")))
    run.start()
    run.complete("a")
    assert run.waiting() == ["b", "t", "undo a"]
    run.complete("undo a")
    assert run.waiting() == ["b", "c"]


def test_one_activity_may_be_named():
    named = bpmn.CompensateDefinition(activity="a")
    nodes = [start(), *undoable("a"), *undoable("b"), throw("t", named), end("e", "p", UNDO)]
    run = Run(process(nodes, "s>a>b>t>e", *tie("a", "b")))
    run.start()
    run.complete("a")
    run.complete("b")
    assert run.waiting() == ["t", "undo a"]
    run.complete("undo a")
    assert run.waiting() == ["e", "undo b"]
    run.complete("undo b")
    assert (run.over, run.outcome) == (True, "completed")


def test_without_waiting_the_thrower_goes_on_at_once():
    nodes = [
        start(),
        *undoable("a"),
        *undoable("b"),
        throw("t", bpmn.CompensateDefinition(wait=False)),
        user("c"),
    ]
    run = Run(process(nodes, "s>a>b>t>c", *tie("a", "b")))
    run.start()
    run.complete("a")
    run.complete("b")
    assert run.waiting() == ["c", "undo a", "undo b"]


def nested(*more, wires=()):
    nodes = [start(), sub("sub"), start("is", "sub"), *undoable("a", "sub"), *undoable("b", "sub"), *more]
    nodes += [throw("t", UNDO), user("c"), end()]
    return Run(process(nodes, "s>sub>t>c>e", "is>a>b", *tie("a", "b"), *wires))


def test_a_completed_sub_process_is_undone_by_what_is_in_it():
    run = nested()
    run.start()
    run.complete("a")
    assert undone(run.complete("b")) == [("sub",)]
    assert run.waiting() == ["t", "undo b"]
    assert [scope.element for scope in run.marking.scopes.values()] == ["p", "sub"]
    run.complete("undo b")
    effects = run.complete("undo a")
    assert run.waiting() == ["c"]
    assert kinds(effects, Passed) == ["undo a", "t"]
    run.complete("c")
    assert run.over


def test_a_compensation_event_sub_process_undoes_its_sub_process_in_its_own_way():
    more = [
        event_sub("es", "sub"),
        start("es start", "es", UNDO),
        user("ea", "es"),
        throw("et", UNDO, scope="es"),
    ]
    run = nested(*more, wires=("es start>ea>et",))
    run.start()
    run.complete("a")
    run.complete("b")
    assert run.waiting() == ["ea", "t"]
    run.complete("ea")
    assert run.waiting() == ["et", "t", "undo b"]
    run.complete("undo b")
    run.complete("undo a")
    assert run.waiting() == ["c"]
    run.complete("c")
    assert run.over


def test_a_handler_of_the_sub_process_as_a_whole_goes_before_those_inside():
    more = [boundary("sub undo", "sub", UNDO), user("undo sub", for_compensation=True)]
    run = nested(*more, wires=tie("sub"))
    run.start()
    run.complete("a")
    run.complete("b")
    assert run.waiting() == ["t", "undo sub"]
    run.complete("undo sub")
    assert run.waiting() == ["c"]


def test_what_was_called_off_is_not_undone():
    nodes = [start(), sub("sub"), start("is", "sub"), *undoable("a", "sub"), service("b", "sub")]
    nodes += [boundary("bad", "sub", error()), throw("t", UNDO), user("c")]
    run = Run(process(nodes, "s>sub", "is>a>b", "bad>t>c", *tie("a")))
    run.start()
    run.complete("a")
    run.fails("b")
    assert run.waiting() == ["c"]


def test_every_pass_of_a_loop_is_undone():
    nodes = [start(), *undoable("a", loop=each_of()), throw("t", UNDO), user("c")]
    run = Run(process(nodes, "s>a>t>c", *tie("a")), judge=Answers(collections={"a": ["x", "y"]}))
    run.start()
    run.complete("a")
    assert undone(run.complete("a")) == [("a", "a")]
    run.complete("undo a")
    run.complete("undo a")
    assert run.waiting() == ["c"]


def test_a_handler_that_fails_raises_its_error_where_it_stands():
    nodes = [start(), sub("sub"), start("is", "sub"), *undoable("a", "sub"), throw("t", UNDO, scope="sub")]
    nodes += [user("ib", "sub"), boundary("bad", "sub", error("E1")), user("h")]
    run = Run(process(nodes, "s>sub", "is>a>t>ib", "bad>h", *tie("a")))
    run.start()
    run.complete("a")
    effects = run.fails("undo a", "E1")
    assert sorted(kinds(effects, Withdrawn)) == ["sub", "t", "undo a"]
    assert run.waiting() == ["h"]


def transaction(*more, wires=()):
    nodes = [start(), bpmn.Transaction(id="tx", scope="p"), start("is", "tx"), parallel("f", "tx")]
    nodes += [
        *undoable("a", "tx"),
        user("b", "tx"),
        user("w", "tx"),
        end("no", "tx", CANCEL),
        user("c"),
        *more,
    ]
    return Run(process(nodes, "s>tx>c", "is>f>a>b>no", "f>w", *tie("a"), *wires))


def test_a_cancelled_transaction_undoes_what_it_did_and_leaves_by_its_cancel_event():
    late = [event_sub("es", "tx"), start("es start", "es", MESSAGE), user("ea", "es")]
    run = transaction(boundary("off", "tx", CANCEL), user("h"), *late, wires=("off>h", "es start>ea"))
    run.start()
    run.complete("a")
    effects = run.complete("b")
    assert kinds(effects, Withdrawn) == ["w"]
    assert (run.waiting(), run.armed) == (["no", "undo a"], [])
    effects = run.complete("undo a")
    assert kinds(effects, Withdrawn) == ["no", "tx"]
    assert kinds(effects, Entered) == ["off", "h"]
    assert (run.waiting(), len(run.marking.scopes)) == (["h"], 1)


def test_a_cancelled_transaction_without_a_way_out_is_stuck():
    run = transaction()
    run.start()
    run.complete("a")
    run.complete("b")
    assert kinds(run.complete("undo a"), Stuck) == ["no"]


def test_a_transaction_that_succeeds_goes_on_and_can_be_undone_as_a_whole():
    nodes = [
        start(),
        bpmn.Transaction(id="tx", scope="p"),
        start("is", "tx"),
        *undoable("a", "tx"),
        throw("t", UNDO),
    ]
    run = Run(process([*nodes, user("c")], "s>tx>t>c", "is>a", *tie("a")))
    run.start()
    run.complete("a")
    assert run.waiting() == ["t", "undo a"]
    run.complete("undo a")
    assert run.waiting() == ["c"]


def test_a_case_that_is_cancelled_undoes_nothing():
    run = Run(process([start(), *undoable("a"), user("b")], "s>a>b", *tie("a")))
    run.start()
    run.complete("a")
    run.do("cancel")
    assert run.marking.tokens == {}
