"""`manage.py procedure check|load|export|list`: packages from the command line (docs: procedure package)."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from cases.job_types import JOB_TYPES
from cases.simulation.surroundings import Surroundings, among
from workflows import selectors, services
from workflows.errors import PackageRefused, ProcedureError, ProcedureNotFound
from workflows.findings import Finding, Severity, has_errors, render
from workflows.models import ProcedureVersion
from workflows.packages import Package, PackageError, PackageVocabulary, check, read, to_zip, write
from workflows.packages.package import DEFINITION_FILE
from workflows.packages.shared import FOLDER as SHARED_FOLDER

#: What `check` says by its exit status.
FINE, ONLY_WARNINGS, ERRORS = 0, 1, 2


class Command(BaseCommand):
    help = "Check, load, export and list procedure packages."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        for name, fills in (
            ("check", _check_arguments),
            ("load", _load_arguments),
            ("export", _export_arguments),
        ):
            fills(_with_language(actions.add_parser(name)))
        _with_language(actions.add_parser("list")).add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        actions = {"check": self._check, "load": self._load, "export": self._export, "list": self._list}
        actions[options["action"]](options)

    # check --------------------------------------------------------------------------------------------------

    def _check(self, options: dict[str, Any]) -> None:
        packages, findings = _read_all(options["paths"])
        findings += check(packages, _vocabulary())
        self._show(findings, options)
        sys.exit(ERRORS if has_errors(findings) else ONLY_WARNINGS if findings else FINE)

    def _show(self, findings: Sequence[Finding], options: dict[str, Any]) -> None:
        if options.get("json"):
            rows = [as_json(found, options["lang"]) for found in findings]
            self.stdout.write(json.dumps({"findings": rows}, ensure_ascii=False, indent=1))
            return
        for found in findings:
            self.stdout.write(_line(found, options["lang"]))

    # load ---------------------------------------------------------------------------------------------------

    def _load(self, options: dict[str, Any]) -> None:
        people = _three_people(options) if options["publish"] else None
        packages, findings = _read_all(options["paths"])
        findings += check(packages, _vocabulary(), publishing=options["publish"])
        if has_errors(findings):
            self._show(findings, options)
            sys.exit(ERRORS)
        self._show([] if options.get("json") else findings, options)
        try:
            with transaction.atomic():
                outcomes = [services.import_package(package=package, findings=()) for package in packages]
                if options["publish"]:
                    _publish_all(outcomes, packages, people)
        except PackageRefused as refusal:
            self._show(refusal.findings, options)
            sys.exit(ERRORS)
        except ProcedureError as refusal:
            raise CommandError(str(refusal), returncode=ERRORS) from refusal
        self._report([_loaded(outcome) for outcome in outcomes], options)

    def _report(self, rows: Sequence[dict[str, Any]], options: dict[str, Any]) -> None:
        if options.get("json"):
            self.stdout.write(json.dumps({"findings": [], "loaded": rows}, ensure_ascii=False, indent=1))
            return
        for row in rows:
            key = "unchanged" if row["unchanged"] else "loaded"
            self.stdout.write(_TEXTS[key][options["lang"]].format(**row))

    # export and list ----------------------------------------------------------------------------------------

    def _export(self, options: dict[str, Any]) -> None:
        target = Path(options["path"])
        try:
            package = selectors.package_of(_newest(options["key"]))
            if target.suffix == ".zip":
                target.write_bytes(to_zip(package))
            else:
                write(package, target)
        except ProcedureNotFound as missing:
            raise CommandError(str(missing), returncode=ERRORS) from missing
        except PackageError as refusal:
            self._show(refusal.findings, options)
            sys.exit(ERRORS)
        self.stdout.write(f"{options['key']} -> {target}")

    def _list(self, options: dict[str, Any]) -> None:
        rows = [_described(version, options["lang"]) for version in ProcedureVersion.objects.all()]
        if options["json"]:
            self.stdout.write(json.dumps({"versions": rows}, ensure_ascii=False, indent=1))
            return
        for row in rows:
            self.stdout.write("{key:24} {serial:>3} {label:10} {status:10} {title}".format(**row))


def _with_language(parser: ArgumentParser) -> ArgumentParser:
    parser.add_argument("--lang", choices=("id", "en"), default="id")
    return parser


def _check_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="folder, zip or .bpmn file; several form a set"
    )
    parser.add_argument("--json", action="store_true")


def _load_arguments(parser: ArgumentParser) -> None:
    _check_arguments(parser)
    parser.add_argument("--publish", action="store_true", help="put it into force as well")
    for part in ("author", "checker", "approver"):
        parser.add_argument(f"--{part}", metavar="USER", default="")


def _export_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("key")
    parser.add_argument("path", help="a new folder, or a file that ends in .zip")


def _read_all(paths: Sequence[str]) -> tuple[list[Package], list[Finding]]:
    """The packages that could be read, and why the others couldn't."""
    packages: list[Package] = []
    findings: list[Finding] = []
    for path in _expanded(paths):
        try:
            packages.append(read(path))
        except PackageError as refusal:
            findings += [found.in_file(str(path)) for found in refusal.findings]
    return packages, findings


def _expanded(paths: Sequence[str]) -> list[Path]:
    """A folder of packages stands for the packages in it; the shared parts beside them are none."""
    found: list[Path] = []
    for path in map(Path, paths):
        inside = sorted(definition.parent for definition in path.glob(f"*/{DEFINITION_FILE}"))
        found += inside if inside and not (path / DEFINITION_FILE).is_file() else [path]
    return [path for path in found if path.name != SHARED_FOLDER]


def _vocabulary() -> PackageVocabulary:
    """The installation's names; without a database, those that need none. Checking works before anything is set up."""
    try:
        return selectors.vocabulary(job_types=JOB_TYPES)
    except DatabaseError:
        return PackageVocabulary(job_types=JOB_TYPES)


def _three_people(options: dict[str, Any]) -> Sequence[Any] | None:
    """Author, checker, approver; None when none of them is named."""
    names = [options["author"], options["checker"], options["approver"]]
    if not any(names):
        return None
    if not all(names):
        raise CommandError(
            "--publish needs --author, --checker and --approver, or none of them.", returncode=ERRORS
        )
    return [_person(name) for name in names]


def _person(name: str) -> Any:
    model = get_user_model()
    try:
        return model.objects.get_by_natural_key(name)
    except model.DoesNotExist:
        raise CommandError(f"There is no user '{name}'.", returncode=ERRORS) from None


def _loaded(outcome: services.ImportOutcome) -> dict[str, Any]:
    version = ProcedureVersion.objects.get(pk=outcome.version.pk)
    return {
        "procedure": version.procedure.key,
        "serial": version.serial,
        "label": version.label,
        "status": version.status,
        "unchanged": outcome.unchanged,
    }


def _publish_all(
    outcomes: Sequence[services.ImportOutcome], packages: Sequence[Package], people: Sequence[Any] | None
) -> None:
    """Put the drafts of a set into force; the scenarios of each see those of the set that it leads to."""
    for outcome, package in zip(outcomes, packages, strict=True):
        if outcome.version.status == "draft":
            _publish(outcome.version, among(package, packages), people)


def _publish(
    version: ProcedureVersion, around: Surroundings, people: Sequence[Any] | None
) -> ProcedureVersion:
    from cases.simulation import run_scenarios as play

    run_scenarios = partial(play, around=around)
    if people is None:
        return services.publish_at_installation(
            version=version, run_scenarios=run_scenarios, vocabulary=_vocabulary()
        )
    author, checker, approver = people
    services.submit(version=version, author=author)
    services.approve(version=version, checker=checker)
    return services.publish(
        version=version, approver=approver, run_scenarios=run_scenarios, vocabulary=_vocabulary()
    )


def _newest(key: str) -> ProcedureVersion:
    """The version in force, else the latest one. Raises ProcedureNotFound."""
    try:
        return selectors.published_version(key)
    except ProcedureNotFound:
        latest = ProcedureVersion.objects.filter(procedure__key=key).order_by("-serial").first()
        if latest is None:
            raise
        return latest


def _described(version: ProcedureVersion, lang: str) -> dict[str, Any]:
    return {
        "key": version.procedure.key,
        "serial": version.serial,
        "label": version.label,
        "status": version.status,
        "enabled": version.procedure.enabled,
        "sha256": version.content_sha256,
        "title": selectors.package_of(version).definition.title.in_(lang),
    }


def as_json(found: Finding, lang: str) -> dict[str, Any]:
    """A finding in the shape of the contract."""
    text = render(found, lang)
    return {
        "code": found.code,
        "severity": str(found.severity),
        "file": found.file,
        "element": found.element,
        "line": found.line,
        "message": text.message,
        "hint": text.hint,
    }


def _line(found: Finding, lang: str) -> str:
    text = render(found, lang)
    place = f"{found.file}:{found.line}" if found.line else found.file
    severity = _TEXTS["error" if found.severity is Severity.ERROR else "warning"][lang]
    return " ".join(
        part
        for part in (f"{place}:", severity, found.code, f"[{found.element}]", text.message, text.hint)
        if part
    )


_TEXTS = {
    "error": {"id": "kesalahan", "en": "error"},
    "warning": {"id": "peringatan", "en": "warning"},
    "loaded": {
        "id": "{procedure} {label}: disimpan sebagai versi {serial} ({status}).",
        "en": "{procedure} {label}: stored as version {serial} ({status}).",
    },
    "unchanged": {
        "id": "{procedure} {label}: isinya sama dengan versi {serial} ({status}); tidak ada yang berubah.",
        "en": "{procedure} {label}: same content as version {serial} ({status}); nothing changed.",
    },
}
