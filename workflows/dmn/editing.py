"""A decision table written anew inside its file; everything else of the file stays.

A table is edited as rows of texts: what its columns ask and give, and one row for each rule.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from workflows.dmn.document import parse
from workflows.dmn.expression_reader import Node, child, children


@dataclass(frozen=True, slots=True)
class Column:
    """An input or output of a table. `text` is the expression of an input, the name of an output."""

    label: str
    text: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as texts: each rule has a cell for each input, then one for each output, then its note."""

    hit_policy: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rules: tuple[tuple[str, ...], ...]


def grid_of(xml: bytes, decision_id: str) -> Grid:
    """The table of a decision. Raises DmnError; KeyError for a decision that is no single table."""
    table = _table(parse(xml), decision_id)
    inputs = tuple(_input(node) for node in children(table, "input"))
    outputs = tuple(
        Column(node.get("label") or "", node.get("name") or "", node.get("typeRef") or "")
        for node in children(table, "output")
    )
    return Grid(
        table.get("hitPolicy", "UNIQUE"),
        inputs,
        outputs,
        tuple(_rule(node) for node in children(table, "rule")),
    )


def with_grid(xml: bytes, decision_id: str, grid: Grid) -> bytes:
    """The file with the decision's table as `grid` has it. Raises DmnError, KeyError.

    An input that reads a plain name which no other element of the file gives becomes input data of the decision.
    """
    root = parse(xml)
    table = _table(root, decision_id)
    _require_shape(grid)
    table.set("hitPolicy", grid.hit_policy)
    _write_columns(table, grid)
    _write_rules(table, grid)
    _require_inputs(root, table, grid)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def new_model(decision_id: str, name: str) -> bytes:
    """A file with one decision: a table of one input and one output, to be filled."""
    return _NEW.format(id=decision_id, name=_escaped(name)).encode()


_NEW = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
             id="{id}_model" name="{name}" namespace="urn:alur:decision">
  <inputData id="{id}_masukan_1" name="masukan">
    <variable id="{id}_nilai_1" name="masukan" typeRef="string" />
  </inputData>
  <decision id="{id}" name="{name}">
    <variable id="{id}_hasil" name="{name}" typeRef="string" />
    <informationRequirement id="{id}_butuh_1"><requiredInput href="#{id}_masukan_1" /></informationRequirement>
    <decisionTable id="{id}_tabel" hitPolicy="UNIQUE">
      <input id="{id}_kolom_1" label="Masukan">
        <inputExpression id="{id}_isi_1" typeRef="string"><text>masukan</text></inputExpression>
      </input>
      <output id="{id}_kolom_hasil" label="Hasil" name="hasil" typeRef="string" />
      <rule id="{id}_aturan_1">
        <inputEntry id="{id}_a1_m1"><text>-</text></inputEntry>
        <outputEntry id="{id}_a1_k1"><text>"ya"</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
</definitions>
"""


def _escaped(text: str) -> str:
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace('"', "&quot;")
        .replace("{", "")
        .replace("}", "")
    )


def _decision(root: Node, decision_id: str) -> Node:
    for node in children(root, "decision"):
        if decision_id in (node.get("id"), node.get("name")):
            return node
    raise KeyError(decision_id)


def _table(root: Node, decision_id: str) -> Node:
    table = child(_decision(root, decision_id), "decisionTable")
    if table is None:
        raise KeyError(decision_id)
    return table


def _input(node: Node) -> Column:
    expression = child(node, "inputExpression")
    if expression is None:
        return Column(node.get("label") or "", "")
    return Column(node.get("label") or "", _text(expression), expression.get("typeRef") or "")


def _rule(node: Node) -> tuple[str, ...]:
    cells = [_text(each) for name in ("inputEntry", "outputEntry") for each in children(node, name)]
    notes = [_text(each) for each in children(node, "annotationEntry")]
    return (*cells, " · ".join(note for note in notes if note))


def _text(node: Node) -> str:
    inner = child(node, "text")
    return (inner.text or "").strip() if inner is not None else ""


def _require_shape(grid: Grid) -> None:
    width = len(grid.inputs) + len(grid.outputs) + 1
    if not grid.outputs or any(len(rule) != width for rule in grid.rules):
        raise ValueError("every rule needs a cell for each column and a note")


def _write_columns(table: Node, grid: Grid) -> None:
    """Columns that are there are changed, new ones added, surplus ones taken out."""
    inputs = _matched(table, "input", len(grid.inputs))
    for node, column in zip(inputs, grid.inputs, strict=True):
        _set(node, "label", column.label)
        expression = _own(node, "inputExpression")
        _set(expression, "typeRef", column.type)
        _write(expression, column.text)
    for node, column in zip(_matched(table, "output", len(grid.outputs)), grid.outputs, strict=True):
        _set(node, "label", column.label)
        _set(node, "name", column.text)
        _set(node, "typeRef", column.type)


def _matched(table: Node, name: str, wanted: int) -> list[Node]:
    """`wanted` children of that name, in place before whatever comes after them in the standard's order."""
    found = list(children(table, name))
    for surplus in found[wanted:]:
        table.remove(surplus)
    found = found[:wanted]
    while len(found) < wanted:
        made = table.makeelement(_tag(table, name), {"id": _free_id(table, name)})
        before = [node for node in table if _order(node) > _ORDER.index(name)]
        if before:
            before[0].addprevious(made)
        else:
            table.append(made)
        found.append(made)
    return found


_ORDER = ("input", "output", "annotation", "rule")


def _order(node: Node) -> int:
    name = etree.QName(node).localname
    return _ORDER.index(name) if name in _ORDER else -1


def _tag(near: Node, name: str) -> str:
    return f"{{{etree.QName(near).namespace}}}{name}"


def _free_id(near: Node, name: str) -> str:
    taken = {node.get("id") for node in near.getroottree().iter() if node.get("id")}
    return next(f"{name}_{n}" for n in range(1, len(taken) + 2) if f"{name}_{n}" not in taken)


def _set(node: Node, name: str, value: str) -> None:
    if value:
        node.set(name, value)
    elif name in node.attrib:
        del node.attrib[name]


def _own(node: Node, name: str) -> Node:
    inner = child(node, name)
    if inner is None:
        inner = etree.SubElement(node, _tag(node, name), {"id": _free_id(node, name)})
    return inner


def _write(node: Node, text: str) -> None:
    _own_text = child(node, "text")
    if _own_text is None:
        _own_text = etree.SubElement(node, _tag(node, "text"))
    _own_text.text = text


def _write_rules(table: Node, grid: Grid) -> None:
    for node, rule in zip(_matched(table, "rule", len(grid.rules)), grid.rules, strict=True):
        cells = {"inputEntry": rule[: len(grid.inputs)], "outputEntry": rule[len(grid.inputs) : -1]}
        notes = [_text(each) for each in children(node, "annotationEntry")]
        for name, texts in cells.items():
            _write_cells(node, name, texts)
        if rule[-1] != " · ".join(note for note in notes if note):
            _write_cells(node, "annotationEntry", (rule[-1],) if rule[-1] else ())


_CELLS = ("inputEntry", "outputEntry", "annotationEntry")


def _write_cells(rule: Node, name: str, texts: tuple[str, ...]) -> None:
    found = list(children(rule, name))
    for surplus in found[len(texts) :]:
        rule.remove(surplus)
    for n, text in enumerate(texts):
        if n < len(found):
            cell = found[n]
        else:
            attributes = {} if name == "annotationEntry" else {"id": _free_id(rule, name)}
            cell = rule.makeelement(_tag(rule, name), attributes)
            later = [each for each in rule if _cell_order(each) > _CELLS.index(name)]
            if later:
                later[0].addprevious(cell)
            else:
                rule.append(cell)
        if _text(cell) != text or child(cell, "text") is None:
            _write(cell, text)


def _cell_order(node: Node) -> int:
    name = etree.QName(node).localname
    return _CELLS.index(name) if name in _CELLS else -1


def _require_inputs(root: Node, table: Node, grid: Grid) -> None:
    """Input data and requirement for each plain name that nothing of the file gives yet."""
    named = {node.get("name") for node in root if node.get("name")}
    for column in grid.inputs:
        if column.text in named or not column.text.isidentifier():
            continue
        made = root.makeelement(
            _tag(root, "inputData"), {"id": _free_id(root, "inputData"), "name": column.text}
        )
        root.insert(0, made)
        variable = {"id": _free_id(root, "variable"), "name": column.text}
        etree.SubElement(made, _tag(root, "variable"), {**variable, "typeRef": column.type or "Any"})
        required = table.makeelement(
            _tag(root, "informationRequirement"), {"id": _free_id(root, "informationRequirement")}
        )
        etree.SubElement(required, _tag(root, "requiredInput"), {"href": f"#{made.get('id')}"})
        table.addprevious(required)
        named.add(column.text)
