"""Reads the DMN Technology Compatibility Kit: one `Check` for each expected result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from workflows import dmn, feel
from workflows.feel.comparison import equal

KIT = Path(__file__).resolve().parents[4] / "shared" / "conformance" / "dmn-tck"
NS = "{http://www.omg.org/spec/DMN/20160719/testcase}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"

#: Expected numbers of the kit are rounded to eight places.
TOLERANCE = Decimal("0.00000001")


@dataclass(frozen=True)
class Check:
    id: str
    model: Path
    kind: str
    asked: str
    result: str
    inputs: dict[str, Any]
    expected: Any


def checks(root: Path = KIT) -> Iterator[Check]:
    for file in sorted(root.glob("*/*/*-test-*.xml")):
        yield from _checks_of(file)


def _checks_of(file: Path) -> Iterator[Check]:
    tests = etree.parse(file).getroot()
    model = file.parent / tests.findtext(f"{NS}modelName", "").strip()
    for case in tests.iter(f"{NS}testCase"):
        inputs = {node.get("name"): value_of(node) for node in case.findall(f"{NS}inputNode")}
        for node in case.findall(f"{NS}resultNode"):
            name = node.get("name")
            expected = node.find(f"{NS}expected")
            yield Check(
                id=f"{file.parent.parent.name[-1]}/{file.parent.name}/{file.stem[-2:]}/{case.get('id')}/{name}",
                model=model,
                kind=case.get("type", "decision"),
                asked=case.get("invocableName", name),
                result=name,
                inputs=inputs,
                expected=None if expected is None else value_of(expected),
            )


def value_of(node: Any) -> Any:
    components = node.findall(f"{NS}component")
    if components:
        return {component.get("name"): value_of(component) for component in components}
    items = node.find(f"{NS}list")
    if items is not None:
        if items.get(f"{XSI}nil") == "true":
            return None
        return [value_of(item) for item in items.findall(f"{NS}item")]
    value = node.find(f"{NS}value")
    if value is None or value.get(f"{XSI}nil") == "true":
        return None
    return typed(value.text or "", value.get(f"{XSI}type", "xsd:string").rpartition(":")[2])


def typed(text: str, type_: str) -> Any:
    if type_ in ("decimal", "double", "integer", "int", "float", "long"):
        return Decimal(text.strip())
    if type_ == "boolean":
        return text.strip() == "true"
    functions = {"date": "date", "time": "time", "dateTime": "date and time", "duration": "duration"}
    return feel.evaluate(f'{functions[type_]}("{text.strip()}")') if type_ in functions else text


@cache
def model_at(path: Path) -> dmn.Model:
    """A model with the models beside it that it imports."""
    others = {
        etree.parse(file).getroot().get("namespace"): file
        for file in path.parent.glob("*.dmn")
        if file != path
    }
    wanted = [node.get("namespace") for node in etree.parse(path).getroot().findall("{*}import")]
    return dmn.load(
        path.read_bytes(), [model_at(others[namespace]) for namespace in wanted if namespace in others]
    )


def answer(check: Check) -> Any:
    model = model_at(check.model)
    if check.kind != "decisionService":
        return model.evaluate(check.asked, check.inputs)
    result = model.evaluate_service(check.asked, check.inputs)
    service = next(each for each in model.definitions.services if check.asked in (each.name, each.id))
    if len(service.output_decisions) > 1 and isinstance(result, dict):
        return result.get(check.result)
    return result


def agrees(actual: Any, expected: Any) -> bool:
    if isinstance(expected, Decimal) and isinstance(actual, Decimal):
        return abs(actual - expected) <= TOLERANCE
    if isinstance(expected, list) and isinstance(actual, list):
        return len(actual) == len(expected) and all(map(agrees, actual, expected))
    if isinstance(expected, dict) and isinstance(actual, dict):
        return actual.keys() == expected.keys() and all(
            agrees(actual[key], expected[key]) for key in expected
        )
    return equal(actual, expected) is True
