"""What surrounds a form while it is being filled, and what cleaning says about the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .model import Option


def _no_decision(decision_id: str, inputs: Mapping[str, Any]) -> Any:
    return None


def _no_catalogue(code: str) -> Sequence[Option]:
    return ()


def _no_officers(role: str) -> Sequence[Option]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Environment:
    """`context` holds the FEEL names besides the form's own (case data, `kanal`, `param`), JSON-ready.

    `decide(decision_id, inputs)` evaluates a decision of the package; `inputs` are JSON-ready, and so is the answer.
    `catalogue(code)` lists the values valid today, `officers(role)` who may be sent, those on duty first. `now` has
    the zone of the unit: moments typed without an offset are in that zone.
    """

    context: Mapping[str, Any] = field(default_factory=dict)
    decide: Callable[[str, Mapping[str, Any]], Any] = _no_decision
    catalogue: Callable[[str], Sequence[Option]] = _no_catalogue
    officers: Callable[[str], Sequence[Option]] = _no_officers
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one answer; `texts.field_text` makes the sentence. `path` is the concrete dotted path."""

    path: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """`values` are JSON-ready and nested, hidden components left out; an empty answer is None.

    Numbers are int, or float where that keeps every digit; dates, times and moments are ISO 8601, moments with
    offset. `warnings` don't stand in the way. `visible` holds the concrete paths of what is shown (groups and lists
    with a path, and every field). `rows` are the rows of the checklists that are shown, by path.
    """

    values: dict[str, Any]
    errors: tuple[FieldError, ...] = ()
    warnings: tuple[FieldError, ...] = ()
    visible: frozenset[str] = frozenset()
    hidden_ids: frozenset[str] = frozenset()

    @property
    def valid(self) -> bool:
        return not self.errors
