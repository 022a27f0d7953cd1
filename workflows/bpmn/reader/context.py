"""What all parts of one reading share: the ids of the file, and the findings so far."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from workflows.bpmn.reader import names
from workflows.bpmn.reader.markup import line_of
from workflows.findings import Finding, error

MAX_GUESSES = 20
NOTHING = "—"


@dataclass(kw_only=True)
class Reading:
    """`by_id` holds the first element of each id in the BPMN namespace, `parts` counts nodes and flows."""

    by_id: dict[str, etree._Element] = field(default_factory=dict)
    messages: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    parts: int = 0
    _alike: dict[str, str] = field(default_factory=dict)

    def refuse(self, code: str, element: str, at: etree._Element, **params: Any) -> None:
        """A finding about `element`, which its text knows as {id}."""
        self.findings.append(error(code, element, line=line_of(at), id=element, **params))

    def resolve(
        self, reference: str, *, kind: str, element: str, at: etree._Element
    ) -> etree._Element | None:
        """The element that `reference` (an id, perhaps with a prefix) names; BPMN-013 where there is none.

        `kind` is the name of the element expected. An empty reference is for the rules to judge.
        """
        if not reference:
            return None
        found = self.by_id.get(reference)
        if found is None:
            found = self.by_id.get(reference.rpartition(":")[2])
        if found is None or names.local(found.tag) != kind:
            self.refuse("BPMN-013", element, at, reference=reference, kind=kind)
            return None
        return found

    def structure_of(self, reference: str) -> str:
        """What the item definition of that id names as its structure (8.4.10); empty where nothing is said."""
        found = self.by_id.get(reference.rpartition(":")[2])
        return "" if found is None else found.get("structureRef", "").strip()

    def resembling(self, name: str, known: frozenset[str]) -> str:
        """The known name most like `name`, or a dash; after twenty different names nobody is helped any more."""
        if name not in self._alike and len(self._alike) < MAX_GUESSES:
            found = difflib.get_close_matches(name[:60], sorted(known), n=1)
            self._alike[name] = next(iter(found), NOTHING)
        return self._alike.get(name, NOTHING)

    def truth(self, at: etree._Element, attribute: str, *, default: bool, element: str) -> bool:
        """An xsd:boolean."""
        text = at.get(attribute)
        if text is None:
            return default
        if text.strip() in ("true", "1"):
            return True
        if text.strip() not in ("false", "0"):
            self.refuse("BPMN-021", element, at, attribute=attribute, value=text)
        return False

    def whole(self, at: etree._Element, attribute: str, *, default: int, element: str) -> int:
        """An xsd:integer of at most nine digits, at least 0."""
        text = at.get(attribute, "").strip()
        if not text:
            return default
        if text.isascii() and text.isdigit() and len(text) < 10:
            return int(text)
        self.refuse("BPMN-021", element, at, attribute=attribute, value=text)
        return default

    def required(self, at: etree._Element, attribute: str, *, element: str) -> str:
        """An attribute that must be there and not be empty; BPMN-020 otherwise."""
        text = at.get(attribute, "").strip()
        if not text:
            self.refuse("BPMN-020", element, at, attribute=attribute, tag=names.local(at.tag))
        return text


def children(element: etree._Element, name: str = "") -> Iterator[etree._Element]:
    """Child elements of the BPMN namespace, all or those called `name`."""
    return element.iterchildren(f"{names.BPMN_TAG}{name or '*'}")


def child(element: etree._Element, name: str) -> etree._Element | None:
    return next(children(element, name), None)


def text_of(element: etree._Element | None) -> str:
    """The stripped text of an element; empty for none."""
    if element is None:
        return ""
    return "".join(str(part) for part in element.itertext()).strip()


def child_text(element: etree._Element, name: str) -> str:
    return text_of(child(element, name))


def named(element: etree._Element, id: str) -> dict[str, Any]:
    """The fields every model element has."""
    return {
        "id": id,
        "name": " ".join(element.get("name", "").split()),
        "documentation": child_text(element, "documentation"),
        "line": line_of(element),
    }
