"""Tables, findings and outcomes as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows import dmn, feel
from workflows.dmn.elements import DecisionTable, Rule
from workflows.findings import Finding, Severity, render

#: The findings of the analysis, apart from those about the form of a table.
ANALYSIS = ("DMN-201", "DMN-202", "DMN-203", "DMN-204", "DMN-205")


@dataclass(frozen=True)
class FindingRow:
    code: str
    message: str
    hint: str
    example: str
    error: bool


@dataclass(frozen=True)
class RuleRow:
    """One rule. `matched`: the tried inputs met it; `marked`: a finding speaks of it."""

    number: int
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    note: str
    matched: bool
    marked: bool


@dataclass(frozen=True)
class TableView:
    name: str
    table: DecisionTable
    rows: tuple[RuleRow, ...]
    findings: tuple[FindingRow, ...]

    @property
    def hit_policy(self) -> str:
        return self.table.hit_policy + self.table.aggregator


@dataclass(frozen=True)
class MatchRow:
    """Why: one rule that matched, with what it read and what it gave."""

    table: str
    rule: int
    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True)
class OutcomeView:
    value: str
    matches: tuple[MatchRow, ...]
    reasons: tuple[str, ...]


def table_view(report: dmn.TableReport, outcome: dmn.DecisionOutcome | None, lang: str) -> TableView:
    owner = report.owner
    matched = {
        match.rule_index
        for match in (outcome.matches if outcome else ())
        if match.decision_id == owner.id and _is_of(match, report.table)
    }
    marked = {number for finding in report.findings for number in _rules_of(finding)}
    rows = tuple(
        _rule_row(number, rule, number in matched, number in marked)
        for number, rule in enumerate(report.table.rules, start=1)
    )
    return TableView(owner.name, report.table, rows, tuple(finding_rows(report.findings, lang)))


def _is_of(match: dmn.RuleMatch, table: DecisionTable) -> bool:
    """A decision may hold several tables: then the rule's id tells them apart."""
    return (
        match.rule_id == table.rules[match.rule_index - 1].id
        if match.rule_index <= len(table.rules)
        else False
    )


def _rule_row(number: int, rule: Rule, matched: bool, marked: bool) -> RuleRow:
    return RuleRow(
        number,
        tuple(cell.text.strip() or "-" for cell in rule.inputs),
        tuple(cell.text.strip() or "-" for cell in rule.outputs),
        " · ".join(note for note in rule.annotations if note),
        matched,
        marked,
    )


def _rules_of(finding: Finding) -> Iterable[int]:
    return (finding.params[name] for name in ("rule", "first", "second") if name in finding.params)


def finding_rows(findings: Iterable[Finding], lang: str) -> Iterable[FindingRow]:
    for finding in findings:
        text = render(finding, lang)
        example = str(finding.params.get("example", ""))
        yield FindingRow(finding.code, text.message, text.hint, example, finding.severity is Severity.ERROR)


def outcome_view(outcome: dmn.DecisionOutcome, lang: str) -> OutcomeView:
    matches = tuple(
        MatchRow(
            match.decision_name,
            match.rule_index,
            _pairs(match.inputs),
            _pairs(match.outputs),
            " · ".join(note for note in match.annotations if note),
        )
        for match in outcome.matches
    )
    reasons = tuple(
        render(Finding(warning.code, params=warning.params), lang).message for warning in outcome.warnings
    )
    return OutcomeView(shown(outcome.value), matches, tuple(dict.fromkeys(reasons)))


def _pairs(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name, shown(value)) for name, value in values.items())


def shown(value: Any) -> str:
    """A value as FEEL writes it, a text with its quotes."""
    return feel.to_text([value])[1:-1]
