"""The files of the shipped package and of the small one fit together."""

import pytest
from lxml import etree

from workflows.findings import Severity
from workflows.packages import check, read

from .package import ROOT, sktlk, ternak

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DIAGRAMS = [ROOT / "fixtures/procedures/sktlk/sktlk.bpmn", ROOT / "tests/packages/ternak/ternak.bpmn"]
DRAWN = (
    "startEvent",
    "endEvent",
    "boundaryEvent",
    "userTask",
    "serviceTask",
    "businessRuleTask",
    "exclusiveGateway",
)


def shipped():
    """With what lies beside it: a loss by crime leads on to another procedure."""
    return [read(path.parent) for path in sorted((ROOT / "fixtures/procedures").glob("*/procedure.yaml"))]


@pytest.mark.parametrize("packages", [shipped, lambda: [ternak()]], ids=["shipped", "ternak"])
def test_nothing_is_found_wrong(packages):
    assert check(packages()) == []


@pytest.mark.parametrize("file", DIAGRAMS, ids=lambda file: file.stem)
def test_everything_is_drawn_once(file):
    tree = etree.parse(file)
    elements = [*DRAWN, "sequenceFlow", "lane", "participant"]
    ids = sorted(element.get("id") for name in elements for element in tree.iter(f"{BPMN}{name}"))
    drawn = sorted(
        part.get("bpmnElement") for name in ("BPMNShape", "BPMNEdge") for part in tree.iter(f"{DI}{name}")
    )
    assert ids == drawn


@pytest.mark.parametrize("file", DIAGRAMS, ids=lambda file: file.stem)
def test_every_node_stands_in_a_lane(file):
    tree = etree.parse(file)
    nodes = sorted(node.get("id") for name in DRAWN for node in tree.iter(f"{BPMN}{name}"))
    assert nodes == sorted(ref.text for ref in tree.iter(f"{BPMN}flowNodeRef"))


def test_every_state_is_entered_by_some_node():
    entered = {node.extensions.state for node in sktlk().process.nodes.values()} - {""}
    assert entered == {state.code for state in sktlk().definition.states}


def test_every_way_in_has_its_form_and_its_event():
    for start in sktlk().definition.start:
        assert sktlk().form(start.form).components
        assert sktlk().process.nodes[start.event].type == "startEvent"


def test_there_is_a_scenario_for_each_item_and_each_story():
    files = {name.removeprefix("scenarios/") for name in sktlk().files if name.startswith("scenarios/")}
    for story in ("b1_", "b2_", "b5_", "b6_", *(f"barang_{letter}_" for letter in "abcdefghijklm")):
        assert sum(name.startswith(story) for name in files) == 1, story


def test_every_text_has_its_english():
    """Labels, descriptions, messages and options of the forms (interface: English complete)."""
    from forms_config.schema import walk

    for name in sktlk().files:
        if not (name.startswith("forms/") and name.endswith(".form")):
            continue
        for part in walk(sktlk().form(name.removeprefix("forms/").removesuffix(".form")).components):
            for text in ("label", "description", "text"):
                assert not getattr(part, text) or part.properties.get(f"{text}_en"), (name, part.name, text)
            assert "check" not in part.properties or part.properties.get("message_en"), (name, part.name)
            assert all(option.label_en for option in part.choices.options), (name, part.name)


def test_findings_would_be_errors_of_this_package():
    """The check looks into the package: an unknown state is found."""
    from workflows.packages import Package

    files = dict(sktlk().files)
    files["sktlk.bpmn"] = files["sktlk.bpmn"].replace(b'value="DIAMBIL"', b'value="DIAMBILL"')
    assert any(found.severity is Severity.ERROR for found in check([Package(files)]))
