"""`manage.py retention [--erase]`: the cases whose retention time is over; with --erase they are erased."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cases import services
from cases.errors import CaseError


class Command(BaseCommand):
    help = (
        "List cases whose retention time is over and that nothing holds. Nothing is erased without --erase."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--erase", action="store_true", help="destroy their keys; this can't be undone")

    def handle(self, *, erase: bool, **options: Any) -> None:
        done = 0
        for case in list(services.due_for_erasure()):
            if erase and not self._erased(case.pk):
                continue
            done += 1
            self.stdout.write(
                f"{case.pk} {case.procedure_key} {case.unit.path} closed {case.closed_at:%Y-%m-%d}"
            )
        self.stdout.write(f"{done} cases {'erased' if erase else 'due'}")

    def _erased(self, case_id: int) -> bool:
        try:
            services.erase_case(case_id=case_id)
        except CaseError as refusal:
            self.stderr.write(f"{case_id} left alone: {refusal.code}")
            return False
        return True
