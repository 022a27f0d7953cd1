"""Findings about one decision table: its form, and what the analysis of its rules shows."""

from __future__ import annotations

from collections.abc import Iterator

from workflows import feel
from workflows.dmn.analysis import TableAnalysis, analyse
from workflows.dmn.elements import DecisionTable, InputClause
from workflows.dmn.type_table import TypeTable
from workflows.dmn.types import allowed_values
from workflows.findings import Finding, error, warning


def table_findings(table: DecisionTable, owner: str, name: str, types: TypeTable) -> Iterator[Finding]:
    """Findings carry the id of the rule or of the table as element, or else that of its decision."""
    element = table.id or owner
    if len(table.outputs) > 1 and not all(clause.name or clause.label for clause in table.outputs):
        yield error("DMN-109", element, line=table.line, name=name)
    if table.hit_policy in "PO" and not any(
        clause.allowed or allowed_values(types.type_of(clause.type_ref)) for clause in table.outputs
    ):
        yield error("DMN-110", element, line=table.line, name=name)
    yield from _analysed(table, element, name, types)


def _analysed(table: DecisionTable, element: str, name: str, types: TypeTable) -> Iterator[Finding]:
    found = analyse(table, [_allowed(clause, types) for clause in table.inputs])
    yield from _gaps(table, found, element, name)
    yield from _overlaps(table, found, element, name)
    for masked in found.masked:
        rule = table.rules[masked.rule - 1]
        yield warning(
            "DMN-203",
            rule.id or element,
            line=rule.line,
            name=name,
            rule=masked.rule,
            by=masked.by,
            example=_shown(masked.example),
        )
    for lost in found.unreachable:
        rule = table.rules[lost.rule - 1]
        yield warning(
            "DMN-204", rule.id or element, line=rule.line, name=name, rule=lost.rule, input=lost.input
        )
    if not found.complete:
        yield warning("DMN-205", element, line=table.line, name=name)


def _allowed(clause: InputClause, types: TypeTable) -> str:
    if clause.expression is None:
        return ""
    listed = allowed_values(types.type_of(clause.expression.type_ref))
    return "" if listed is None else listed.text


def _gaps(table: DecisionTable, found: TableAnalysis, element: str, name: str) -> Iterator[Finding]:
    """Lists may be empty and a default fills any gap; texts that no rule mentions are the author's open end."""
    if table.hit_policy in "CRO" or any(clause.default for clause in table.outputs):
        return
    for gap in found.gaps:
        if not gap.open_ended:
            yield warning("DMN-201", element, line=table.line, name=name, example=_shown(gap.example))


def _overlaps(table: DecisionTable, found: TableAnalysis, element: str, name: str) -> Iterator[Finding]:
    for overlap in found.overlaps:
        if table.hit_policy == "U" or (table.hit_policy == "A" and not overlap.agree):
            rule = table.rules[overlap.rules[1] - 1]
            yield warning(
                "DMN-202",
                rule.id or element,
                line=rule.line,
                name=name,
                first=overlap.rules[0],
                second=overlap.rules[1],
                example=_shown(overlap.example),
            )


def _shown(example: object) -> str:
    """`age = 17, kind = "A"`, as an author would write it; without the inputs that no rule asks about."""
    assert isinstance(example, dict)
    asked = {title: value for title, value in example.items() if value is not None}
    return ", ".join(f"{title} = {_literal(value)}" for title, value in asked.items()) or "-"


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(feel.to_json(value))
