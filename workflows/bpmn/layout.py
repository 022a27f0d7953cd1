"""Shapes for a diagram that has none, by bpmn-io; the only file that knows that library.

It lays out a single process without lanes. Whoever draws pools or lanes draws them in the editor.
"""

from __future__ import annotations

from collections.abc import Iterator

import bpmn_io
from lxml import etree

from workflows.bpmn.errors import BpmnError
from workflows.bpmn.reader import names
from workflows.bpmn.reader.markup import parse

_DI_TAG = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DRAWN = names.FLOW_NODES | {"sequenceFlow"}

#: Nodes and flows that are laid out at most; the library has no limit of its own.
MAX_DRAWN = 1_000

#: What stands before the lists of flows in a flow node (BPMN 2.0.2, table 8.32, XML schema).
_BEFORE_LISTS = frozenset(
    {"documentation", "extensionElements", "auditing", "monitoring", "categoryValueRef"}
)


class LayoutError(BpmnError):
    """No layout can be made: BPMN-030 pools or several processes, 031 elements left without a shape, 032 too large."""


def with_layout(xml: bytes) -> bytes:
    """The same diagram with a shape for every node and an edge for every flow; untouched if it has them all.

    Raises BpmnError for what can't be read, LayoutError for what can't be laid out.
    """
    root = parse(xml)
    if not without_shape(root):
        return xml
    if len(list(root.iterchildren(f"{names.BPMN_TAG}process"))) != 1 or _has_pools(root):
        raise LayoutError("BPMN-030")
    if sum(1 for _ in _drawn(root)) > MAX_DRAWN:
        raise LayoutError("BPMN-032", limit=MAX_DRAWN)
    _list_flows(root)
    text = etree.tostring(root, encoding="unicode")
    try:
        drawn = bpmn_io.layout_process(text).encode()
    except (bpmn_io.LayoutError, bpmn_io.ParseError) as fault:
        raise LayoutError("BPMN-031", elements=[str(fault)[:200]]) from fault
    missing = without_shape(parse(drawn))
    if missing:
        raise LayoutError("BPMN-031", elements=missing[:20])
    return drawn


def without_shape(root: etree._Element) -> list[str]:
    """Ids of the flow nodes and sequence flows that the diagram shows nowhere, in document order."""
    shown = {str(each.get("bpmnElement", "")).rpartition(":")[2] for each in _shapes(root)}
    ids = (each.get("id", "") for each in _drawn(root))
    return [id for id in ids if id not in shown]


def _drawn(root: etree._Element) -> Iterator[etree._Element]:
    return (each for each in root.iter(f"{names.BPMN_TAG}*") if names.local(each.tag) in _DRAWN)


def _list_flows(root: etree._Element) -> None:
    """Write each node's own lists of flows, which the library goes by and many files leave out."""
    nodes = {each.get("id", ""): each for each in _drawn(root)}
    for flow in list(root.iter(f"{names.BPMN_TAG}sequenceFlow")):
        for end, name in (("sourceRef", "outgoing"), ("targetRef", "incoming")):
            node = nodes.get(flow.get(end, ""))
            if node is not None:
                _list_flow(node, name, flow.get("id", ""))


def _list_flow(node: etree._Element, name: str, flow: str) -> None:
    tag = names.BPMN_TAG + name
    if any((each.text or "").strip() == flow for each in node.iterchildren(tag)):
        return
    before = _BEFORE_LISTS | ({"incoming"} if name == "incoming" else {"incoming", "outgoing"})
    at = sum(1 for each in node if names.local(each.tag) in before)
    entry = etree.Element(tag)
    entry.text = flow
    node.insert(at, entry)


def _shapes(root: etree._Element) -> Iterator[etree._Element]:
    return root.iter(f"{_DI_TAG}BPMNShape", f"{_DI_TAG}BPMNEdge")


def _has_pools(root: etree._Element) -> bool:
    wanted = (f"{names.BPMN_TAG}participant", f"{names.BPMN_TAG}lane")
    return next(root.iter(*wanted), None) is not None
