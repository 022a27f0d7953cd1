"""What can be done to a case from outside, chosen by numbers so that a history can be written down and shrunk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .view import Path, ScopeView, Situation, TokenView

ERROR_CODES = ("E1", "E2")


@dataclass(frozen=True)
class Operation:
    """`kind`: "start", "complete", "event", "error", "retry" or "cancel"."""

    kind: str
    path: Path = ()
    event: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    #: The element it is done to, for people.
    at: str = ""


@dataclass(frozen=True)
class Choice:
    """One entry of a history: which of the possible operations, and what it sets."""

    number: int
    changes: Mapping[str, Any] = field(default_factory=dict)


def possible(situation: Situation) -> list[Operation]:
    """What goes on with the case, the same list for equal situations."""
    found: list[Operation] = []
    for path, place in situation.root.walk():
        found += _inside(path, place)
    return found


def _inside(path: Path, place: ScopeView | TokenView) -> list[Operation]:
    if isinstance(place, ScopeView):
        return [Operation("event", path, event, at=place.element) for event in place.armed]
    found = [Operation("event", path, event, at=place.node) for event in place.armed]
    if place.waits in ("person", "job"):
        found.append(Operation("complete", path, at=place.node))
    if place.waits == "repair":
        found.append(Operation("retry", path, at=place.node))
    return found


def chosen(situation: Situation, choice: Choice) -> Operation | None:
    """None when nothing can be done. One number in a hundred cancels the case, a few report errors."""
    offered = possible(situation)
    if not offered:
        return None
    if choice.number == 99:
        return Operation("cancel")
    picked = offered[choice.number % len(offered)]
    if picked.kind == "complete" and choice.number >= 90:
        return Operation("error", picked.path, ERROR_CODES[choice.number % 2], at=picked.at)
    if picked.kind == "complete":
        return Operation("complete", picked.path, changes=choice.changes, at=picked.at)
    return picked
