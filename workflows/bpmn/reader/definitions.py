"""The whole file: root, ids, messages, processes, participants (BPMN 2.0.2, 8.1 and 9.3)."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from workflows.bpmn.errors import BpmnError
from workflows.bpmn.model import Definitions, Participant, Process
from workflows.bpmn.reader import names
from workflows.bpmn.reader.context import Reading, children, named
from workflows.bpmn.reader.extensions import extension
from workflows.bpmn.reader.markup import line_of, parse
from workflows.bpmn.reader.processes import identify, read_process
from workflows.bpmn.schema import violations
from workflows.findings import Finding


def read(xml: bytes) -> Definitions:
    """What a BPMN 2.0 file says. Whatever can be shown is read; its faults are in `Definitions.findings`.

    Raises BpmnError when there is nothing to show: BPMN-001 to 005 (see `markup.parse`), BPMN-006 (the root
    is no BPMN `definitions`), BPMN-007 (no process).
    """
    root = parse(xml)
    if root.tag != f"{names.BPMN_TAG}definitions":
        raise BpmnError("BPMN-006", line=line_of(root), tag=str(root.tag)[:200])
    if next(children(root, "process"), None) is None:
        raise BpmnError("BPMN-007", line=line_of(root))
    reading = Reading()
    _index(reading, root)
    _messages(reading, root)
    processes = _processes(reading, root)
    participants = _participants(reading, root)
    reading.findings += _unsaid(violations(root), reading.findings)
    return Definitions(
        id=root.get("id", ""),
        target_namespace=root.get("targetNamespace", ""),
        processes=processes,
        messages=reading.messages,
        participants=participants,
        findings=tuple(reading.findings),
        xml=xml,
    )


def _index(reading: Reading, root: etree._Element) -> None:
    """Ids and names of every element of the BPMN namespace: BPMN-011 (id twice), BPMN-012 (unknown name)."""
    for element in root.iter(f"{names.BPMN_TAG}*"):
        id, kind = element.get("id", "").strip(), names.local(element.tag)
        if kind not in names.KNOWN:
            reading.refuse("BPMN-012", id, element, tag=kind, similar=reading.resembling(kind, names.KNOWN))
        if id in reading.by_id:
            reading.refuse("BPMN-011", id, element, first=line_of(reading.by_id[id]))
        elif id:
            reading.by_id[id] = element


def _messages(reading: Reading, root: etree._Element) -> None:
    for element in children(root, "message"):
        id = element.get("id", "")
        subscription = extension(element, "subscription")
        reading.messages[id] = {
            "name": element.get("name", "").strip(),
            "correlation_key": "" if subscription is None else subscription.get("correlationKey", "").strip(),
            "line": line_of(element),
        }


def _processes(reading: Reading, root: etree._Element) -> dict[str, Process]:
    processes: dict[str, Process] = {}
    for element in children(root, "process"):
        process = read_process(reading, element)
        processes.setdefault(process.id, process)
    return processes


def _participants(reading: Reading, root: etree._Element) -> tuple[Participant, ...]:
    return tuple(
        _participant(reading, element)
        for collaboration in children(root, "collaboration")
        for element in children(collaboration, "participant")
    )


def _participant(reading: Reading, element: etree._Element) -> Participant:
    id = identify(reading, element)
    found = reading.resolve(element.get("processRef", "").strip(), kind="process", element=id, at=element)
    return Participant(**named(element, id), process="" if found is None else found.get("id", ""))


def _unsaid(violations: Iterable[Finding], said: list[Finding]) -> list[Finding]:
    """Those that say more than "id twice", "arrow not connected" or "entry can't be read" already did."""
    known = {_place(finding) for finding in said}
    return [finding for finding in violations if _place(finding) not in known]


def _place(finding: Finding) -> tuple[str, str]:
    attribute = {"BPMN-011": "id", "BPMN-014": finding.params.get("end", "")}.get(finding.code)
    return finding.element, attribute or str(finding.params.get("attribute", finding.code))
