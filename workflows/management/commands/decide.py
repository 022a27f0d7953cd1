"""`manage.py decide FILE.dmn DECISION --input JSON`: the value as JSON, the reasons for nulls on standard error."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from workflows import dmn, feel
from workflows.feel.cli import read_object, written
from workflows.findings import LANGUAGES, Finding, render


class Refusal(Exception):
    """The question can't be asked: there is nothing to evaluate."""


class Command(BaseCommand):
    help = "Evaluates a decision of a DMN file and prints its value as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.dmn")
        parser.add_argument("decision", metavar="DECISION", help="its id or its name")
        parser.add_argument("--input", default="{}", metavar="JSON", help="input data by name")
        parser.add_argument("--lang", choices=LANGUAGES, default="id")
        parser.add_argument("--why", action="store_true", help="print the rules that matched as well")

    def handle(self, *args: Any, **options: Any) -> None:
        lang = options["lang"]
        try:
            outcome = _model(options["file"]).decide(options["decision"], _inputs(options["input"]))
        except dmn.DmnError as fault:
            self._stop(render(Finding(fault.code, params=fault.params), lang).message)
        except Refusal as refusal:
            self._stop(str(refusal))
        for warning in outcome.warnings:
            self.stderr.write(render(Finding(warning.code, params=warning.params), lang).message)
        shown = outcome.to_data() if options["why"] else feel.to_json(outcome.value)
        self.stdout.write(written(shown))

    def _stop(self, message: str) -> None:
        self.stderr.write(message)
        sys.exit(2)


def _inputs(text: str) -> Mapping[str, Any]:
    """Numbers keep their digits: 0.1 is not a binary fraction here."""
    try:
        return read_object(text)
    except ValueError as fault:
        raise Refusal(f"--input: {fault}") from None


def _model(file: Path) -> dmn.Model:
    """The model with those beside it that it imports."""
    try:
        xml = file.read_bytes()
        beside = {path.name: path.read_bytes() for path in sorted(file.parent.glob("*.dmn")) if path != file}
    except OSError as fault:
        raise Refusal(f"{file}: {fault.strerror}") from None
    return dmn.load_with(xml, beside.values())
