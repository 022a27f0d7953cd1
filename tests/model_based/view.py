"""One picture of a running case for both sides: scopes, what rests in them, and for what it rests.

Two pictures are equal when the cases can't be told apart from outside; how tokens are numbered doesn't show. Tokens
that look the same inside scopes that look the same are interchangeable, so a place in the sorted picture (`Path`)
means the same on either side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

#: Positions in the sorted picture: token, scope inside it, token ... The root scope is ().
Path = tuple[int, ...]


@dataclass
class TokenView:
    """`waits`: "person", "job", "event", "scope", "turns", "join" or "repair"; `armed`: events that may happen here."""

    node: str
    waits: str
    flow: str = ""
    armed: tuple[str, ...] = ()
    inner: list[ScopeView] = field(default_factory=list)
    #: Of a multi-instance activity: how many turns, how many completed, and what they share.
    progress: tuple[Any, ...] = ()
    handle: Any = None

    @cached_property
    def shape(self) -> tuple[Any, ...]:
        inner = tuple(scope.shape for scope in self.scopes)
        return (self.node, self.waits, self.flow, self.armed, self.progress, inner)

    @cached_property
    def scopes(self) -> list[ScopeView]:
        return sorted(self.inner, key=lambda scope: repr(scope.shape))


@dataclass
class ScopeView:
    element: str
    tokens: list[TokenView]
    variables: tuple[tuple[str, str], ...] = ()
    armed: tuple[str, ...] = ()
    handle: Any = None

    @cached_property
    def shape(self) -> tuple[Any, ...]:
        return (self.element, self.variables, self.armed, tuple(token.shape for token in self.sorted))

    @cached_property
    def sorted(self) -> list[TokenView]:
        return sorted(self.tokens, key=lambda token: repr(token.shape))

    def walk(self, path: Path = ()) -> Iterator[tuple[Path, ScopeView | TokenView]]:
        """Every scope and token with its place."""
        yield path, self
        for position, token in enumerate(self.sorted):
            yield (*path, position), token
            for number, scope in enumerate(token.scopes):
                yield from scope.walk((*path, position, number))

    def at(self, path: Path) -> ScopeView | TokenView:
        here: ScopeView | TokenView = self
        for step in path:
            here = here.scopes[step] if isinstance(here, TokenView) else here.sorted[step]
        return here

    def lines(self, indent: str = "") -> Iterator[str]:
        """For people who read a difference."""
        listening = f" listening to {', '.join(self.armed)}" if self.armed else ""
        yield f"{indent}[{self.element}] {dict(self.variables)}{listening}"
        for token in self.sorted:
            more = f" by {token.flow}" if token.flow else ""
            more += f" armed {', '.join(token.armed)}" if token.armed else ""
            more += f" {token.progress}" if token.progress else ""
            yield f"{indent}  {token.node}: {token.waits}{more}"
            for scope in token.scopes:
                yield from scope.lines(indent + "    ")


def written(variables: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """What is null is as good as missing."""
    return tuple(sorted((name, repr(value)) for name, value in variables.items() if value is not None))


@dataclass
class Situation:
    """All that is compared after an operation. `thrown` is None where a side doesn't keep it."""

    outcome: str | None
    root: ScopeView
    completed: list[str]
    thrown: list[tuple[str, ...]] | None

    def text(self, *, thrown: bool = True) -> str:
        rows = [f"outcome {self.outcome}", *self.root.lines(), f"completed {self.completed}"]
        return "\n".join([*rows, f"thrown {self.thrown}"] if thrown else rows)
