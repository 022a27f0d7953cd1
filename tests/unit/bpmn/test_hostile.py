"""Nothing that is uploaded reads a file, calls out, hangs or fills the memory."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from workflows.bpmn import BpmnError, check, read

from .diagram import bpmn, condition, wrap
from .hostile import REFUSED_AS

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


LARGE = {
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


_MEASURE = """
import resource, sys
from workflows.bpmn import check, read
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
check(read(sys.stdin.buffer.read()))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) // 1024)
"""


@pytest.mark.parametrize("name", ["crossed choices", "nodes without flows", "expressions"])
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
