"""`manage.py demo`: fills an empty installation with cases to try it out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cases.models import Case
from cases.simulation.demo import play_all


class Command(BaseCommand):
    help = "Make demo cases through the services. Refused where there are cases already."

    def handle(self, *args: Any, **options: Any) -> None:
        if Case.objects.exists():
            raise CommandError("There are cases already; a demo belongs on an empty installation.")
        wanted = yaml.safe_load(
            (Path(settings.BASE_DIR) / "fixtures/demo/demo.yaml").read_text(encoding="utf-8")
        )
        made = sum(1 for _ in play_all(wanted))
        self.stdout.write(f"{made} demo cases")
