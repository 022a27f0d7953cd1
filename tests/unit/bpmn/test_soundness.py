"""Deadlocks, surplus tokens, ways without an end, elements nobody reaches; and that reducing changes no verdict."""

from __future__ import annotations

import random
import time

import pytest

from workflows.bpmn import read
from workflows.bpmn.soundness import Budget, soundness

from .diagram import TIMER, bpmn, part, wrap


def verdict(xml: bytes, **budget: int) -> set[tuple[str, str]]:
    process = read(xml).main()
    return {(finding.code, finding.element) for finding in soundness(process, Budget(**budget))}


def block(split: str, join: str, width: int = 2, conditions: bool = False) -> bytes:
    tasks = " ".join(f"t{i}:task" for i in range(width))
    held = {f"x_t{i}": "=ya" for i in range(width)} if conditions else {}
    chains = [f"x>t{i}>j" for i in range(width)]
    return bpmn(f"s:start x:{split} j:{join} z:task e:end {tasks}", "s>x", *chains, "j>z>e", conditions=held)


def on_boundary(attributes: str, *chains: str) -> bytes:
    extra = {"b": f'attachedToRef="a" {attributes}'}
    return bpmn("s:start a:user b:boundary c:task e:end f:end", *chains, extra=extra, inside={"b": TIMER})


BORDER = {"extra": {"b": 'attachedToRef="u"'}, "inside": {"b": TIMER}}
FAILS = "<errorEventDefinition/>"
FAILING = {"extra": {"b": 'attachedToRef="u"'}, "inside": {"b": FAILS}}
RISES = '<escalationEventDefinition escalationRef="c1"/>'
ESCALATING = {"extra": {"b": 'attachedToRef="u"'}, "inside": {"b": RISES}}


def looping(attached: str, trigger: str) -> bytes:
    """A sub-process that runs in a circle, with one event on its border."""
    around = part("s:start b:boundary e:end", "s>u", "b>e", extra={"b": attached}, inside={"b": trigger})
    return wrap(f'{around}<subProcess id="u">{part("s2:start m:xor a:task", "s2>m>a>m")}</subProcess>')


def listening(scope: str, attributes: str) -> str:
    """An event sub-process that a timer begins."""
    inner = part("v:start w:task x:end", "v>w>x", extra={"v": attributes}, inside={"v": TIMER})
    return f'<subProcess id="y{scope}" triggeredByEvent="true">{inner}</subProcess>'


CASES = {
    "sequence": (bpmn("s:start a:task e:end", "s>a>e"), set()),
    "exclusive block": (block("xor", "xor"), set()),
    "parallel block": (block("and", "and"), set()),
    "exclusive split, parallel join": (block("xor", "and"), {("BPMN-301", "j")}),
    "parallel split, exclusive join": (block("and", "xor"), {("BPMN-202", "j")}),
    "endless loop, no end": (bpmn("s:start m:xor a:task", "s>m>a>m"), {("BPMN-303", "m")}),
    "one way into an endless loop": (
        bpmn("s:start x:xor m:xor a:task e:end", "s>x>e", "x>m>a>m"),
        {("BPMN-303", "m")},
    ),
    "loop with a way out": (bpmn("s:start m:xor a:task x:xor e:end", "s>m>a>x>e", "x>m"), set()),
    "loop that multiplies tokens": (
        bpmn("s:start m:xor x:and y:xor e:end", "s>m>x>m", "x>y>e", "y>m"),
        {("BPMN-302", "m"), ("BPMN-302", "y")},
    ),
    "unreachable stretch": (
        bpmn("s:start a:task b:task c:task e:end", "s>a>e", "b>c>e"),
        {("BPMN-304", "b")},
    ),
    "unreachable loop": (
        bpmn("s:start a:task b:task c:xor e:end", "s>a>e", "b>c>b", "c>e"),
        {("BPMN-304", "b")},
    ),
    "two ends of parallel paths": (bpmn("s:start x:and a:task e:end f:end", "s>x>a>e", "x>f"), set()),
    "inclusive pair": (block("or", "or", 3, conditions=True), set()),
    "inclusive split, parallel join": (block("or", "and", conditions=True), {("BPMN-301", "j")}),
    "inclusive split, exclusive join": (block("or", "xor", conditions=True), {("BPMN-202", "j")}),
    "parallel split, inclusive join": (block("and", "or"), set()),
    "exclusive split, inclusive join": (block("xor", "or"), set()),
    "inclusive join that skips a branch": (
        bpmn(
            "s:start x:or a:task y:xor j:or e:end f:end",
            "s>x>a>j>e",
            "x>y>j",
            "y>f",
            conditions={"x_a": "=ya", "x_y": "=ya"},
        ),
        set(),
    ),
    "conditional flow from a task into a parallel join": (
        bpmn("s:start a:task b:task c:task j:and e:end", "s>a>b>j>e", "a>c>j", conditions={"a_c": "=ya"}),
        {("BPMN-301", "j")},
    ),
    "implicit split and join": (
        bpmn("s:start a:task b:task c:task j:and e:end", "s>a>b>j>e", "a>c>j"),
        set(),
    ),
    "terminate ends the other path": (
        bpmn(
            "s:start x:and y:and a:task e:end k:end",
            "s>x>a>y>e",
            "x>k",
            inside={"k": "<terminateEventDefinition/>"},
        ),
        set(),
    ),
    "time limit instead of the task": (on_boundary("", "s>a>c>e", "b>c", "c>f"), set()),
    "time limit into a parallel join": (
        bpmn(
            "s:start a:user b:boundary j:and e:end",
            "s>a>j>e",
            "b>j",
            extra={"b": 'attachedToRef="a"'},
            inside={"b": TIMER},
        ),
        {("BPMN-301", "j")},
    ),
    "reminder with an end of its own": (on_boundary('cancelActivity="false"', "s>a>e", "b>c>f"), set()),
    "reminder that runs into the main path": (
        bpmn(
            "s:start a:user b:boundary c:task d:task e:end",
            "s>a>c>d>e",
            "b>c",
            extra={"b": 'attachedToRef="a" cancelActivity="false"'},
            inside={"b": TIMER},
        ),
        {("BPMN-202", "c")},
    ),
    "reminder on a task that is repeated": (
        bpmn(
            "s:start m:xor a:user b:boundary c:task x:xor e:end f:end",
            "s>m>a>x>e",
            "x>m",
            "b>c>f",
            extra={"b": 'attachedToRef="a" cancelActivity="false"'},
            inside={"b": TIMER},
        ),
        set(),
    ),
    "deadlock inside a sub-process": (
        wrap(
            part("s:start e:end", "s>u>e")
            + '<subProcess id="u">'
            + part("s2:start x:xor a:task b:task j:and e2:end", "s2>x>a>j>e2", "x>b>j")
            + "</subProcess>"
        ),
        {("BPMN-301", "j")},
    ),
    "sub-process without a start event": (
        wrap(part("s:start e:end", "s>u>e") + f'<subProcess id="u">{part("a:task b:task")}</subProcess>'),
        set(),
    ),
    "loop in a sub-process that a time limit ends": (looping('attachedToRef="u"', TIMER), set()),
    "loop in a sub-process that only a reminder watches": (
        looping('attachedToRef="u" cancelActivity="false"', TIMER),
        {("BPMN-303", "m")},
    ),
    "loop in a sub-process left by an error of its task": (
        looping('attachedToRef="u"', "<errorEventDefinition/>"),
        set(),
    ),
    "deadlock in a sub-process that a time limit ends": (
        wrap(
            part("s:start u2:task b:boundary e:end", "s>u", "u>e", "b>e", **BORDER).replace("u2", "unused")
            + '<subProcess id="u">'
            + part("s2:start x:xor a:task c:task j:and e2:end", "s2>x>a>j>e2", "x>c>j")
            + "</subProcess>"
        ),
        {("BPMN-305", "j"), ("BPMN-304", "unused")},
    ),
    "endless process that an event sub-process ends": (
        wrap(part("s:start m:xor a:task", "s>m>a>m") + listening("p", "")),
        set(),
    ),
    "endless process beside an event that interrupts nothing": (
        wrap(part("s:start m:xor a:task", "s>m>a>m") + listening("p", 'isInterrupting="false"')),
        {("BPMN-303", "m")},
    ),
    "sub-process that always fails, with what follows": (
        wrap(
            part("s:start b:boundary c:task e:end f:end", "s>u>c>e", "b>f", **FAILING)
            + f'<subProcess id="u">{part("s2:start e2:end", "s2>e2", inside={"e2": FAILS})}</subProcess>'
        ),
        {("BPMN-306", "c")},
    ),
    "escalation that interrupts instead of the join": (
        wrap(
            part("s:start b:boundary e:end f:end", "s>u>e", "b>f", **ESCALATING)
            + '<subProcess id="u">'
            + part("s2:start x:xor a:throw c:task j:xor e2:end", "s2>x>a>j>e2", "x>c>j", inside={"a": RISES})
            + "</subProcess>",
            roots='<escalation id="c1" escalationCode="NAIK"/>',
        ),
        set(),
    ),
    "gateway that begins the process": (
        bpmn(
            "g:event a:catch b:catch e:end",
            "g>a>e",
            "g>b>e",
            extra={"g": 'instantiate="true"'},
            inside={"a": TIMER, "b": TIMER},
        ),
        set(),
    ),
    "six conditions in a loop": (
        bpmn(
            "s:start m:xor a:task e:end",
            "s>m>a>m",
            *(f"a>e{i}" for i in range(5)),
            conditions={"a_m": "=ya"} | {f"a_e{i}": "=ya" for i in range(5)},
        ).replace(b"</process>", b"".join(b'<endEvent id="e%d"/>' % i for i in range(5)) + b"</process>"),
        {("BPMN-203", "p"), ("BPMN-304", "e")},
    ),
    "complex gateway": (bpmn("s:start x:complex e:end", "s>x>e"), {("BPMN-203", "x")}),
}


@pytest.mark.parametrize("name", CASES)
def test_verdict(name):
    xml, expected = CASES[name]
    assert verdict(xml) == expected


@pytest.mark.parametrize("width", [8, 12, 16, 64])
def test_wide_parallel_blocks_take_milliseconds(width):
    xml = read(block("and", "and", width)).main()
    started = time.process_time()
    assert list(soundness(xml, Budget())) == []
    assert time.process_time() - started < 0.1


def test_a_sequence_of_150_tasks_takes_milliseconds():
    chain = ">".join(["s", *(f"t{i}" for i in range(150)), "e"])
    process = read(bpmn("s:start e:end " + " ".join(f"t{i}:task" for i in range(150)), chain)).main()
    started = time.process_time()
    assert list(soundness(process, Budget())) == []
    assert time.process_time() - started < 0.1


def test_forty_tasks_with_a_reminder_each():
    """Reminders that linger are no reason to give up: nobody waits for them."""
    nodes = " ".join(f"t{i}:user b{i}:boundary n{i}:task f{i}:end" for i in range(40))
    chain = ">".join(["s", *(f"t{i}" for i in range(40)), "e"])
    xml = bpmn(
        f"s:start e:end {nodes}",
        chain,
        *(f"b{i}>n{i}>f{i}" for i in range(40)),
        extra={f"b{i}": f'attachedToRef="t{i}" cancelActivity="false"' for i in range(40)},
        inside={f"b{i}": TIMER for i in range(40)},
    )
    assert verdict(xml) == set()


def test_a_budget_that_ends_is_said():
    assert verdict(block("and", "xor", 12), steps=500, arcs=0) == {("BPMN-203", "p")}


def _random_diagram(seed: int) -> bytes:
    chance = random.Random(seed)
    count = chance.randrange(2, 8)
    ids = [f"n{i}" for i in range(count)]
    kinds = {id: chance.choice(["task", "user", "xor", "and", "or"]) for id in ids}
    flows = {("s", "n0"), (chance.choice(ids), "e")}
    for position, id in enumerate(ids):
        for _ in range(chance.choice([1, 1, 2])):
            ahead = [*ids, "e"][min(count, position + chance.randrange(1, 4))]
            flows.add((id, ahead if chance.random() < 0.7 else chance.choice([*ids, "e"])))
    nodes, extra, inside = [f"{id}:{kind}" for id, kind in kinds.items()], {}, {}
    hosts = [id for id, kind in kinds.items() if kind in ("task", "user")]
    if hosts and chance.random() < 0.5:
        nodes.append("b:boundary")
        extra["b"] = f'attachedToRef="{chance.choice(hosts)}"'
        inside["b"] = TIMER
        flows.add(("b", chance.choice([*ids, "e"])))
    if chance.random() < 0.3:
        nodes.append("k:end")
        inside["k"] = "<terminateEventDefinition/>"
        flows.add((chance.choice(ids), "k"))
    conditions = {f"{a}_{b}": "=ya" for a, b in sorted(flows) if a in kinds and chance.random() < 0.25}
    chains = [f"{a}>{b}" for a, b in sorted(flows)]
    return bpmn(
        "s:start e:end " + " ".join(nodes), *chains, extra=extra, inside=inside, conditions=conditions
    )


def test_reducing_changes_no_verdict():
    """Random diagrams, judged with reduction and on every marking of the whole net."""
    compared = 0
    for seed in range(600):
        xml = _random_diagram(seed)
        reduced, whole = verdict(xml), verdict(xml, steps=200_000, arcs=0)
        codes = {code for code, _ in reduced | whole}
        if "BPMN-203" in codes:
            continue  # the whole net was too much, or paths to an inclusive join were
        compared += 1
        if "BPMN-302" in codes:  # both stop at the first sign of it, which need not be the same
            assert {"BPMN-302"} <= {code for code, _ in reduced} & {code for code, _ in whole}, seed
        else:
            dead = {each for each in reduced if each[0] == "BPMN-304"}
            assert {code for code, _ in reduced} == {code for code, _ in whole}, seed
            assert dead == {each for each in whole if each[0] == "BPMN-304"}, seed
    assert compared > 300
