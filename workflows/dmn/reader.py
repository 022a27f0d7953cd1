"""A DMN file from bytes to `Definitions` (DMN 1.1 to 1.5). What it refuses, it refuses with a DmnError."""

from __future__ import annotations

from typing import Any

from lxml import etree

from workflows.dmn.document import VERSIONS, line_of, parse
from workflows.dmn.elements import (
    DecisionElement,
    DecisionService,
    Definitions,
    Import,
    InputData,
    ItemDefinition,
    KnowledgeModel,
    Variable,
)
from workflows.dmn.errors import DmnError
from workflows.dmn.expression_reader import (
    Node,
    cell,
    child,
    children,
    clean_name,
    expression_in,
    function_definition,
    local_name,
    text_of,
    type_ref,
    variable,
)


def read(xml: bytes) -> Definitions:
    """Parse a decision model. Raises DmnError for a file that isn't one or is malformed."""
    root = parse(xml)
    _refuse_equal_ids(root)
    return Definitions(
        **_place(root),
        name=clean_name(root.get("name")),
        namespace=root.get("namespace", ""),
        version=VERSIONS[etree.QName(root).namespace or ""],
        language=root.get("expressionLanguage"),
        imports=tuple(_import(node) for node in children(root, "import")),
        types=tuple(_item_definition(node) for node in children(root, "itemDefinition")),
        inputs=tuple(_input_data(node) for node in children(root, "inputData")),
        decisions=tuple(_decision(node) for node in children(root, "decision")),
        knowledge=tuple(_knowledge(node) for node in children(root, "businessKnowledgeModel")),
        services=tuple(_service(node) for node in children(root, "decisionService")),
    )


def _refuse_equal_ids(root: Node) -> None:
    """Requirements point at ids: two equal ones would make the graph ambiguous."""
    seen: set[str] = set()
    for node in children(root):
        id_ = node.get("id")
        if id_ and id_ in seen:
            raise DmnError("DMN-007", line=line_of(node), id=id_)
        if id_:
            seen.add(id_)


def _identity(node: Node, name: str) -> dict[str, Any]:
    """Requirements point at ids; an element without one goes by its name."""
    return {"id": node.get("id") or name, "line": line_of(node), "name": name}


def _place(node: Node) -> dict[str, Any]:
    return {"id": node.get("id", ""), "line": line_of(node)}


def _name(node: Node) -> str:
    name = clean_name(node.get("name"))
    if not name:
        raise DmnError("DMN-008", line=line_of(node), element=local_name(node), id=node.get("id", ""))
    return name


def _import(node: Node) -> Import:
    """DMN 1.1 had no names for imports: there the XML prefix of the namespace is what authors write."""
    namespace = node.get("namespace", "")
    name = node.get("name")
    if name is None:
        name = next((prefix for prefix, uri in node.nsmap.items() if uri == namespace and prefix), "")
    return Import(**_place(node), name=clean_name(name), namespace=namespace, kind=node.get("importType", ""))


def _item_definition(node: Node) -> ItemDefinition:
    function = child(node, "functionItem")
    return ItemDefinition(
        **_place(node),
        name=_name(node),
        type_ref=type_ref(node) if function is None else _output_type(function),
        is_collection=node.get("isCollection", "false") in ("true", "1"),
        allowed=cell(child(node, "allowedValues")),
        constraint=cell(child(node, "typeConstraint")),
        components=tuple(_item_definition(part) for part in children(node, "itemComponent")),
        parameters=None if function is None else tuple(variable(p) for p in children(function, "parameters")),
    )


def _output_type(function: Node) -> str | None:
    ref = function.get("outputTypeRef")
    return ref.strip() if ref else None


def _variable_of(node: Node, name: str) -> Variable:
    """The element's own name counts: FEEL text refers to it (DMN 1.5, 7.3.4 demands equal names)."""
    inner = child(node, "variable")
    if inner is None:
        return Variable(line=line_of(node), name=name)
    found = variable(inner)
    return Variable(id=found.id, line=found.line, name=found.name or name, type_ref=found.type_ref)


def _input_data(node: Node) -> InputData:
    name = _name(node)
    return InputData(**_identity(node, name), variable=_variable_of(node, name))


def _decision(node: Node) -> DecisionElement:
    name = _name(node)
    information = tuple(children(node, "informationRequirement"))
    return DecisionElement(
        **_identity(node, name),
        variable=_variable_of(node, name),
        expression=expression_in(node),
        required_inputs=_hrefs(information, "requiredInput"),
        required_decisions=_hrefs(information, "requiredDecision"),
        required_knowledge=_hrefs(tuple(children(node, "knowledgeRequirement")), "requiredKnowledge"),
        question=_plain(child(node, "question")),
        description=_plain(child(node, "description")),
    )


def _knowledge(node: Node) -> KnowledgeModel:
    name = _name(node)
    logic = child(node, "encapsulatedLogic")
    return KnowledgeModel(
        **_identity(node, name),
        variable=_variable_of(node, name),
        logic=None if logic is None else function_definition(logic),
        required_knowledge=_hrefs(tuple(children(node, "knowledgeRequirement")), "requiredKnowledge"),
    )


def _service(node: Node) -> DecisionService:
    name = _name(node)
    return DecisionService(
        **_identity(node, name),
        variable=_variable_of(node, name),
        output_decisions=_hrefs((node,), "outputDecision"),
        encapsulated_decisions=_hrefs((node,), "encapsulatedDecision"),
        input_decisions=_hrefs((node,), "inputDecision"),
        input_data=_hrefs((node,), "inputData"),
    )


def _hrefs(parents: tuple[Node, ...], name: str) -> tuple[str, ...]:
    return tuple(found.get("href", "").strip() for parent in parents for found in children(parent, name))


def _plain(node: Node | None) -> str:
    return "" if node is None else text_of(node)
