"""`manage.py load_organization FOLDER...`: units, people, calendars and catalogues from YAML files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.management.base import BaseCommand, CommandError

from organization.errors import FixtureInvalid
from organization.loading import load, read
from organization.models import User


class Command(BaseCommand):
    help = "Loads fixture folders; a folder `catalogues` beside one is loaded with it. Loading again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="+", type=Path)
        parser.add_argument(
            "--password", help="give people without a password this one (demonstrations only)"
        )

    def handle(self, *, folder: list[Path], password: str | None, **options: Any) -> None:
        beside = [path.parent / "catalogues" for path in folder]
        folders = dict.fromkeys([*folder, *(path for path in beside if path.is_dir())])
        try:
            counts = load(read(folders))
        except FixtureInvalid as fault:
            raise CommandError(str(fault), returncode=2) from fault
        if password:
            _give_password(password)
        self.stdout.write(", ".join(f"{count} {name}" for name, count in sorted(counts.items())))


def _give_password(password: str) -> None:
    """One hash for all: hashing is slow on purpose, and demonstrations have many people."""
    hashed = User(password="")
    hashed.set_password(password)
    User.objects.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX).update(password=hashed.password)
