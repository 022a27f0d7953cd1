"""`manage.py simulate PATH [--scenario FILE]... [--json]`: run scenarios through the desk's own services."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from cases.simulation import ScenarioResult, run_scenarios
from cases.simulation.database import ready_database
from cases.simulation.surroundings import surroundings_of
from workflows.findings import Finding, Severity, has_errors, render
from workflows.packages import Package, PackageError, PackageVocabulary, Scenario, read, read_scenario
from workflows.packages.checking import check

PASSED, FAILED, NOT_EXECUTABLE = 0, 1, 2


class Command(BaseCommand):
    help = "Run the scenarios of a procedure (folder, zip or .bpmn file) and leave nothing behind."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path")
        parser.add_argument("--scenario", action="append", default=[], metavar="FILE")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
        parser.add_argument("--lang", choices=("id", "en"), default="id")

    def handle(self, *args: Any, **options: Any) -> None:
        findings, results = _simulate(Path(options["path"]), options["scenario"])
        write = self._write_json if options["json"] else self._write_text
        write(findings, results, options["lang"])
        code = _exit_status(findings, results)
        if code != PASSED:
            sys.exit(code)

    def _write_json(self, findings: list[Finding], results: list[ScenarioResult], lang: str) -> None:
        answer = {
            "findings": [shown(finding, lang) for finding in findings],
            "scenarios": [result.to_json() for result in results],
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False, default=str))

    def _write_text(self, findings: list[Finding], results: list[ScenarioResult], lang: str) -> None:
        for finding in findings:
            text = render(finding, lang)
            self.stdout.write(
                f"{finding.severity} {finding.code} {finding.file} {finding.element}: {text.message}"
            )
        for result in results:
            self.stdout.write(f"{'ok  ' if result.passed else 'FAIL'} {result.name}")
            for failure in result.failures:
                self.stdout.write(f"     {failure}")


def shown(finding: Finding, lang: str) -> dict[str, Any]:
    """A finding in the shape of the contract."""
    text = render(finding, lang)
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "file": finding.file,
        "element": finding.element,
        "line": finding.line,
        "message": text.message,
        "hint": text.hint,
    }


def _simulate(path: Path, scenario_files: list[str]) -> tuple[list[Finding], list[ScenarioResult]]:
    try:
        package = read(path)
    except PackageError as error:
        return list(error.findings), []
    scenarios, unreadable = _scenarios(package, scenario_files)
    around = surroundings_of(path, package)
    known = PackageVocabulary(procedures=[beside.key for beside in around.packages])
    findings = [*check([package], known), *unreadable]
    if has_errors(findings):
        return findings, []
    with ready_database(connection):
        return findings, run_scenarios(package, scenarios, around=around)


def _scenarios(package: Package, files: list[str]) -> tuple[tuple[Scenario, ...] | None, list[Finding]]:
    """The scenarios named on the command line, None for the package's own."""
    if not files:
        return None, []
    records = [read_scenario(Path(file).read_bytes(), file) for file in files]
    faults = [finding for record in records for finding in record.findings]
    return tuple(record.value for record in records if not has_errors(record.findings)), faults


def _exit_status(findings: list[Finding], results: list[ScenarioResult]) -> int:
    if any(finding.severity is Severity.ERROR for finding in findings):
        return NOT_EXECUTABLE
    return PASSED if all(result.passed for result in results) else FAILED
