"""Each code is earned by one bad diagram and not by the same one put right; all faults come at once."""

from __future__ import annotations

import pytest

from workflows.bpmn import Vocabulary, check, read
from workflows.bpmn.profile import PROFILE, Standing
from workflows.findings import Severity, render

from .constraints import ALL
from .diagram import bpmn, extensions
from .faults import Fault

WARNINGS = {
    "BPMN-043",
    "BPMN-239",
    "BPMN-240",
    "BPMN-305",
    "BPMN-306",
    *(f"BPMN-20{digit}" for digit in range(1, 10)),
}


def _by_code(fault: Fault) -> str:
    return fault.code


@pytest.mark.parametrize("fault", ALL, ids=_by_code)
def test_the_bad_diagram_earns_its_code(fault):
    found = [each for each in check(read(fault.bad), fault.vocabulary) if each.code == fault.code]
    assert found
    if fault.element is not None:
        assert fault.element in {each.element for each in found}
    expected = Severity.WARNING if fault.code in WARNINGS else Severity.ERROR
    assert {each.severity for each in found} == {expected}


@pytest.mark.parametrize("fault", ALL, ids=_by_code)
def test_the_good_diagram_does_not(fault):
    assert fault.code not in {each.code for each in check(read(fault.good), fault.vocabulary)}


def test_findings_say_the_line():
    first, *_ = check(read(bpmn("s:start a:user e:end", "s>a>e", "e>a")))
    assert (first.code, first.element, first.line) == ("BPMN-211", "e", 5)


def test_all_faults_at_once():
    xml = bpmn(
        "s:start a:user x:xor b:service j:and c:script e:end lost:task",
        "s>a>x>b>j>c>e",
        "x>j",
        inside={"a": extensions('<zeebe:assignmentDefinition candidateGroups="role:pamapt"/>')},
    )
    vocabulary = Vocabulary(
        roles=frozenset({"pamapta"}), forms=frozenset({"terima"}), job_types=frozenset({"seal"})
    )
    found = {(each.code, each.element) for each in check(read(xml), vocabulary)}
    assert found >= {
        ("BPMN-106", "a"),
        ("BPMN-115", "a"),
        ("BPMN-116", "b"),
        ("BPMN-117", "c"),
        ("BPMN-201", "x"),
        ("BPMN-217", "x_b"),
        ("BPMN-217", "x_j"),
        ("BPMN-301", "j"),
        ("BPMN-304", "lost"),
    }


def test_an_unreadable_expression_is_found_in_the_file():
    """Line and column are those of the file, character references counted as written."""
    xml = bpmn(
        "s:start x:xor a:user b:user e:end", "s>x>a>e", "x>b>e", conditions={"x_b": "=a < 1 and\nb >> 2"}
    )
    (found,) = [each for each in check(read(xml)) if each.code == "BPMN-114"]
    row = xml.decode().split("\n")[found.line - 1]
    assert row.startswith("b ")
    assert row[found.column - 1 :].startswith("&gt;")


def test_the_fault_of_an_expression_is_said_in_both_languages():
    xml = bpmn("s:start x:xor a:user b:user e:end", "s>x>a>e", "x>b>e", conditions={"x_b": "=a > (1"})
    (found,) = [each for each in check(read(xml)) if each.code == "BPMN-114"]
    reason = found.params["reason"]
    for lang in ("id", "en"):
        assert render(reason, lang).message in render(found, lang).message


LANE = '<laneSet id="ls"><lane id="l" name="{}"><flowNodeRef>a</flowNodeRef></lane></laneSet>'


@pytest.mark.parametrize(("name", "codes"), [("pamapta", []), ("Ruang depan", ["BPMN-204"])])
def test_a_lane_may_name_the_role(name, codes):
    xml = bpmn("s:start a:user e:end", "s>a>e", lanes=LANE.format(name))
    assert [each.code for each in check(read(xml), Vocabulary(roles=frozenset({"pamapta"})))] == codes


def test_a_bare_file_demands_no_surroundings():
    xml = bpmn("s:start a:user b:service c:manual e:end", "s>a>b>c>e")
    assert check(read(xml)) == []


def test_a_drawing_needs_no_conditions():
    """A process marked as not executable may leave out what only a run asks for (10.1)."""
    xml = bpmn("s:start x:xor a:user b:user e:end", "s>x>a>e", "x>b>e")
    drawn = xml.replace(b'isExecutable="true"', b'isExecutable="false"')
    for written, severity in ((xml, Severity.ERROR), (drawn, Severity.WARNING)):
        assert {each.severity for each in check(read(written)) if each.code == "BPMN-217"} == {severity}


def test_only_executable_processes_are_judged():
    """A pool that is drawn for people only may be anything."""
    xml = bpmn("s:start a:user e:end", "s>a>e", roots='<process id="q"><complexGateway id="z"/></process>')
    assert check(read(xml)) == []


def test_the_profile_runs_what_the_engine_runs_today():
    runs = {
        (kind, where, event)
        for (kind, where), row in PROFILE.items()
        for event, each in row.items()
        if each is Standing.RUNS
    }
    assert runs >= {
        ("userTask", "", ""),
        ("serviceTask", "", ""),
        ("exclusiveGateway", "", ""),
        ("parallelGateway", "", ""),
        ("subProcess", "", ""),
        ("startEvent", "process", ""),
        ("endEvent", "", "terminate"),
        ("boundaryEvent", "interrupting", "timer"),
        ("boundaryEvent", "non-interrupting", "timer"),
        ("intermediateCatchEvent", "", "timer"),
    }


@pytest.mark.parametrize(("kind", "where"), sorted(PROFILE))
def test_every_row_of_the_profile_is_a_known_element(kind, where):
    from workflows.bpmn.reader.names import FLOW_NODES

    assert kind in FLOW_NODES
