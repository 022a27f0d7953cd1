"""`manage.py check_invariants`: looks over the whole database; exit status 1 when something is wrong."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from cases.invariants import RULES, violations


class Command(BaseCommand):
    help = "Check the engine's invariants on every case."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(violations())
        for violation in found:
            self.stdout.write(f"{violation.rule} {violation.where}: {violation.what}")
        self.stdout.write(f"{len(RULES)} rules, {len(found)} violations")
        if found:
            sys.exit(1)
