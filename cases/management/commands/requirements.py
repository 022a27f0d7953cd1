"""`manage.py requirements [--write] [--try N]`: from each requirement to the element that meets it, and its test."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cases.simulation.database import ready_database
from cases.simulation.traceability import PAGE, faults_of, page, requirements, try_deletions


class Command(BaseCommand):
    help = "Check docs/requirements.yaml; write its page; delete elements on copies and see their tests fail."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help=f"write {PAGE}")
        parser.add_argument("--try", type=int, default=0, metavar="N", dest="count", help="try N deletions")

    def handle(self, *, write: bool, count: int, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        found = requirements(root)
        faults = list(faults_of(found, root))
        if faults:
            raise CommandError("\n".join(faults))
        if write:
            (root / PAGE).write_text(page(found), encoding="utf-8")
        software = [requirement for requirement in found if requirement.tag == "SW"]
        self.stdout.write(
            f"{len(found)} requirements, {sum(r.counts for r in software)} of {len(software)} software ones proved"
        )
        if count:
            self._try(found, root, count)

    def _try(self, found: Any, root: Path, count: int) -> None:
        kept = 0
        with ready_database(connection):
            for attempt in try_deletions(found, root, count=count):
                kept += not attempt.missed
                word = "missed" if attempt.missed else "NOT MISSED"
                self.stdout.write(
                    f"{attempt.requirement} without {attempt.proof.element}: {word} by {attempt.proof.test}"
                )
        if kept:
            raise CommandError(f"{kept} elements were deleted and no test failed")
