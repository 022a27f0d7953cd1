"""`manage.py make_keys`: the key files of an installation, made once; `--rotate` adds a new master key."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from organization.crypto import ensure_keys, rotate_master_key


class Command(BaseCommand):
    help = "Makes the key files that are missing. Existing ones are never overwritten."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rotate", action="store_true", help="put a new master key before the present ones"
        )

    def handle(self, *, rotate: bool, **options: Any) -> None:
        folder = Path(settings.KEYS_DIR)
        for path in ensure_keys(folder):
            self.stdout.write(f"made {path}")
        if rotate:
            self.stdout.write(f"master key {rotate_master_key(folder)} seals from now on; keep the others")
