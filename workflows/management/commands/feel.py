"""`manage.py feel EXPRESSION [--context JSON]`: the value as JSON, the reasons for nulls on standard error."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from workflows.feel import cli
from workflows.findings import LANGUAGES


class Command(BaseCommand):
    help = "Evaluates a FEEL expression and prints its value as JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("expression", metavar="EXPRESSION")
        parser.add_argument("--context", metavar="JSON", help="variables by name")
        parser.add_argument("--lang", choices=LANGUAGES, default="id")

    def handle(self, *args: Any, **options: Any) -> None:
        status, value, messages = cli.run(options["expression"], options["context"], options["lang"])
        self.stderr.write(messages, ending="")
        self.stdout.write(value, ending="")
        if status:
            sys.exit(status)
