"""`manage.py move_from_sqlite FILE`: takes over a small installation's SQLite file into this one on PostgreSQL."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from organization.moving import MoveRefused, move_from_sqlite


class Command(BaseCommand):
    help = "Copies every row of a SQLite installation into this PostgreSQL database, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="alur.sqlite3 of the old installation, its processes stopped"
        )

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            counts = move_from_sqlite(path=file)
        except MoveRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{sum(counts.values())} rows of {len(counts)} tables are here.")
        self.stdout.write("Copy the folders `files` and `keys` as well, then: manage.py check_invariants")
