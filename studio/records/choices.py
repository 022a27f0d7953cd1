"""What may be chosen in the forms of a package: its own states, forms and numbers, the installation's roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from organization.errors import UnknownCode
from organization.selectors import catalogue, titles
from workflows.bpmn import BpmnError
from workflows.bpmn.model import StartEvent
from workflows.packages import Package

#: The catalogue of the ways in.
CHANNELS = "kanal"

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Choices:
    """Options by the name of the list; fields name the list that they take."""

    lists: Mapping[str, Options] = field(default_factory=dict)

    def of(self, name: str) -> Options:
        return self.lists.get(name, ())


def choices_for(package: Package) -> Choices:
    """Every list that a form of this package may need."""
    lang = "en" if (get_language() or "id").startswith("en") else "id"
    definition = package.definition
    house = titles(lang)
    return Choices(
        {
            "states": [(state.code, state.title.in_(lang)) for state in definition.states],
            "forms": [(form, form) for form in sorted({_stem(file) for file in package.form_files})],
            "numbers": [(code, code) for code in definition.numbers],
            "documents": [(each.code, each.title.in_(lang)) for each in definition.documents],
            "events": _start_events(package),
            "calendars": [
                ("clock", _("24 jam sehari")),
                ("workday", _("hari kerja satuan")),
                *house["calendars"],
            ],
            "channels": _channels(lang),
            "catalogues": house["catalogues"],
            "roles": [(f"role:{code}", title) for code, title in house["roles"]],
            "functions": house["functions"],
        }
    )


def _channels(lang: str) -> Options:
    """The ways in; nothing where the installation has no list of them."""
    try:
        return [entry.pair(lang) for entry in catalogue(CHANNELS, timezone.localdate())]
    except UnknownCode:
        return ()


def _stem(file: str) -> str:
    return file.rpartition("/")[2].removesuffix(".form")


def _start_events(package: Package) -> Options:
    try:
        nodes = package.process.nodes.values()
    except (BpmnError, KeyError, StopIteration):
        return ()
    return [(node.id, node.name or node.id) for node in nodes if isinstance(node, StartEvent)]
