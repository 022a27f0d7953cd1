"""What a rule looks at: one package among those checked together, inside its installation."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from workflows.bpmn.model import Definitions, Node
from workflows.findings import Finding, Severity

from ..definition import ProcedureDefinition
from ..package import Package
from ..records import Record, closest
from ..vocabulary import PackageVocabulary


@dataclass(frozen=True)
class Scope:
    """`diagrams` are those that could be read, by file. `siblings` are checked in the same set."""

    package: Package
    vocabulary: PackageVocabulary
    diagrams: Mapping[str, Definitions] = field(default_factory=dict)
    siblings: tuple[Package, ...] = ()
    publishing: bool = False

    @property
    def definition(self) -> ProcedureDefinition:
        return self.package.definition

    def nodes(self) -> Iterator[tuple[str, Node]]:
        """Every node of every diagram, with the diagram's file."""
        for file, definitions in self.diagrams.items():
            for process in definitions.processes.values():
                for node in process.nodes.values():
                    yield file, node

    @cached_property
    def element_ids(self) -> frozenset[str]:
        return frozenset(node.id for _, node in self.nodes())

    @cached_property
    def state_codes(self) -> frozenset[str]:
        return frozenset(state.code for state in self.definition.states)

    @cached_property
    def document_codes(self) -> frozenset[str]:
        return frozenset(document.code for document in self.definition.documents)

    @cached_property
    def clock_codes(self) -> frozenset[str]:
        return frozenset(clock.code for clock in self.definition.clocks)

    @cached_property
    def procedure_names(self) -> frozenset[str]:
        """Keys and process ids by which another procedure may be called."""
        known = set(self.vocabulary.procedures or ())
        for package in (self.package, *self.siblings):
            known.add(package.key)
        for definitions in self.diagrams.values():
            known.update(definitions.processes)
        return frozenset(known)

    def settings_of(self, node: Node) -> dict[str, str]:
        """Headers and inputs of a machine step; an input goes before a header of the same name."""
        inputs = {mapping.target: mapping.source for mapping in node.extensions.inputs}
        return {**node.extensions.headers, **inputs}


def said(
    record: Record[Any],
    code: str,
    path: str,
    *,
    severity: Severity = Severity.ERROR,
    element: str = "",
    **params: Any,
) -> Finding:
    """A finding about a key of a YAML file. `path` gives the line; `element` names it where a code says more."""
    where = element or path
    return Finding(code, severity, record.file, where, record.line(path), None, {"key": path, **params})


def drawn(file: str, node: Node, code: str, *, severity: Severity = Severity.ERROR, **params: Any) -> Finding:
    """A finding about an element of a diagram."""
    return Finding(code, severity, file, node.id, node.line, None, {"name": node.name or node.id, **params})


def unknown(
    record: Record[Any], code: str, path: str, word: str, known: Collection[str] | None, **params: Any
) -> Iterator[Finding]:
    """One finding when `known` is demanded and the word isn't in it, with what may have been meant."""
    if word and known is not None and word not in known:
        guess = closest(word, known) or "-"
        yield said(record, code, path, value=word, guess=guess, known=sorted(known), **params)


def as_warning(found: Finding) -> Finding:
    return replace(found, severity=Severity.WARNING)
