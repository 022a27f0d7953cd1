"""`manage.py sweep`: once a night, deletes what nobody needs any more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cases.services.housekeeping import sweep_files, sweep_queue


class Command(BaseCommand):
    help = (
        "Delete files that no row names and rows of the job queue that nobody will ask for. For once a night."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sweep_files()} files and {sweep_queue()} rows of the job queue swept away")
