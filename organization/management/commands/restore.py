"""`manage.py restore FOLDER --keys KEYS`: a back-up, put back into an installation without cases."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from organization.backup import BackupRefused, restore


class Command(BaseCommand):
    help = "Puts a back-up back into an installation that has no cases. Run `check_invariants` afterwards."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--keys", type=Path, required=True, help="the folder of its keys")

    def handle(self, *, folder: Path, keys: Path, **options: Any) -> None:
        try:
            count = restore(folder=folder, keys=keys)
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{count} files are back. Next: manage.py migrate, manage.py check_invariants")
