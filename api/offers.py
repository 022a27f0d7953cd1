"""What a person may open in a unit now."""

from __future__ import annotations

from dataclasses import dataclass

from api.language import language
from api.serializers import form_fields
from cases.errors import CannotStart
from cases.services import ways_in
from forms_config.schema import Component
from organization.models import Unit, User
from workflows.packages import Package
from workflows.packages.definition import StartDefinition
from workflows.selectors import package_of, versions_in_force


@dataclass(frozen=True)
class WayIn:
    """One start of a procedure with what its form asks for."""

    event: str
    channels: tuple[str, ...]
    form_fields: list[Component]


@dataclass(frozen=True)
class Offer:
    """One procedure with the ways in that are open to somebody; `unit` is the unit's path."""

    key: str
    title: str
    version: str
    unit: str
    ways_in: list[WayIn]


def offers(user: User, unit: Unit) -> list[Offer]:
    """The procedures in force that the person may open in the unit, by key."""
    found = [_offer(package_of(version), user, unit) for version in versions_in_force(unit=unit)]
    return [offer for offer in found if offer.ways_in]


def way_in(package: Package, *, user: User, unit: Unit, channel: str, event: str) -> tuple[str, str]:
    """Event and channel of the first open way in that fits; both may be empty. Raises CannotStart."""
    for start in ways_in(package, actor=user, unit=unit):
        if event in ("", start.event) and (channel in start.channels or (not channel and start.channels)):
            return start.event, channel or start.channels[0]
    raise CannotStart(procedure=package.key, channel=channel)


def _offer(package: Package, user: User, unit: Unit) -> Offer:
    definition = package.definition
    starts = ways_in(package, actor=user, unit=unit)
    open_ways = [_way_in(package, start) for start in starts]
    return Offer(package.key, definition.title.in_(language()), definition.version, unit.path, open_ways)


def _way_in(package: Package, start: StartDefinition) -> WayIn:
    return WayIn(start.event, start.channels, form_fields(package, start.form))
