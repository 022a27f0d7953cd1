"""Which element may stand in which, and in what order: the content models of the schema, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

SOURCE = Path(__file__).parent / "omg"
XSD = "{http://www.w3.org/2001/XMLSchema}"

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)


@dataclass(frozen=True)
class Contents:
    """`ranks` gives for each element name the tags of its children, each with its place in the sequence.

    Elements that may hold anything (expressions, documentation, extension elements) are left out.
    """

    ranks: Mapping[str, Mapping[str, int]]


@cache
def contents() -> Contents:
    """Read once from the schema files."""
    return Contents(_Table().ranks())


class _Table:
    def __init__(self) -> None:
        self.types: dict[str, etree._Element] = {}
        self.elements: dict[str, etree._Element] = {}
        self.members: dict[str, list[str]] = {}
        self.namespaces: dict[str, str] = {}
        for file in ("BPMN20.xsd", "Semantic.xsd"):
            root = etree.parse(SOURCE / file, _PARSER).getroot()
            self.target = root.get("targetNamespace", "")
            self.namespaces |= {prefix or "": uri for prefix, uri in root.nsmap.items()}
            for entry in root:
                self._remember(entry)

    def _remember(self, entry: etree._Element) -> None:
        if entry.tag == f"{XSD}complexType":
            self.types[entry.get("name", "")] = entry
        elif entry.tag == f"{XSD}element":
            name = entry.get("name", "")
            self.elements[name] = entry
            if entry.get("substitutionGroup"):
                self.members.setdefault(entry.get("substitutionGroup", ""), []).append(name)

    def ranks(self) -> dict[str, dict[str, int]]:
        named = {name: entry.get("type", "") for name, entry in self.elements.items()}
        ranks = {name: self._of_type(kind) for name, kind in named.items() if kind in self.types}
        return {name: found for name, found in ranks.items() if found is not None}

    def _of_type(self, name: str) -> dict[str, int] | None:
        """None for a type that may hold anything."""
        kind = self.types[name]
        if kind.get("mixed") == "true" or next(kind.iter(f"{XSD}any"), None) is not None:
            return None
        found: dict[str, int] = {}
        base = next(kind.iter(f"{XSD}extension"), None)
        if base is not None and base.get("base", "") in self.types:
            inherited = self._of_type(base.get("base", ""))
            if inherited is None:
                return None
            found |= inherited
        for rank, particle in enumerate(self._particles(kind), start=len(found)):
            for tag in self._tags(particle):
                found.setdefault(tag, rank)
        return found

    def _particles(self, kind: etree._Element) -> Iterator[etree._Element]:
        return (each for each in kind.iter(f"{XSD}element"))

    def _tags(self, particle: etree._Element) -> Iterator[str]:
        reference = particle.get("ref", "")
        if not reference:
            yield f"{{{self.target}}}{particle.get('name', '')}"
            return
        prefix, _, name = reference.rpartition(":")
        yield f"{{{self.namespaces[prefix]}}}{name}"
        for member in self.members.get(reference, ()):
            yield from self._substitutes(member)

    def _substitutes(self, name: str) -> Iterator[str]:
        yield f"{{{self.target}}}{name}"
        for member in self.members.get(name, ()):
            yield from self._substitutes(member)
