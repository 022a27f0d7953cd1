"""What a decision answered and why: the value, the rules that matched, and the reasons for nulls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from typing import Any

from workflows import feel


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """One rule that matched. `rule_index` counts from 1; `inputs` are keyed by label, or else by expression."""

    decision_id: str
    decision_name: str
    rule_id: str
    rule_index: int
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    annotations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something became null: a code of `workflows.feel` or `workflows.dmn` with its facts.

    `decision` and `element` are ids (the element inside the decision, or empty); `line` and `column` count from 1
    inside the expression's text.
    """

    code: str
    params: Mapping[str, Any]
    decision: str = ""
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class DecisionOutcome:
    value: Any
    matches: tuple[RuleMatch, ...] = ()
    warnings: tuple[Reason, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """The whole outcome as JSON-ready data, for a case file."""
        return {
            "value": feel.to_json(self.value),
            "matches": [
                feel.to_json(asdict(match) | {"annotations": list(match.annotations)})
                for match in self.matches
            ],
            "warnings": [
                {"code": warning.code, "params": {name: str(fact) for name, fact in warning.params.items()}}
                for warning in self.warnings
            ],
        }


_MATCHES: ContextVar[list[RuleMatch] | None] = ContextVar("dmn_matches", default=None)


@contextmanager
def collect_matches() -> Iterator[list[RuleMatch]]:
    """Gather the rules that match inside the block, those of called knowledge models included."""
    collected: list[RuleMatch] = []
    token = _MATCHES.set(collected)
    try:
        yield collected
    finally:
        _MATCHES.reset(token)


def match_sink() -> list[RuleMatch] | None:
    return _MATCHES.get()
