"""`manage.py backup FOLDER --keys KEYS`: database, files and keys of this installation, copied while people work."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from organization.backup import BackupRefused, back_up


class Command(BaseCommand):
    help = "Copies database and files to a new folder, and the keys to another one, to be kept elsewhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--keys", type=Path, required=True, help="another folder, best on another medium")

    def handle(self, *, folder: Path, keys: Path, **options: Any) -> None:
        try:
            count = back_up(folder=folder, keys=keys, at=timezone.now())
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{count} files in {folder}; the keys in {keys}: keep them apart")
