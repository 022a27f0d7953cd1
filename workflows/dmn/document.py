"""From bytes to an XML tree that is safe to walk: bounded in size and depth, no document type, nothing fetched."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from workflows.dmn.errors import DmnError

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 100

#: The model namespaces of OMG's publications, newest last.
VERSIONS = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}

FEEL_NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/FEEL/20140401",
        "http://www.omg.org/spec/DMN/20180521/FEEL/",
        "https://www.omg.org/spec/DMN/20191111/FEEL/",
        "https://www.omg.org/spec/DMN/20211108/FEEL/",
        "https://www.omg.org/spec/DMN/20230324/FEEL/",
    }
)

#: Looked for in the whole file: no decision model needs that word with its bracket, in comments either.
_DOCTYPE = re.compile(rb"<!\s*DOCTYPE", re.IGNORECASE)
_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_ENCODINGS = frozenset({"utf-8", "us-ascii", "ascii", "iso-8859-1", "windows-1252"})


def line_of(node: etree._Element) -> int:
    """The line an element begins on, from 1; 0 when the parser doesn't know."""
    line: Any = node.sourceline
    return line or 0


def parse(xml: bytes) -> etree._Element:
    """The root element of a DMN file. Raises DmnError DMN-001 to DMN-006 when it can't be used."""
    if len(xml) > MAX_BYTES:
        raise DmnError("DMN-001", size=len(xml), limit=MAX_BYTES)
    _refuse_encoding(xml)
    if _DOCTYPE.search(xml):
        raise DmnError("DMN-002", line=1)
    root = _tree(xml)
    if root.getroottree().docinfo.internalDTD is not None:
        raise DmnError("DMN-002", line=1)
    _refuse_depth(root)
    namespace = etree.QName(root).namespace or ""
    if namespace not in VERSIONS or etree.QName(root).localname != "definitions":
        raise DmnError("DMN-005", line=line_of(root), root=etree.QName(root).localname, namespace=namespace)
    return root


def _refuse_encoding(xml: bytes) -> None:
    """Where markup isn't written in ASCII bytes, a document type can't be seen before the parser has read it."""
    if b"\x00" in xml[:64]:
        raise DmnError("DMN-006", line=1, encoding="UTF-16")
    declared = _ENCODING.search(xml[:256])
    name = declared.group(1).decode("ascii", "replace") if declared else "utf-8"
    if name.lower() not in _ENCODINGS:
        raise DmnError("DMN-006", line=1, encoding=name)


def _tree(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as fault:
        line, column = fault.position
        raise DmnError("DMN-003", line=line or None, column=column or None, reason=fault.msg) from None


def _refuse_depth(root: etree._Element) -> None:
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise DmnError("DMN-004", line=line_of(element), limit=MAX_DEPTH)
