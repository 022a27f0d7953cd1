"""The literal expressions of the DMN Technology Compatibility Kit, walked without the decision engine.

A decision counts when everything it needs is input data or a literal expression again (knowledge models and contexts
made of literal expressions included); the variable's type converts the value as DMN 1.5, 10.3.2.9.4 says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from workflows import feel

KIT = Path(__file__).resolve().parents[4] / "shared" / "conformance" / "dmn-tck"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
TOLERANCE = Decimal("1e-8")
SCALARS = {"string", "number", "boolean", "date", "time", "date and time", "context", "list", "Any"}
ALIASES = {"dateTime": "date and time", "dayTimeDuration": "days and time duration"}
ALIASES |= {"yearMonthDuration": "years and months duration"}


class NotLiteral(Exception):
    """The decision needs more than literal expressions."""


@dataclass
class Drg:
    """The elements of one model by name and by id."""

    root: ElementTree.Element
    by_name: dict[str, ElementTree.Element] = field(default_factory=dict)
    by_id: dict[str, ElementTree.Element] = field(default_factory=dict)
    types: dict[str, ElementTree.Element] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    folder: str
    id: str
    drg: Drg
    decision: str
    inputs: Mapping[str, Any]
    expected: Any


def local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def child(element: ElementTree.Element, name: str) -> ElementTree.Element | None:
    return next((each for each in element if local(each) == name), None)


def children(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [each for each in element if local(each) == name]


@cache
def drg_of(path: Path) -> Drg:
    drg = Drg(ElementTree.parse(path).getroot())
    for element in drg.root:
        if local(element) == "itemDefinition":
            drg.types[element.get("name", "")] = element
        elif element.get("name"):
            drg.by_name[element.get("name", "")] = element
            drg.by_id[element.get("id", "")] = element
    return drg


def checks(folder: Path) -> Iterator[Check]:
    """The checks of one folder that are about literal expressions alone."""
    for file in sorted(folder.glob("*-test-*.xml")):
        tests = ElementTree.parse(file).getroot()
        name = child(tests, "modelName")
        drg = drg_of(folder / (name.text or "").strip()) if name is not None else None
        if drg is None or any(local(each) == "import" for each in drg.root):
            continue
        for case in children(tests, "testCase"):
            if case.get("type", "decision") == "decision":
                yield from _checks_of(folder.name, file, case, drg)


def _checks_of(folder: str, file: Path, case: ElementTree.Element, drg: Drg) -> Iterator[Check]:
    inputs = {node.get("name", ""): value_of(node) for node in children(case, "inputNode")}
    for node in children(case, "resultNode"):
        name = node.get("name", "")
        element = drg.by_name.get(name)
        if element is None or not _is_literal(drg, element, set()):
            continue
        expected = child(node, "expected")
        yield Check(
            folder,
            f"{folder}/{file.stem[-2:]}/{case.get('id')}/{name}",
            drg,
            name,
            inputs,
            None if expected is None else value_of(expected),
        )


def _is_literal(drg: Drg, element: ElementTree.Element, seen: set[int]) -> bool:
    if id(element) in seen or local(element) == "inputData":
        return True
    seen.add(id(element))
    if local(element) == "businessKnowledgeModel":
        logic = child(element, "encapsulatedLogic")
        body = None if logic is None else _expression(logic)
    else:
        body = _expression(element)
    if body is None or not _literal_body(body):
        return False
    return all(_is_literal(drg, needed, seen) for needed in _needs(drg, element))


def _literal_body(body: ElementTree.Element) -> bool:
    if local(body) == "literalExpression":
        return body.get("expressionLanguage") is None
    return local(body) == "context" and all(
        (inner := _expression(entry)) is not None and local(inner) == "literalExpression" for entry in body
    )


def _expression(element: ElementTree.Element) -> ElementTree.Element | None:
    return next((each for each in element if local(each) in ("literalExpression", "context")), None)


def _needs(drg: Drg, element: ElementTree.Element) -> list[ElementTree.Element]:
    wanted = ("informationRequirement", "knowledgeRequirement")
    references = [
        (each.get("href") or "").lstrip("#")
        for requirement in element
        if local(requirement) in wanted
        for each in requirement
    ]
    return [drg.by_id[reference] for reference in references if reference in drg.by_id]


def value_of(node: ElementTree.Element) -> Any:
    """The value of an inputNode, expected, item or component element."""
    components = children(node, "component")
    if components:
        return {each.get("name"): value_of(each) for each in components}
    items = child(node, "list")
    if items is not None:
        return None if items.get(NIL) == "true" else [value_of(each) for each in children(items, "item")]
    value = child(node, "value")
    if value is None or value.get(NIL) == "true":
        return None
    return typed(value.text or "", value.get(TYPE, "xsd:string").rpartition(":")[2])


def typed(text: str, kind: str) -> Any:
    if kind in ("decimal", "double", "integer", "int", "float", "long"):
        return Decimal(text.strip())
    if kind == "boolean":
        return text.strip() == "true"
    functions = {"date": "date", "time": "time", "dateTime": "date and time", "duration": "duration"}
    return feel.evaluate(f'{functions[kind]}("{text.strip()}")') if kind in functions else text


def answer(check: Check) -> Any:
    """What the engine says; a text that cannot be read counts as null."""
    return _value(check.drg, check.drg.by_name[check.decision], check.inputs)


def _value(drg: Drg, element: ElementTree.Element, inputs: Mapping[str, Any]) -> Any:
    name = element.get("name", "")
    if local(element) == "inputData":
        return _converted(drg, inputs.get(name), _type_of(element))
    context = {each.get("name", ""): _value(drg, each, inputs) for each in _needs(drg, element)}
    try:
        if local(element) == "businessKnowledgeModel":
            return _function(drg, element, context)
        body = _expression(element)
        assert body is not None
        return _converted(drg, _evaluate(body, context), _type_of(element))
    except feel.FeelError:
        return None


def _evaluate(body: ElementTree.Element, context: Mapping[str, Any]) -> Any:
    if local(body) == "literalExpression":
        return feel.evaluate(_text(body), context)
    names, result = dict(context), {}
    for entry in body:
        variable, inner = child(entry, "variable"), _expression(entry)
        assert inner is not None
        value = _evaluate(inner, names)
        if variable is None:
            return value
        names[variable.get("name", "")] = result[variable.get("name", "")] = value
    return result


def _text(body: ElementTree.Element) -> str:
    text = child(body, "text")
    return (text.text or "") if text is not None else ""


def _function(drg: Drg, element: ElementTree.Element, context: Mapping[str, Any]) -> feel.Function:
    logic = child(element, "encapsulatedLogic")
    assert logic is not None
    body = _expression(logic)
    assert body is not None
    parameters = [(each.get("name", ""), each.get("typeRef")) for each in children(logic, "formalParameter")]

    def call(*values: Any) -> Any:
        bound = {
            name: _fitted(drg, value, type_) for (name, type_), value in zip(parameters, values, strict=True)
        }
        return _converted(drg, _evaluate(body, {**context, **bound}), body.get("typeRef"))

    return feel.native_function(element.get("name", ""), [name for name, _ in parameters], call)


def _fitted(drg: Drg, value: Any, type_: str | None) -> Any:
    """A parameter that does not fit makes the whole call null."""
    converted = _converted(drg, value, type_)
    if converted is None and value is not None:
        raise feel.Refused("FEEL-225", wanted=type_, kind=feel.kind_of(value))
    return converted


def _type_of(element: ElementTree.Element) -> str | None:
    variable = child(element, "variable")
    return None if variable is None else variable.get("typeRef")


def _converted(drg: Drg, value: Any, type_: str | None) -> Any:
    if value is None or type_ is None or _conforms(drg, value, type_):
        return value
    if isinstance(value, list) and len(value) == 1 and _conforms(drg, value[0], type_):
        return value[0]
    return [value] if _conforms(drg, [value], type_) else None


def _conforms(drg: Drg, value: Any, type_: str) -> bool:
    name = type_.rpartition(":")[2]
    name = ALIASES.get(name, name)
    definition = drg.types.get(type_)
    if definition is None:
        return value is None or feel.conforms(value, name)
    if definition.get("isCollection") == "true":
        return isinstance(value, list) and all(_conforms_item(drg, item, definition) for item in value)
    return _conforms_item(drg, value, definition)


def _conforms_item(drg: Drg, value: Any, definition: ElementTree.Element) -> bool:
    base = child(definition, "typeRef")
    if value is None:
        return True
    if base is not None:
        return _conforms(drg, value, (base.text or "").strip())
    parts = children(definition, "itemComponent")
    if not parts:
        return True
    return isinstance(value, Mapping) and all(
        part.get("name") in value and _conforms_part(drg, value[part.get("name")], part) for part in parts
    )


def _conforms_part(drg: Drg, value: Any, part: ElementTree.Element) -> bool:
    if part.get("isCollection") == "true":
        return isinstance(value, list) and all(_conforms_item(drg, item, part) for item in value)
    return _conforms_item(drg, value, part)


def agrees(actual: Any, expected: Any) -> bool:
    """The kit rounds its numbers to eight places."""
    if isinstance(expected, Decimal) and isinstance(actual, Decimal):
        return abs(actual - expected) <= TOLERANCE
    if isinstance(expected, list) and isinstance(actual, list):
        return len(actual) == len(expected) and all(map(agrees, actual, expected))
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return actual.keys() == expected.keys() and all(
            agrees(actual[key], expected[key]) for key in expected
        )
    return feel.equal(actual, expected) is True
