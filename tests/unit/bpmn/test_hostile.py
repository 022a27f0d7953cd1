"""Nothing that is uploaded reads a file, calls out, hangs or fills the memory."""

from __future__ import annotations

import copy
import random
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path

import pytest
from lxml import etree

from workflows.bpmn import BpmnError, Vocabulary, check, read

from .constraints import ALL
from .diagram import TIMER, bpmn, condition, part, wrap
from .hostile import REFUSED_AS

#: Every kind of name is demanded and none is known.
EVERYTHING = Vocabulary(**{each.name: frozenset() for each in fields(Vocabulary)})
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", REFUSED_AS)
def test_refused_with_its_code(name):
    code, xml = REFUSED_AS[name]
    started = time.process_time()
    with pytest.raises(BpmnError) as refusal:
        read(xml)
    assert refusal.value.code == code
    assert time.process_time() - started < 2


def test_a_syntax_fault_says_where():
    with pytest.raises(BpmnError) as refusal:
        read(b"<definitions>\n  <process>\n</definitions>")
    assert (refusal.value.code, refusal.value.line) == ("BPMN-001", 3)
    assert refusal.value.column


def _wide(width: int) -> bytes:
    tasks = " ".join(f"t{i}:task" for i in range(width))
    return bpmn(f"s:start x:and j:and e:end {tasks}", "s>x", *(f"x>t{i}>j" for i in range(width)), "j>e")


def _crossed(width: int) -> bytes:
    """Choices in parallel, each leading into two joins: no rule reduces it, and it has very many markings."""
    nodes = " ".join(f"g{i}:xor d{i}:and" for i in range(width))
    chains = [f"x>g{i}>d{i}>e" for i in range(width)] + [f"g{i}>d{(i + 1) % width}" for i in range(width)]
    return bpmn(f"s:start x:and e:end {nodes}", "s>x", *chains)


def _inclusive(length: int) -> bytes:
    nodes = " ".join(f"x{i}:or a{i}:task b{i}:task j{i}:or" for i in range(length))
    chains = [chain for i in range(length) for chain in (f"x{i}>a{i}>j{i}", f"x{i}>b{i}>j{i}")]
    chains += [f"j{i}>x{i + 1}" for i in range(length - 1)]
    return bpmn(f"s:start e:end {nodes}", "s>x0", *chains, f"j{length - 1}>e")


def _expressions(count: int) -> bytes:
    flows = "".join(
        f'<sequenceFlow id="f{i}" sourceRef="x" targetRef="e">{condition(f"=a{i} > {i} and b")}</sequenceFlow>'
        for i in range(count)
    )
    return wrap(f'<startEvent id="s"/><exclusiveGateway id="x"/><endEvent id="e"/>{flows}')


def _nested_loops(depth: int) -> bytes:
    """Sub-processes in each other, each a circle that only a time limit ends."""
    inner = part("m:xor a:task", "m>a>m")
    for level in range(depth):
        names = f"s{level}:start b{level}:boundary e{level}:end"
        extra = {f"b{level}": f'attachedToRef="u{level}"'}
        around = part(
            names, f"s{level}>u{level}", f"b{level}>e{level}", extra=extra, inside={f"b{level}": TIMER}
        )
        inner = f'{around}<subProcess id="u{level}">{inner}</subProcess>'
    return wrap(inner)


def _throwing(count: int) -> bytes:
    """As many error codes as tasks, all in one endless circle, all caught by event sub-processes."""
    chain = ">".join(["s", "m", *(f"t{i}" for i in range(count)), "m"])
    nodes = "s:start m:xor " + " ".join(f"t{i}:task" for i in range(count))
    catching = "".join(
        f'<subProcess id="y{i}" triggeredByEvent="true"><startEvent id="v{i}"><errorEventDefinition errorRef="r{i}"/>'
        "</startEvent></subProcess>"
        for i in range(count)
    )
    errors = "".join(f'<error id="r{i}" errorCode="R{i}"/>' for i in range(count))
    return wrap(part(nodes, chain) + catching, roots=errors)


def _calling(count: int, each: int) -> bytes:
    """Processes that call each other in all directions."""
    processes = (
        f'<process id="p{i}" isExecutable="true">'
        + part(
            f"s{i}:start e{i}:end " + " ".join(f"c{i}_{k}:call" for k in range(each)),
            ">".join([f"s{i}", *(f"c{i}_{k}" for k in range(each)), f"e{i}"]),
            extra={f"c{i}_{k}": f'calledElement="p{(i * 7 + k * 13) % count}"' for k in range(each)},
        )
        + "</process>"
        for i in range(count)
    )
    return wrap('<startEvent id="s"/>', roots="".join(processes))


def _asking(width: int, length: int) -> bytes:
    """Tasks with many conditional flows, one after the other."""
    nodes, chains, conditions = ["s:start", "e:end", "t0:task"], ["s>t0"], {}
    for i in range(length):
        nodes.append(f"t{i + 1}:task")
        for k in range(width):
            nodes.append(f"a{i}x{k}:xor")
            chains.append(f"t{i}>a{i}x{k}>t{i + 1}")
            conditions[f"t{i}_a{i}x{k}"] = "=ya"
    return bpmn(" ".join(nodes), *chains, f"t{length}>e", conditions=conditions)


LARGE = {
    "90,000 misplaced elements": wrap('<userTask id="a">' + "<timeDate/>" * 90_000 + "</userTask>"),
    "60,000 unknown attributes": wrap('<documentation salah="1"/>' * 60_000),
    "20,000 parts in the wrong order": wrap('<task id="a"/>' + "<laneSet/><documentation/>" * 10_000),
    "circles in each other": _nested_loops(90),
    "as many errors as tasks": _throwing(1500),
    "calls in all directions": _calling(600, 6),
    "calls of everybody": _calling(60, 60),
    "many conditions": _asking(8, 150),
    "lanes that all hold everything": bpmn(
        "s:start e:end " + " ".join(f"t{i}:task" for i in range(300)),
        "s>e",
        lanes='<laneSet id="ls">'
        + "".join(
            f'<lane id="l{i}">' + "".join(f"<flowNodeRef>t{k}</flowNodeRef>" for k in range(300)) + "</lane>"
            for i in range(60)
        )
        + "</laneSet>",
    ),
    "chain": bpmn(
        "s:start e:end " + " ".join(f"t{i}:task" for i in range(4900)),
        "s>" + ">".join(f"t{i}" for i in range(4900)) + ">e",
    ),
    "wide parallel block": _wide(3200),
    "crossed choices": _crossed(60),
    "inclusive pairs": _inclusive(900),
    "nodes without flows": wrap(
        '<startEvent id="s"/>' + "".join(f'<userTask id="t{i}"/>' for i in range(9990))
    ),
    "unknown elements": wrap("".join(f'<unsur{i} id="t{i}"/>' for i in range(9990))),
    "expressions": _expressions(9900),
    "broken expressions on one line": _expressions(9900).replace(b" and b", b" and ("),
    "same id": wrap('<task id="t"/>' * 9990),
    "one long expression": bpmn(
        "s:start a:task b:task e:end", "s>a>b>e", conditions={"a_b": "=" + "(" * 900_000}
    ),
    "loops": bpmn(
        "s:start " + " ".join(f"m{i}:xor" for i in range(3000)),
        "s>m0",
        *(f"m{i}>m{(i * 7 + 1) % 3000}" for i in range(3000)),
        *(
            f"m{i}>m{(i * 11 + 5) % 3000}x".rstrip("x")
            for i in range(3000)
            if (i * 11 + 5) % 3000 != (i * 7 + 1) % 3000
        ),
    ),
}


@pytest.mark.parametrize("name", LARGE)
def test_the_largest_files_are_judged_in_two_seconds(name):
    assert len(LARGE[name]) <= 2 * 1024 * 1024
    started = time.process_time()
    found = check(read(LARGE[name]))
    assert time.process_time() - started < 2
    assert len(found) <= 501


def _mutated(chance: random.Random, xml: bytes) -> bytes:
    """A few bytes changed, or a piece doubled, dropped or moved."""
    text = bytearray(xml)
    for _ in range(chance.randrange(1, 6)):
        start = chance.randrange(len(text))
        piece = text[start : start + chance.randrange(1, 60)]
        where = chance.randrange(len(text))
        match chance.randrange(4):
            case 0:
                text[start] = chance.randrange(256)
            case 1:
                del text[start : start + len(piece)]
            case 2:
                text[where:where] = piece
            case _:
                text[start : start + len(piece)] = chance.choice(WORDS)
    return bytes(text)


WORDS = (
    b"",
    b'id="a"',
    b"&#0;",
    b"<task/>",
    b'"',
    b"=",
    b"subProcess",
    b"sourceRef",
    b"</definitions>",
    b"\xff",
)
SEEDS = [fault.bad for fault in ALL if len(fault.bad) < 10_000]


def _rearranged(chance: random.Random, xml: bytes) -> bytes:
    """Well-formed still: attributes dropped or exchanged, elements doubled, dropped or put elsewhere."""
    root = etree.fromstring(xml)
    for _ in range(chance.randrange(1, 5)):
        elements = list(root.iterdescendants("{*}*"))
        if len(elements) < 2:
            break
        one, other = chance.choice(elements), chance.choice(elements)
        match chance.randrange(4):
            case 0 if one.attrib:
                del one.attrib[chance.choice(list(one.attrib))]
            case 1 if one.attrib and other.attrib:
                one.set(chance.choice(list(one.attrib)), chance.choice(list(other.attrib.values())))
            case 2:
                one.getparent().append(copy.deepcopy(one))
            case _ if one not in other.iterancestors() and one is not other:
                other.append(one)
    return etree.tostring(root)


@pytest.mark.parametrize(("change", "least"), [(_mutated, 10), (_rearranged, 900)])
def test_mutated_files_are_judged_or_refused(change, least):
    """1,000 of each: no other exception ever, and enough that got past the parser."""
    chance = random.Random(20)
    judged = 0
    for _ in range(1000):
        xml = change(chance, chance.choice(SEEDS))
        try:
            definitions = read(xml)
        except BpmnError:
            continue
        check(definitions, EVERYTHING)
        judged += 1
    assert judged >= least


#: The peak of this process alone: the one that getrusage tells is inherited from whoever started it.
_MEASURE = """
import sys
from workflows.bpmn import check, read
check(read(sys.stdin.buffer.read()))
(peak,) = [row.split()[1] for row in open("/proc/self/status") if row.startswith("VmHWM")]
print(int(peak) // 1024)
"""


@pytest.mark.parametrize(
    "name",
    ["crossed choices", "nodes without flows", "expressions", "90,000 misplaced elements", "many conditions"],
)
def test_memory_stays_below_200_megabytes(name):
    run = subprocess.run(
        [sys.executable, "-c", _MEASURE],
        input=LARGE[name],
        capture_output=True,
        cwd=ROOT,
        check=True,
        timeout=60,
    )
    assert int(run.stdout) < 200
