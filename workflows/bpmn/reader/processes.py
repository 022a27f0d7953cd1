"""One process from its element: nodes of all depths, flows, lanes, data objects (BPMN 2.0.2, chapter 10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from workflows.bpmn.errors import BpmnError
from workflows.bpmn.model import Association, DataObject, Lane, Node, Process, SequenceFlow
from workflows.bpmn.reader import names
from workflows.bpmn.reader.context import Reading, child_text, children, named, text_of
from workflows.bpmn.reader.extensions import read_extensions, read_properties
from workflows.bpmn.reader.markup import line_of
from workflows.bpmn.reader.nodes import read_node

#: Nodes and flows of one file. People draw hundreds; what is larger isn't a diagram any more.
MAX_PARTS = 10_000


@dataclass
class _Parts:
    """The elements of one process, of all depths, in document order."""

    nodes: dict[str, tuple[etree._Element, str]] = field(default_factory=dict)
    flows: list[tuple[etree._Element, str]] = field(default_factory=list)
    lane_sets: list[etree._Element] = field(default_factory=list)
    data_objects: list[tuple[etree._Element, str]] = field(default_factory=list)
    data_names: dict[str, str] = field(default_factory=dict)
    associations: list[tuple[etree._Element, str]] = field(default_factory=list)


def read_process(reading: Reading, element: etree._Element) -> Process:
    """The process. Flows whose ends are no nodes of it are left out, with a finding (BPMN-014).

    Raises BpmnError BPMN-005 when the file has more than `MAX_PARTS` nodes and flows.
    """
    id = identify(reading, element)
    parts = _Parts()
    _collect(reading, element, id, parts)
    flows = _flows(reading, parts)
    process = Process(
        **named(element, id),
        executable=reading.truth(element, "isExecutable", default=False, element=id),
        drawn=element.get("isExecutable", "").strip() in ("false", "0"),
        nodes=_nodes(reading, parts, flows),
        flows=flows,
        lanes=tuple(_all_lanes(reading, parts)),
        data_objects=tuple(_data_object(reading, parts, each, scope) for each, scope in parts.data_objects),
        associations=tuple(_association(each, scope) for each, scope in parts.associations),
        extensions=read_extensions(reading, element, id),
    )
    return process


def identify(reading: Reading, element: etree._Element) -> str:
    """The element's id; for one without, BPMN-010 and a made-up id that says where it stands."""
    id = element.get("id", "").strip()
    if id:
        return id
    kind = names.local(element.tag)
    made_up = f"{kind}@{element.sourceline}.{len(reading.findings)}"
    reading.refuse("BPMN-010", made_up, element, tag=kind, name=element.get("name", ""))
    return made_up


def _collect(reading: Reading, container: etree._Element, scope: str, parts: _Parts) -> None:
    for element in children(container):
        kind = names.local(element.tag)
        if kind in names.FLOW_NODES or kind in names.FOREIGN_NODES or kind not in names.KNOWN:
            _count(reading, element)
            id = identify(reading, element)
            if id in parts.nodes:
                continue  # said already, by BPMN-011
            parts.nodes[id] = (element, scope)
            if kind in names.SUB_PROCESSES:
                _collect(reading, element, id, parts)
        elif kind == "sequenceFlow":
            _count(reading, element)
            parts.flows.append((element, identify(reading, element)))
        elif kind == "laneSet":
            parts.lane_sets.append(element)
        elif kind == "dataObject":
            parts.data_objects.append((element, scope))
        elif kind == "dataObjectReference":
            parts.data_names.setdefault(element.get("dataObjectRef", ""), element.get("name", ""))
        elif kind == "association":
            parts.associations.append((element, scope))


def _count(reading: Reading, element: etree._Element) -> None:
    reading.parts += 1
    if reading.parts > MAX_PARTS:
        raise BpmnError("BPMN-005", line=line_of(element), limit=MAX_PARTS)


def _flows(reading: Reading, parts: _Parts) -> dict[str, SequenceFlow]:
    flows: dict[str, SequenceFlow] = {}
    for element, id in parts.flows:
        ends = {end: element.get(end, "").strip() for end in ("sourceRef", "targetRef")}
        loose = [end for end, node in ends.items() if node not in parts.nodes]
        for end in loose:
            reading.refuse("BPMN-014", id, element, end=end, reference=ends[end])
        if not loose:
            flows.setdefault(id, _flow(element, id))
    return flows


def _flow(element: etree._Element, id: str) -> SequenceFlow:
    return SequenceFlow(
        **named(element, id),
        source=element.get("sourceRef", "").strip(),
        target=element.get("targetRef", "").strip(),
        condition=child_text(element, "conditionExpression"),
    )


def _nodes(reading: Reading, parts: _Parts, flows: dict[str, SequenceFlow]) -> dict[str, Node]:
    incoming: dict[str, list[str]] = {}
    outgoing: dict[str, list[str]] = {}
    for flow in flows.values():
        outgoing.setdefault(flow.source, []).append(flow.id)
        incoming.setdefault(flow.target, []).append(flow.id)
    return {
        id: read_node(
            reading,
            element,
            id=id,
            scope=scope,
            incoming=tuple(incoming.get(id, ())),
            outgoing=tuple(outgoing.get(id, ())),
        )
        for id, (element, scope) in parts.nodes.items()
    }


def _all_lanes(reading: Reading, parts: _Parts) -> Iterator[Lane]:
    for number, lane_set in enumerate(parts.lane_sets):
        yield from _lanes(reading, parts, lane_set, number, parent="")


def _lanes(
    reading: Reading, parts: _Parts, lane_set: etree._Element, number: int, *, parent: str
) -> Iterator[Lane]:
    """Lanes and the lanes inside them, outer ones first."""
    for element in children(lane_set, "lane"):
        id = identify(reading, element)
        members = tuple(text_of(reference) for reference in children(element, "flowNodeRef"))
        for member in members:
            if member not in parts.nodes:
                reading.refuse("BPMN-018", id, element, reference=member)
        yield Lane(
            **named(element, id),
            parent=parent,
            lane_set=number,
            nodes=members,
            properties=read_properties(element),
        )
        for inner in children(element, "childLaneSet"):
            yield from _lanes(reading, parts, inner, number, parent=id)


def _data_object(reading: Reading, parts: _Parts, element: etree._Element, scope: str) -> DataObject:
    id = identify(reading, element)
    fields = named(element, id)
    fields["name"] = fields["name"] or parts.data_names.get(id, "")
    return DataObject(
        **fields,
        scope=scope,
        structure=reading.structure_of(element.get("itemSubjectRef", "").strip()),
        collection=reading.truth(element, "isCollection", default=False, element=id),
        value=read_properties(element).get("value", ""),
    )


def _association(element: etree._Element, scope: str) -> Association:
    return Association(
        **named(element, element.get("id", "")),
        scope=scope,
        source=element.get("sourceRef", "").strip(),
        target=element.get("targetRef", "").strip(),
    )
