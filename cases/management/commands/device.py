"""`manage.py device`: registers a tablet of the village service, blocks one, or lists them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.errors import CaseError
from cases.models import Device
from cases.services.devices import block_device, register_device
from organization.models import Unit, User


class Command(BaseCommand):
    help = "Registers a tablet (its secret is shown this once), blocks one, or lists them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        register = actions.add_parser("register", help="a new tablet")
        register.add_argument("unit", help="path of its unit")
        register.add_argument("officer", help="who carries it")
        register.add_argument("name")
        block = actions.add_parser("block", help="it hands in nothing from now on")
        block.add_argument("id", type=int)
        block.add_argument("reason")
        for each in (register, block):
            each.add_argument("--by", required=True, help="the head who decides it")
        actions.add_parser("list", help="all of them")

    def handle(self, *, action: str, **options: Any) -> None:
        try:
            if action == "register":
                self._register(**options)
            elif action == "block":
                self._block(**options)
            else:
                self._list()
        except (CaseError, Unit.DoesNotExist, User.DoesNotExist) as fault:
            raise CommandError(str(fault)) from fault

    def _register(self, *, unit: str, officer: str, name: str, by: str, **_: Any) -> None:
        device, secret = register_device(
            unit=Unit.objects.get(path=unit),
            officer=User.objects.get(username=officer),
            name=name,
            actor=User.objects.get(username=by),
        )
        self.stdout.write(f"{secret}\n")
        self.stderr.write(f"Device {device.pk}. The secret is not shown again.")

    def _block(self, *, id: int, reason: str, by: str, **_: Any) -> None:
        device = block_device(device_id=id, actor=User.objects.get(username=by), reason=reason)
        self.stdout.write(f"{device.pk}\t{device}")

    def _list(self) -> None:
        for device in Device.objects.select_related("unit", "officer").order_by("pk"):
            self.stdout.write(f"{device.pk}\t{device}\t{device.unit.path}\t{device.officer.username}")
