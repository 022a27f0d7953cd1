"""Boxed expressions, from XML elements to `elements` (DMN 1.5, chapters 7 and 8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from workflows.dmn.document import line_of
from workflows.dmn.elements import (
    Binding,
    Cell,
    Conditional,
    Context,
    ContextEntry,
    DecisionTable,
    Expression,
    Filter,
    FunctionDefinition,
    InputClause,
    Invocation,
    ListOf,
    Literal,
    OutputClause,
    Relation,
    Rule,
    Variable,
)
from workflows.dmn.elements import Iterator as IteratorExpression
from workflows.dmn.errors import DmnError

Node = etree._Element

HIT_POLICIES = {
    "UNIQUE": "U",
    "ANY": "A",
    "PRIORITY": "P",
    "FIRST": "F",
    "RULE ORDER": "R",
    "OUTPUT ORDER": "O",
    "COLLECT": "C",
}
AGGREGATORS = {"SUM": "+", "MIN": "<", "MAX": ">", "COUNT": "#"}


def local_name(node: Node) -> str:
    return etree.QName(node).localname


def children(node: Node, *names: str) -> Iterator[Node]:
    """Child elements of the model namespace with one of these names, in order; all of them without names."""
    namespace = etree.QName(node).namespace
    for child in node:
        tag = etree.QName(child)
        if tag.namespace == namespace and (not names or tag.localname in names):
            yield child


def child(node: Node, name: str) -> Node | None:
    return next(children(node, name), None)


def clean_name(name: str | None) -> str:
    """Names may be wrapped over lines in XML; FEEL sees single spaces (DMN 1.5, 10.3.1.3)."""
    return " ".join((name or "").split())


def text_of(node: Node | None) -> str:
    if node is None:
        return ""
    inner = child(node, "text")
    return "".join(str(piece) for piece in (node if inner is None else inner).itertext()).strip()


def type_ref(node: Node) -> str | None:
    """An attribute since DMN 1.1; a child element inside item definitions."""
    ref = node.get("typeRef")
    if ref is None:
        inner = child(node, "typeRef")
        ref = None if inner is None else inner.text
    return _without_known_prefix(node, ref.strip()) if ref and ref.strip() else None


def _without_known_prefix(node: Node, ref: str) -> str:
    """DMN 1.1 wrote types as XML names (`feel:number`); the prefix of an import becomes the import's name later."""
    prefix, colon, local = ref.partition(":")
    if not colon or prefix not in node.nsmap:
        return ref
    return f"{{{node.nsmap[prefix]}}}{local}"


def variable(node: Node) -> Variable:
    return Variable(
        id=node.get("id", ""),
        line=line_of(node),
        name=clean_name(node.get("name")),
        type_ref=type_ref(node),
    )


def cell(node: Node | None) -> Cell | None:
    if node is None:
        return None
    return Cell(id=node.get("id", ""), line=line_of(node), text=text_of(node))


def expression_in(node: Node | None) -> Expression | None:
    """The first child of `node` that is an expression, or None."""
    if node is None:
        return None
    for candidate in children(node):
        if local_name(candidate) in READERS:
            return expression(candidate)
    return None


def expressions_in(node: Node) -> tuple[Expression, ...]:
    return tuple(expression(found) for found in children(node) if local_name(found) in READERS)


def expression(node: Node) -> Expression:
    return READERS[local_name(node)](node)


def _place(node: Node) -> dict[str, Any]:
    return {"id": node.get("id", ""), "line": line_of(node)}


def _common(node: Node) -> dict[str, Any]:
    return {**_place(node), "type_ref": type_ref(node)}


def _literal(node: Node) -> Literal:
    return Literal(**_common(node), text=text_of(node), language=node.get("expressionLanguage"))


def _context(node: Node) -> Context:
    return Context(
        **_common(node), entries=tuple(_context_entry(entry) for entry in children(node, "contextEntry"))
    )


def _context_entry(node: Node) -> ContextEntry:
    name = child(node, "variable")
    return ContextEntry(variable=None if name is None else variable(name), value=expression_in(node))


def _list(node: Node) -> ListOf:
    return ListOf(**_common(node), items=expressions_in(node))


def _relation(node: Node) -> Relation:
    return Relation(
        **_common(node),
        columns=tuple(variable(column) for column in children(node, "column")),
        rows=tuple(expressions_in(row) for row in children(node, "row")),
    )


def _invocation(node: Node) -> Invocation:
    return Invocation(
        **_common(node),
        function=expression_in(node),
        bindings=tuple(_binding(binding) for binding in children(node, "binding")),
    )


def _binding(node: Node) -> Binding:
    parameter = child(node, "parameter")
    name = "" if parameter is None else clean_name(parameter.get("name"))
    return Binding(parameter=name, value=expression_in(node))


def function_definition(node: Node) -> FunctionDefinition:
    return FunctionDefinition(
        **_common(node),
        parameters=tuple(variable(parameter) for parameter in children(node, "formalParameter")),
        body=expression_in(node),
        kind=node.get("kind", "FEEL"),
    )


def _conditional(node: Node) -> Conditional:
    return Conditional(
        **_common(node),
        condition=expression_in(child(node, "if")),
        then=expression_in(child(node, "then")),
        otherwise=expression_in(child(node, "else")),
    )


def _iterator(node: Node) -> IteratorExpression:
    kind = local_name(node)
    return IteratorExpression(
        **_common(node),
        kind=kind,
        variable=clean_name(node.get("iteratorVariable")),
        source=expression_in(child(node, "in")),
        body=expression_in(child(node, "return" if kind == "for" else "satisfies")),
    )


def _filter(node: Node) -> Filter:
    return Filter(
        **_common(node), source=expression_in(child(node, "in")), match=expression_in(child(node, "match"))
    )


def decision_table(node: Node) -> DecisionTable:
    inputs = tuple(_input_clause(clause) for clause in children(node, "input"))
    outputs = tuple(_output_clause(clause) for clause in children(node, "output"))
    return DecisionTable(
        **_common(node),
        inputs=inputs,
        outputs=outputs,
        rules=tuple(_rule(rule, len(inputs), len(outputs)) for rule in children(node, "rule")),
        hit_policy=_hit_policy(node),
        aggregator=_aggregator(node),
        output_label=node.get("outputLabel", ""),
        annotation_names=tuple(note.get("name", "") for note in children(node, "annotation")),
    )


def _hit_policy(node: Node) -> str:
    policy = node.get("hitPolicy", "UNIQUE").replace("_", " ")
    if policy not in HIT_POLICIES:
        raise DmnError("DMN-010", line=line_of(node), policy=policy, known=sorted(HIT_POLICIES))
    return HIT_POLICIES[policy]


def _aggregator(node: Node) -> str:
    aggregation = node.get("aggregation")
    if aggregation is None or _hit_policy(node) != "C":
        return ""
    if aggregation not in AGGREGATORS:
        raise DmnError("DMN-011", line=line_of(node), aggregation=aggregation, known=sorted(AGGREGATORS))
    return AGGREGATORS[aggregation]


def _input_clause(node: Node) -> InputClause:
    inner = child(node, "inputExpression")
    return InputClause(
        **_place(node),
        expression=None if inner is None else _literal(inner),
        label=node.get("label", ""),
        allowed=cell(child(node, "inputValues")),
    )


def _output_clause(node: Node) -> OutputClause:
    return OutputClause(
        **_place(node),
        name=clean_name(node.get("name")),
        label=node.get("label", ""),
        type_ref=type_ref(node),
        allowed=cell(child(node, "outputValues")),
        default=cell(child(node, "defaultOutputEntry")),
    )


def _rule(node: Node, inputs: int, outputs: int) -> Rule:
    rule = Rule(
        **_place(node),
        inputs=tuple(_cell_of_rule(entry) for entry in children(node, "inputEntry")),
        outputs=tuple(_cell_of_rule(entry) for entry in children(node, "outputEntry")),
        annotations=_annotations(node),
    )
    if len(rule.inputs) != inputs or len(rule.outputs) != outputs:
        raise DmnError(
            "DMN-012",
            line=line_of(node),
            rule=rule.id,
            inputs=len(rule.inputs),
            outputs=len(rule.outputs),
            input_columns=inputs,
            output_columns=outputs,
        )
    return rule


def _annotations(node: Node) -> tuple[str, ...]:
    """Notes of the standard, and the description that common editors write as the note of a rule."""
    return tuple(text_of(note) for note in children(node, "annotationEntry", "description"))


def _cell_of_rule(node: Node) -> Cell:
    return Cell(id=node.get("id", ""), line=line_of(node), text=text_of(node))


READERS: dict[str, Callable[[Node], Expression]] = {
    "literalExpression": _literal,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": function_definition,
    "conditional": _conditional,
    "for": _iterator,
    "some": _iterator,
    "every": _iterator,
    "filter": _filter,
    "decisionTable": decision_table,
}
