"""Diagrams without shapes get them; what can't be laid out says so."""

from __future__ import annotations

import pytest
from lxml import etree

from workflows.bpmn import read
from workflows.bpmn.layout import LayoutError, with_layout, without_shape

from .diagram import TIMER, bpmn, extensions, part, wrap


def test_every_node_and_flow_gets_a_shape():
    xml = bpmn(
        "s:start a:user b:boundary x:xor c:service e:end f:end",
        "s>a>x>c>e",
        "x>e",
        "b>f",
        extra={"b": 'attachedToRef="a"'},
        inside={"b": TIMER, "a": extensions('<zeebe:formDefinition formId="terima"/>')},
    )
    drawn = with_layout(xml)
    assert without_shape(etree.fromstring(xml))
    assert without_shape(etree.fromstring(drawn)) == []
    before, after = read(xml).main(), read(drawn).main()
    assert after.nodes.keys() == before.nodes.keys()
    assert after.nodes["a"].extensions == before.nodes["a"].extensions
    assert [(flow.source, flow.target) for flow in after.flows.values()] == [
        (flow.source, flow.target) for flow in before.flows.values()
    ]


def test_a_drawn_diagram_stays_as_it_is():
    drawn = with_layout(bpmn("s:start a:user e:end", "s>a>e"))
    assert with_layout(drawn) == drawn


def test_a_sub_process_is_laid_out_with_its_content():
    inner = part("s2:start e2:end", "s2>e2")
    xml = wrap(part("s:start e:end", "s>u>e") + f'<subProcess id="u">{inner}</subProcess>')
    assert without_shape(etree.fromstring(with_layout(xml))) == []


@pytest.mark.parametrize(
    "xml",
    [
        bpmn("s:start e:end", "s>e", roots='<process id="q"/>'),
        bpmn(
            "s:start e:end",
            "s>e",
            roots='<collaboration id="c"><participant id="t" processRef="p"/></collaboration>',
        ),
        bpmn("s:start e:end", "s>e", lanes='<laneSet id="ls"><lane id="l"/></laneSet>'),
    ],
    ids=["two processes", "pool", "lane"],
)
def test_pools_and_lanes_are_refused(xml):
    with pytest.raises(LayoutError) as refusal:
        with_layout(xml)
    assert refusal.value.code == "BPMN-030"


def test_a_huge_diagram_is_refused():
    xml = wrap("".join(f'<task id="t{i}"/>' for i in range(1001)))
    with pytest.raises(LayoutError) as refusal:
        with_layout(xml)
    assert refusal.value.code == "BPMN-032"
