"""Which of a package's two texts a page shows."""

from __future__ import annotations

from django.utils.translation import get_language

from workflows.packages import Package
from workflows.packages.definition import StartDefinition


def language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


def start_title(start: StartDefinition, package: Package, lang: str) -> str:
    """What people call a way in: its title, else its start event's name, else the service's."""
    if start.title is not None:
        return start.title.in_(lang)
    node = package.process.nodes.get(start.event)
    return (node.name if node is not None and node.name else "") or package.definition.title.in_(lang)
