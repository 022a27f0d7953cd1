"""`manage.py load_holidays [--year YEAR]...`: this year's and next year's days off, unless years are named."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from organization.holidays_import import import_year


class Command(BaseCommand):
    help = "Adds missing national holidays and cuti bersama; what was edited by hand is left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, action="append", help="a year; may be given several times")

    def handle(self, *, year: list[int] | None, **options: Any) -> None:
        this_year = timezone.now().year
        for wanted in year or (this_year, this_year + 1):
            result = import_year(wanted)
            self.stdout.write(f"{result.year}: {result.added} added, {result.present} there already")
            for title in result.estimated:
                self.stdout.write(f"  date estimated, check against the decree: {title}")
