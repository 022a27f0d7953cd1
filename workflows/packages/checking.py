"""Everything that is wrong with a set of packages, in one run: each file by its own rules, then what ties them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from forms_config import schema
from workflows import bpmn, dmn
from workflows.bpmn.model import Definitions
from workflows.bpmn.vocabulary import BARE as BARE_DIAGRAM
from workflows.bpmn.vocabulary import Vocabulary
from workflows.findings import Finding, Severity, error

from .definition import Confirmation
from .package import Package
from .rules import RULES
from .rules.scope import Scope, said
from .vocabulary import BARE, PackageVocabulary


def check(
    packages: Sequence[Package], vocabulary: PackageVocabulary | None = None, *, publishing: bool = False
) -> list[Finding]:
    """All findings of all packages; they resolve each other's names.

    Warnings that a package confirms (code and element, with a reason) are left out; a confirmation that confirms
    nothing is a warning itself (PKG-227). With `publishing`, a procedure that is nowhere is an error. With several
    packages the file of a finding begins with the package's key.
    """
    findings: list[Finding] = []
    for package in packages:
        siblings = tuple(other for other in packages if other is not package)
        own = check_package(package, vocabulary or BARE, siblings, publishing=publishing)
        findings += [_of_package(found, package) for found in own] if siblings else own
    return findings


def check_package(
    package: Package,
    vocabulary: PackageVocabulary,
    siblings: tuple[Package, ...] = (),
    *,
    publishing: bool = False,
) -> list[Finding]:
    """The findings of one package, by file and line."""
    findings = list(package.reading_findings)
    diagrams = _readable_diagrams(package, findings)
    scope = Scope(package, vocabulary, diagrams, siblings, publishing)
    findings += _diagrams(scope)
    if not package.bare:
        findings += _decisions(package)
        findings += _forms(scope)
        findings += [found for rule in RULES for found in rule(scope)]
    return _sorted(_unconfirmed(package, _once(findings)))


def _of_package(found: Finding, package: Package) -> Finding:
    return replace(found, file=f"{package.key}/{found.file}")


def _readable_diagrams(package: Package, findings: list[Finding]) -> dict[str, Definitions]:
    diagrams = {}
    for file in package.diagram_files:
        try:
            diagrams[file] = package.diagram(file)
        except bpmn.BpmnError as fault:
            findings.append(fault.as_finding().in_file(file))
    return diagrams


def _diagrams(scope: Scope) -> Iterator[Finding]:
    around = BARE_DIAGRAM if scope.package.bare else diagram_vocabulary(scope)
    for file, definitions in scope.diagrams.items():
        yield from (found.in_file(file) for found in bpmn.check(definitions, around))


def diagram_vocabulary(scope: Scope) -> Vocabulary:
    """What a diagram of this package may refer to. Called processes are a rule of the package: it knows the set."""
    names = scope.vocabulary
    return Vocabulary(
        forms=frozenset(scope.package.form_index),
        decisions=frozenset(scope.package.decision_index),
        processes=None,
        roles=_frozen(names.roles),
        functions=_frozen(names.functions),
        levels=_frozen(names.levels),
        states=scope.state_codes,
        job_types=_frozen(names.job_types),
        documents=scope.document_codes,
        messages=frozenset(message.on for message in scope.package.messages if message.kind == "step"),
        calendars=_frozen(names.calendars),
    )


def _frozen(names: Collection[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)


def _decisions(package: Package) -> Iterator[Finding]:
    for file in package.decision_files:
        try:
            model = package.model_in(file)
        except dmn.DmnError as fault:
            yield error(fault.code, line=fault.line, column=fault.column, **fault.params).in_file(file)
            continue
        yield from (found.in_file(file) for found in dmn.check(model))


def _forms(scope: Scope) -> Iterator[Finding]:
    package = scope.package
    around = schema.FormVocabulary(
        decisions=frozenset(package.decision_index),
        catalogues=scope.vocabulary.catalogues,
        parties=frozenset(party.role for party in scope.definition.parties),
        roles=scope.vocabulary.roles,
    )
    for file in package.form_files:
        try:
            form = package.form_in(file)
        except schema.FormError as fault:
            yield fault.as_finding().in_file(file)
            continue
        yield from (found.in_file(file) for found in schema.check(form, around))


def _once(findings: list[Finding]) -> list[Finding]:
    """The same fault, seen by two rules or in two places of the same line, is said once."""
    kept: dict[tuple[object, ...], Finding] = {}
    for found in findings:
        facts = tuple(sorted((name, str(value)) for name, value in found.params.items()))
        kept.setdefault((found.code, found.file, found.element, found.line, facts), found)
    return list(kept.values())


def _unconfirmed(package: Package, findings: list[Finding]) -> list[Finding]:
    record = package.definition_record
    used: set[int] = set()
    kept = []
    for found in findings:
        matching = [n for n, said_so in enumerate(record.value.confirmed) if _confirms(said_so, found)]
        used.update(matching)
        if not matching:
            kept.append(found)
    for n, confirmation in enumerate(record.value.confirmed):
        if n not in used:
            where = f"confirmed[{n}]"
            facts = {"confirmed_code": confirmation.code, "confirmed_element": confirmation.element or "-"}
            kept.append(said(record, "PKG-227", where, severity=Severity.WARNING, **facts))
    return kept


def _confirms(confirmation: Confirmation, found: Finding) -> bool:
    """Only a warning can be confirmed, and only with a reason."""
    if found.severity is not Severity.WARNING or not confirmation.reason.strip():
        return False
    return found.code == confirmation.code and confirmation.element in ("", found.element)


def _sorted(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda found: (found.file, found.line or 0, found.code, found.element))
