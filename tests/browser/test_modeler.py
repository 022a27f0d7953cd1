"""The modeler opens diagrams and saves them without loss: those of the procedures, and the reference models of MIWG."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import Page

from tests.browser.test_vendored_libraries import DIAGRAMS, ROOT, vendored
from workflows import bpmn
from workflows.packages.editing import in_utf8

MIWG = ROOT.parent / "shared" / "conformance" / "miwg"
REFERENCE_MODELS = sorted(MIWG.glob("*.bpmn"))
STARTING_POINTS = sorted((ROOT / "fixtures" / "starting_points").glob("*/*.bpmn"))

SAVES = """
async ([xml, zeebe]) => {
  const modeler = new BpmnJS({ container: "#canvas", moddleExtensions: { zeebe } });
  const { warnings } = await modeler.importXML(xml);
  const saved = await modeler.saveXML({ format: true });
  return { xml: saved.xml, warnings: warnings.map((each) => each.message) };
}
"""

#: What a model doesn't say: where a shape's label is, and what a missing attribute stands for anyway.
DEFAULTS = {
    "isExecutable": "false",
    "isCollection": "false",
    "isForCompensation": "false",
    "startQuantity": "1",
    "completionQuantity": "1",
    "isInterrupting": "true",
    "cancelActivity": "true",
    "parallelMultiple": "false",
    "triggeredByEvent": "false",
    "gatewayDirection": "Unspecified",
    "instantiate": "false",
    "isSequential": "false",
    "isClosed": "false",
    "isImmediate": "true",
    "processType": "None",
    "associationDirection": "None",
    "implementation": "##WebService",
    "isUnlimited": "false",
    "itemKind": "Information",
    "isMultiple": "false",
    "waitForCompletion": "true",
    "eventGatewayType": "Exclusive",
}


def content(xml: bytes) -> Counter[tuple[str, str, str]]:
    """Every element of the semantic part with its id, attributes and text; layout apart."""
    root = etree.fromstring(xml, etree.XMLParser(remove_blank_text=True, remove_comments=True))
    found: Counter[tuple[str, str, str]] = Counter()
    for element in root.iter():
        if not isinstance(element.tag, str) or "/DI" in element.tag or "/DC" in element.tag:
            continue
        attributes = {
            name: _local(" ".join(value.split()))
            for name, value in element.attrib.items()
            if DEFAULTS.get(name) != value and not name.startswith("{")
        }
        if element is not root:
            found[
                str(element.tag),
                json.dumps(attributes, sort_keys=True),
                " ".join((element.text or "").split()),
            ] += 1
    return found


def _local(value: str) -> str:
    """A reference without the prefix that its file happens to use."""
    head, _colon, tail = value.partition(":")
    return tail if tail and head.isidentifier() else value


@pytest.fixture
def modeler_page(new_context) -> Page:
    page = new_context(offline=True, viewport={"width": 1280, "height": 900}).new_page()
    page.set_content('<html lang="id"><body><div id="canvas"></div></body></html>')
    page.locator("#canvas").evaluate("element => { element.style.height = '600px' }")
    page.add_style_tag(path=vendored("bpmn-js-*/assets/diagram-js.css"))
    page.add_script_tag(path=vendored("bpmn-js-*/bpmn-modeler.min.js"))
    return page


def saved(page: Page, path: Path) -> bytes:
    schema = json.loads(vendored("zeebe-bpmn-moddle-*/zeebe.json").read_text())
    answer = page.evaluate(SAVES, [in_utf8(path.read_bytes()).decode(), schema])
    assert answer["warnings"] == []
    return str(answer["xml"]).encode()


@pytest.mark.parametrize("path", [*DIAGRAMS, *STARTING_POINTS], ids=lambda path: path.stem)
def test_a_procedure_is_opened_and_saved_without_loss(modeler_page: Page, path: Path) -> None:
    after = saved(modeler_page, path)
    assert content(path.read_bytes()) - content(after) == Counter()
    assert nodes_of(path.read_bytes()) == nodes_of(after)


@pytest.mark.skipif(not REFERENCE_MODELS, reason="the MIWG reference models are not here")
@pytest.mark.parametrize("path", REFERENCE_MODELS or [None], ids=lambda path: path.name if path else "none")
def test_a_reference_model_is_opened_checked_and_saved_without_loss(modeler_page: Page, path: Path) -> None:
    after = saved(modeler_page, path)
    assert content(path.read_bytes()) - content(after) == Counter()
    before, again = bpmn.read(path.read_bytes()), bpmn.read(after)
    assert [found.code for found in bpmn.check(before)] == [found.code for found in bpmn.check(again)]
    assert nodes_of(path.read_bytes()) == nodes_of(after)


def nodes_of(xml: bytes) -> dict[str, str]:
    """Nodes and flows of all processes by id, as the engine understands them, but for their lines."""
    from dataclasses import replace

    processes = bpmn.read(xml).processes.values()
    things = [each for process in processes for each in (*process.nodes.values(), *process.flows.values())]
    texts = {each.id: repr(replace(each, line=None, name=" ".join(each.name.split()))) for each in things}
    return {id: text.replace("direction='Unspecified'", "direction=''") for id, text in texts.items()}
