"""`manage.py sweep_files`: deletes files whose rows never came, a day after they were written."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cases.services.housekeeping import sweep_files


class Command(BaseCommand):
    help = "Delete files that no row names and that lie for a day. For once a night."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sweep_files()} files swept away")
