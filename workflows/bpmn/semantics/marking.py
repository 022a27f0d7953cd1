"""Where the tokens of a case are: the whole state of a run, small enough to stand on the case's row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Token:
    """A token at rest at `node`. `flow` is the sequence flow by which it reached a join; `child` the scope it hosts."""

    number: int
    node: str
    scope: int
    flow: str = ""
    child: int = 0


@dataclass(slots=True)
class Scope:
    """One running instance of the process or of a sub-process; `host` is the token that waits for it, 0 for the root."""

    number: int
    element: str
    host: int = 0


@dataclass(slots=True)
class Marking:
    """All tokens and scopes. Numbers are given once per case and never again, to tokens and scopes alike."""

    tokens: dict[int, Token] = field(default_factory=dict)
    scopes: dict[int, Scope] = field(default_factory=dict)
    last: int = 0

    def next_number(self) -> int:
        self.last += 1
        return self.last

    def in_scope(self, scope: int) -> Iterator[Token]:
        """The tokens that rest directly in one scope, oldest first."""
        return (token for token in self.tokens.values() if token.scope == scope)

    def at(self, node: str, scope: int) -> Iterator[Token]:
        return (token for token in self.in_scope(scope) if token.node == node)

    def to_json(self) -> dict[str, Any]:
        """A compact form: tokens as [number, node, scope, flow, child], scopes as [number, element, host]."""
        return {
            "last": self.last,
            "tokens": [[t.number, t.node, t.scope, t.flow, t.child] for t in self.tokens.values()],
            "scopes": [[s.number, s.element, s.host] for s in self.scopes.values()],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Marking:
        tokens = (Token(*row) for row in data.get("tokens", ()))
        scopes = (Scope(*row) for row in data.get("scopes", ()))
        return cls(
            tokens={token.number: token for token in tokens},
            scopes={scope.number: scope for scope in scopes},
            last=data.get("last", 0),
        )
