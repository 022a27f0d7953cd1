"""What a file says is what the model says: names, references, extensions, scopes; and the reference models of MIWG."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from workflows.bpmn import check, model, read, zeebe
from workflows.findings import Severity

from .diagram import HEAD, TIMER, bpmn, extensions, part, wrap

REFERENCE_MODELS = Path(__file__).parents[4] / "shared" / "conformance" / "miwg"
MODELS = sorted(REFERENCE_MODELS.glob("*.bpmn"))


@pytest.mark.skipif(not REFERENCE_MODELS.is_dir(), reason="the MIWG reference models are not here")
@pytest.mark.parametrize("path", MODELS or [None], ids=lambda path: path.name if path else "none")
def test_reference_models_are_read(path):
    """Whole, without a fault of reading, and judged within a tenth of a second."""
    started = time.process_time()
    definitions = read(path.read_bytes())
    found = check(definitions)
    assert time.process_time() - started < 0.1
    assert definitions.findings == ()
    assert not {each.code for each in found if each.severity is Severity.ERROR} - {"BPMN-101"}
    written = path.read_text("utf-8").count("sequenceFlow ")
    assert sum(len(process.flows) for process in definitions.processes.values()) == written


def test_every_extension_is_read():
    written = """
        <zeebe:userTask/>
        <zeebe:formDefinition formId="terima" bindingType="versionTag"/>
        <zeebe:assignmentDefinition assignee="=petugas" candidateUsers="person:a" candidateGroups="role:pamapta"/>
        <zeebe:taskSchedule dueDate="=batas" followUpDate="2026-11-23T09:00:00+08:00"/>
        <zeebe:priorityDefinition priority="70"/>
        <zeebe:ioMapping>
          <zeebe:input source="=pelapor.nama" target="nama"/>
          <zeebe:output source="=lengkap" target="hasil.lengkap"/>
        </zeebe:ioMapping>
        <zeebe:taskHeaders><zeebe:header key="document" value="sktlk"/></zeebe:taskHeaders>
        <zeebe:taskDefinition type="notify" retries="5"/>
        <zeebe:calledDecision decisionId="syarat" resultVariable="baris" bindingType="latest"/>
        <zeebe:calledElement processId="q" propagateAllChildVariables="false"/>
        <zeebe:script expression="=1 + 1" resultVariable="dua"/>
        <zeebe:properties><zeebe:property name="state" value="DILAYANI"/></zeebe:properties>
    """
    other = '<lain:hal xmlns:lain="http://example.org/lain"><zeebe:apa/></lain:hal>'
    definitions = read(bpmn("s:start a:user e:end", "s>a>e", inside={"a": extensions(written + other)}))
    assert definitions.findings == ()
    assert definitions.main().nodes["a"].extensions == zeebe.Extensions(
        user_task=True,
        form_id="terima",
        form_binding="versionTag",
        assignment=zeebe.Assignment(
            assignee="=petugas", candidate_users="person:a", candidate_groups="role:pamapta"
        ),
        schedule=zeebe.Schedule(due_date="=batas", follow_up_date="2026-11-23T09:00:00+08:00"),
        priority="70",
        inputs=(zeebe.VariableMapping(source="=pelapor.nama", target="nama"),),
        outputs=(zeebe.VariableMapping(source="=lengkap", target="hasil.lengkap"),),
        headers={"document": "sktlk"},
        job=zeebe.JobDefinition(type="notify", retries="5"),
        called_decision=zeebe.CalledDecision(decision_id="syarat", result_variable="baris", binding="latest"),
        called_element=zeebe.CalledElement(process_id="q", propagate_all_child=False),
        script=zeebe.Script(expression="=1 + 1", result_variable="dua"),
        properties={"state": "DILAYANI"},
    )


ROOTS = """
<message id="m" name="berkas">
  <extensionElements><zeebe:subscription correlationKey="=nomor"/></extensionElements>
</message>
<signal id="g" name="siaga"/>
<error id="r" name="Gagal" errorCode="GAGAL"/>
<escalation id="c" escalationCode="NAIK"/>
<timerEventDefinition id="bersama"><timeDate>2026-11-23T09:00:00+08:00</timeDate></timerEventDefinition>
"""
DEFINITIONS = {
    '<messageEventDefinition id="x" messageRef="m"/>': model.MessageDefinition(
        id="x", ref="m", name="berkas", correlation_key="=nomor"
    ),
    '<signalEventDefinition signalRef="g"/>': model.SignalDefinition(ref="g", name="siaga"),
    '<errorEventDefinition errorRef="r"/>': model.ErrorDefinition(ref="r", code="GAGAL"),
    "<errorEventDefinition/>": model.ErrorDefinition(),
    '<escalationEventDefinition escalationRef="c"/>': model.EscalationDefinition(ref="c", code="NAIK"),
    "<conditionalEventDefinition><condition>=siap</condition></conditionalEventDefinition>": (
        model.ConditionalDefinition(condition="=siap")
    ),
    '<linkEventDefinition name="lanjut"/>': model.LinkDefinition(link="lanjut"),
    '<compensateEventDefinition activityRef="a" waitForCompletion="false"/>': model.CompensateDefinition(
        activity="a", wait=False
    ),
    "<cancelEventDefinition/>": model.CancelDefinition(),
    "<terminateEventDefinition/>": model.TerminateDefinition(),
    "<timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>": model.TimerDefinition(
        kind=model.TimerKind.CYCLE, expression="R3/PT1H"
    ),
    "<eventDefinitionRef>bersama</eventDefinitionRef>": model.TimerDefinition(
        id="bersama", kind=model.TimerKind.DATE, expression="2026-11-23T09:00:00+08:00"
    ),
}


@pytest.mark.parametrize("written", DEFINITIONS)
def test_event_definitions_resolve_what_they_refer_to(written):
    definitions = read(bpmn("s:start a:catch e:end", "s>a>e", inside={"a": written}, roots=ROOTS))
    assert definitions.findings == ()
    assert definitions.main().nodes["a"].definitions == (DEFINITIONS[written],)


def test_flows_and_scopes():
    inner = part("s2:start a2:user e2:end", "s2>a2>e2")
    content = part(
        "s:start b:boundary e:end", "s>u>e", "b>e", extra={"b": 'attachedToRef="u"'}, inside={"b": TIMER}
    )
    process = read(wrap(f'{content}<subProcess id="u">{inner}</subProcess>')).main()
    assert process.nodes["a2"].scope == "u"
    assert process.nodes["e"].incoming == ("u_e", "b_e")
    assert [node.id for node in process.children("u")] == ["s2", "a2", "e2"]
    assert [event.id for event in process.boundary_events("u")] == ["b"]
    assert [event.id for event in process.start_events()] == ["s"]


def test_the_nodes_own_lists_of_flows_are_not_believed():
    xml = bpmn(
        "s:start a:task e:end", "s>a>e", inside={"a": "<incoming>bukan</incoming><outgoing>a_e</outgoing>"}
    )
    node = read(xml).main().nodes["a"]
    assert (node.incoming, node.outgoing) == (("s_a",), ("a_e",))


def test_loops_and_quantities():
    several = (
        '<multiInstanceLoopCharacteristics isSequential="true"><extensionElements>'
        '<zeebe:loopCharacteristics inputCollection="=saksi" inputElement="s"'
        ' outputCollection="hasil" outputElement="=h"/>'
        "</extensionElements><completionCondition>=cukup</completionCondition></multiInstanceLoopCharacteristics>"
    )
    again = (
        '<standardLoopCharacteristics testBefore="true" loopMaximum="3">'
        "<loopCondition>=lagi</loopCondition></standardLoopCharacteristics>"
    )
    process = read(
        bpmn(
            "s:start a:user b:task e:end",
            "s>a>b>e",
            inside={"a": several, "b": again},
            extra={"b": 'startQuantity="2"'},
        )
    ).main()
    assert process.nodes["a"].loop == model.MultiInstance(
        sequential=True,
        collection="=saksi",
        element_variable="s",
        output_collection="hasil",
        output_element="=h",
        completion_condition="=cukup",
    )
    assert process.nodes["b"].loop == model.StandardLoop(condition="=lagi", test_before=True, maximum=3)
    assert process.nodes["b"].start_quantity == 2


def test_lanes_inside_lanes_and_data_objects():
    lanes = (
        '<laneSet id="ls"><lane id="l" name="SPKT"><extensionElements><zeebe:properties>'
        '<zeebe:property name="role" value="pamapta"/></zeebe:properties></extensionElements><flowNodeRef>a</flowNodeRef>'
        '<childLaneSet id="cs"><lane id="k" name="Piket"><flowNodeRef>a</flowNodeRef></lane></childLaneSet>'
        "</lane></laneSet>"
        '<dataObject id="d1" isCollection="true"/><dataObjectReference id="d2" name="Berkas" dataObjectRef="d1"/>'
    )
    process = read(bpmn("s:start a:user e:end", "s>a>e", lanes=lanes)).main()
    assert [(lane.id, lane.nodes, dict(lane.properties)) for lane in process.lanes] == [
        ("l", ("a",), {"role": "pamapta"}),
        ("k", ("a",), {}),
    ]
    (data,) = process.data_objects
    assert (data.id, data.name, data.scope, data.collection) == ("d1", "Berkas", "p", True)


def test_a_plain_script_is_feel_unless_it_says_otherwise():
    xml = bpmn("a:script b:script", inside={"a": "<script>1 + 1</script>", "b": "<script>x()</script>"})
    xml = xml.replace(b'id="b"', b'id="b" scriptFormat="javascript"')
    nodes = read(xml).main().nodes
    assert nodes["a"].extensions.script == zeebe.Script(expression="=1 + 1")
    assert nodes["b"].extensions.script is None


def test_pools_and_prefixed_references():
    xml = f"""{HEAD}<collaboration id="c"><participant id="t" name="Polisi" processRef="d:q"/></collaboration>
        <process id="p"/><process id="q" isExecutable="1"/></definitions>"""
    definitions = read(xml.encode())
    assert definitions.main().id == "q"
    assert [(each.name, each.process) for each in definitions.participants] == [("Polisi", "q")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_encodings(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + bpmn("s:start").decode().replace(
        "Langkah", "Tahap é"
    )
    assert read(text.encode(encoding)).main().nodes["s"].name == "Tahap é s"


def test_an_unknown_element_keeps_its_place():
    """Its flows are not called loose, and the elements behind it not dead."""
    xml = bpmn("s:start a:user e:end", "s>a>e").replace(b"userTask", b"usrTask")
    assert [(each.code, each.element) for each in check(read(xml))] == [("BPMN-012", "a"), ("BPMN-101", "a")]


def test_a_violation_is_found_at_its_element_whatever_its_prefix():
    """Written with a prefix that only the process declares."""
    bpmn_ns = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    xml = wrap('<userTask id="a"/>').replace(b"<process ", f'<process xmlns:b="{bpmn_ns}" '.encode())
    xml = xml.replace(b"</process>", b'<b:task id="c"/><b:task id="k" salah="1"/></process>')
    (found,) = [each for each in read(xml).findings if each.code == "BPMN-040"]
    assert (found.element, found.params["attribute"], found.line) == ("k", "salah", 4)
