"""The page of elements says what the profile says, and the machine can run what the profile promises."""

from pathlib import Path

from workflows.bpmn import model, rule_reference
from workflows.bpmn.profile import PROFILE, RUNS
from workflows.bpmn.reference import page
from workflows.bpmn.semantics.machine import ENTERING
from workflows.findings import texts

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_is_current():
    assert (ROOT / "docs" / "bpmn.md").read_text(encoding="utf-8") == page()


def test_every_element_that_is_said_to_run_has_its_meaning():
    promised = {element for (element, _), events in PROFILE.items() if RUNS in events.values()}
    able = {kind.__name__[0].lower() + kind.__name__[1:] for kind in ENTERING}
    assert promised - {"boundaryEvent"} <= able
    assert issubclass(model.BoundaryEvent, model.Event)


def test_the_page_of_rules_is_current():
    assert (ROOT / "docs" / "bpmn-rules.md").read_text(encoding="utf-8") == rule_reference.page()


def test_the_page_of_rules_tells_of_every_code():
    told = {row.split(" | ")[0].removeprefix("| ") for row in rule_reference.page().splitlines()}
    assert {code for code in texts("en") if code.startswith("BPMN-")} <= told
