"""What a file says against the schema, all of it.

libxml2 leaves a parent after the first child that it didn't expect. So that nothing is hidden, children that may not
stand there are named and taken out first, and children in another order than the schema's are named and sorted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice, pairwise
from threading import Lock
from typing import Any, cast

from lxml import etree

from workflows.bpmn.reader import names
from workflows.bpmn.schema.order import SOURCE, contents
from workflows.findings import Finding, error, warning

#: Faults of one kind are seldom alone; more of them are no help.
MAX_VIOLATIONS = 300

#: Children of one parent that are validated together, and how often. Nodes and flows of a file are at most 10,000:
#: what lies beyond are drawings.
BATCH, MAX_BATCHES = 1000, 12

_ATTRIBUTE = re.compile(r"attribute '(?:\{[^}]*\})?([^']+)'")
_VALUE = re.compile(
    r": '(.*?)' is not a(?: valid value|n element of the set)|value '(.*?)' is not", re.DOTALL
)
_EXPECTED = re.compile(r"Expected is (?:one of )?\( (.*) \)", re.DOTALL)
_NAMESPACE = re.compile(r"\{[^}]*\}|##other\S*,? ?")

_STEP = re.compile(r"/([^/@\[]+)(?:\[(\d+)\])?")

_lock = Lock()


def violations(root: etree._Element) -> Iterator[Finding]:
    """BPMN-040 to 047, each with the line and the id of the element (or of the nearest one around it that has one).

    Children of `root` are moved and taken out on the way: the tree is of no other use afterwards.
    """
    yield from islice(_misplaced(root), MAX_VIOLATIONS)
    yield from islice(_against_schema(root), MAX_VIOLATIONS)


def _misplaced(root: etree._Element) -> Iterator[Finding]:
    table = contents().ranks
    for element in list(root.iter(f"{names.BPMN_TAG}*")):
        ranks = table.get(names.local(element.tag))
        if ranks is None or len(element) == 0:
            continue
        for child in [each for each in element if each.tag not in ranks]:
            element.remove(child)
            if names.local(child.tag) in names.KNOWN or not child.tag.startswith(names.BPMN_TAG):
                yield _finding("BPMN-041", child, around=element, parent=names.local(element.tag))
        yield from _sorted(element, ranks)


def _sorted(element: etree._Element, ranks: Any) -> Iterator[Finding]:
    """The order is a matter of form: a warning, and the children are put in order."""
    for first, second in pairwise(element):
        if ranks[first.tag] > ranks[second.tag]:
            facts = {"parent": names.local(element.tag), "before": names.local(first.tag)}
            yield _finding("BPMN-043", second, make=warning, around=element, **facts)
            element[:] = sorted(element, key=lambda child: ranks[child.tag])
            return


def _against_schema(root: etree._Element) -> Iterator[Finding]:
    """The validator's time grows with its errors times the children beside them, so long rows come in batches."""
    said: set[tuple[Any, ...]] = set()
    for _ in _in_batches(root):
        for entry in _errors(root):
            code, facts = _said(entry.type_name, entry.message)
            key = (entry.path, entry.line, code, facts.get("attribute"))
            if key not in said and entry.path:
                said.add(key)
                found = _at(root, entry.path)
                yield _finding(code, found, around=found, **facts)


def _at(root: etree._Element, path: str) -> etree._Element:
    """The element that the validator's path leads to, or the last one on the way: "/*/*[2]/lain:hal[3]".

    No XPath: its prefixes are those of the place, which need not be declared at the root.
    """
    current = root
    for name, number in _STEP.findall(path)[1:]:
        children = [each for each in current if name == "*" or _prefixed(each) == name]
        position = int(number or 1) - 1
        if position >= len(children):
            break
        current = children[position]
    return current


def _prefixed(element: etree._Element) -> str:
    local = names.local(element.tag)
    return f"{element.prefix}:{local}" if element.prefix else local


def _in_batches(root: etree._Element) -> Iterator[None]:
    """Leaves in the tree one batch of children after the other, wherever there are many."""
    rows = [(each, list(each)) for each in root.iter(f"{names.BPMN_TAG}*") if len(each) > BATCH]
    longest = max((len(row) for _, row in rows), default=0)
    for start in range(0, min(max(longest, 1), BATCH * MAX_BATCHES), BATCH):
        for parent, row in rows:
            parent[:] = row[start : start + BATCH]
        yield


def _errors(root: etree._Element) -> list[Any]:
    with _lock:
        if _schema().validate(root):
            return []
        log = cast("Iterable[etree._LogEntry]", _schema().error_log)
        return list(islice(log, 10 * MAX_VIOLATIONS))


def _said(kind: str, message: str) -> tuple[str, dict[str, Any]]:
    """The code, and what the parser's sentence holds of facts."""
    attribute = _first(_ATTRIBUTE, message)
    if kind in ("SCHEMAV_CVC_COMPLEX_TYPE_3_2_1", "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2"):
        return "BPMN-040", {"attribute": attribute}
    if kind == "SCHEMAV_CVC_COMPLEX_TYPE_4":
        return "BPMN-046", {"attribute": _first(re.compile(r"attribute '([^']+)' is required"), message)}
    if kind == "SCHEMAV_ELEMENT_CONTENT":
        expected = _NAMESPACE.sub("", _first(_EXPECTED, message)) or "—"
        return ("BPMN-045" if "Missing child" in message else "BPMN-044"), {"expected": expected[:200]}
    value = _first(_VALUE, message)
    if value or attribute or "VALID" in kind:
        return "BPMN-042", {"attribute": attribute or "—", "value": value[:100]}
    return "BPMN-047", {}


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return next((group for group in found.groups() if group is not None), "") if found else ""


def _finding(
    code: str, element: etree._Element, *, around: etree._Element, make: Any = error, **facts: Any
) -> Finding:
    owner = _owner(element) or _owner(around)
    return cast(
        "Finding",
        make(code, owner, line=element.sourceline, id=owner or "—", tag=names.local(element.tag), **facts),
    )


def _owner(element: etree._Element) -> str:
    """The id of the element, or of the nearest one around it that has one."""
    for each in (element, *element.iterancestors()):
        if each.get("id"):
            return str(each.get("id"))
    return ""


@cache
def _schema() -> etree.XMLSchema:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.XMLSchema(etree.parse(SOURCE / "BPMN20.xsd", parser))
