"""The tables that answer a decision, each with what the analysis of its rules found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workflows.dmn.elements import DecisionElement, DecisionTable, KnowledgeModel
from workflows.dmn.errors import DmnError
from workflows.dmn.model import Model
from workflows.dmn.table_checks import table_findings
from workflows.dmn.walk import walk
from workflows.findings import Finding


@dataclass(frozen=True, slots=True)
class TableReport:
    """One table of the decision or knowledge model `owner`."""

    owner: DecisionElement | KnowledgeModel
    table: DecisionTable
    findings: tuple[Finding, ...]


def table_reports(model: Model, decision: str) -> tuple[TableReport, ...]:
    """The decision's own tables, then those of the knowledge models of this file that it uses, directly or not.

    Raises DmnError DMN-020 when there is no decision of that id.
    """
    element = next((each for each in model.definitions.decisions if each.id == decision), None)
    if element is None:
        raise DmnError("DMN-020", decision=decision, known=sorted(model.decisions))
    return tuple(
        TableReport(owner, part, tuple(table_findings(part, owner.id, owner.name, model.types)))
        for owner in _owners(model, element)
        for part in walk(owner)
        if isinstance(part, DecisionTable)
    )


def _owners(model: Model, decision: DecisionElement) -> Iterator[DecisionElement | KnowledgeModel]:
    yield decision
    knowledge = {each.id: each for each in model.definitions.knowledge}
    pending = list(decision.required_knowledge)
    seen = set()
    for href in pending:
        found = knowledge.get(href.rpartition("#")[2])
        if found is not None and found.id not in seen:
            seen.add(found.id)
            pending.extend(found.required_knowledge)
            yield found
