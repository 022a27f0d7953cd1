"""Untrusted XML made harmless: capped in bytes, elements and depth; no DOCTYPE, entities, network or DTD.

The caps hold while parsing, so that a hostile file is dropped before its tree stands in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from lxml import etree

from workflows.bpmn.errors import BpmnError

MAX_BYTES = 2 * 1024 * 1024
MAX_ELEMENTS = 100_000
MAX_DEPTH = 100
_CHUNK = 64 * 1024


def parse(xml: bytes) -> etree._Element:
    """The root element of `xml`.

    Raises BpmnError BPMN-001 (not XML), 002 (DOCTYPE), 003 (bytes), 004 (depth) or 005 (number of elements).
    """
    if len(xml) > MAX_BYTES:
        raise BpmnError("BPMN-003", size=len(xml), limit=MAX_BYTES)
    parser = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    guard = _Guard()
    try:
        for chunk in _chunks(xml):
            parser.feed(chunk)
            guard.watch(parser)
        return parser.close()
    except etree.XMLSyntaxError as fault:
        raise _refusal(fault, xml) from None


def line_of(element: etree._Element) -> int | None:
    """Where the element's start tag ends, from 1."""
    return cast("int | None", element.sourceline)


class _Guard:
    """Counts elements and depth as they arrive."""

    def __init__(self) -> None:
        self.elements = self.depth = 0

    def watch(self, parser: etree.XMLPullParser) -> None:
        for event, found in parser.read_events():
            element = cast("etree._Element", found)
            if event == "end":
                self.depth -= 1
                continue
            if not self.elements and _has_doctype(element):
                raise BpmnError("BPMN-002")
            self.elements += 1
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise BpmnError("BPMN-004", line=line_of(element), limit=MAX_DEPTH)
            if self.elements > MAX_ELEMENTS:
                raise BpmnError("BPMN-005", line=line_of(element), limit=MAX_ELEMENTS)


def _has_doctype(element: etree._Element) -> bool:
    return bool(getattr(element.getroottree().docinfo, "doctype", None))


def _chunks(xml: bytes) -> Iterator[bytes]:
    return (xml[at : at + _CHUNK] for at in range(0, len(xml), _CHUNK))


def _refusal(fault: etree.XMLSyntaxError, xml: bytes) -> BpmnError:
    line, column = fault.position
    if b"<!DOCTYPE" in xml.replace(b"\0", b""):  # also found in UTF-16; a file with one is refused either way
        return BpmnError("BPMN-002")
    if "depth" in str(fault):
        return BpmnError("BPMN-004", line=line, limit=MAX_DEPTH)
    reason = str(fault.msg or "").removesuffix(f", line {line}, column {column}")
    return BpmnError("BPMN-001", line=line or None, column=column or None, reason=reason)
