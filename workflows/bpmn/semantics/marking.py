"""Where the tokens of a case are: the whole state of a run, small enough to stand on the case's row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any


class Stage(IntEnum):
    """What is left to do for a token that rests: everything, its outputs and leaving, or leaving alone."""

    WAITING = 0
    DONE = 1
    LEAVING = 2


@dataclass(slots=True)
class Token:
    """A token at rest at `node`. `flow` is the sequence flow by which it reached a join; `child` the scope it hosts.

    `stage` is past WAITING only while the token is stuck: what is done stays done when it is tried again. `memory` is
    what the elements that wait with it have to remember, JSON-ready; keys that are no element's begin with a colon.
    """

    number: int
    node: str
    scope: int
    flow: str = ""
    child: int = 0
    stage: int = Stage.WAITING
    memory: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Scope:
    """One running instance of a process, of a sub-process, or of what a loop repeats.

    `host` is the token that waits for it, 0 for the root. `process` refers to the process that a call activity runs
    here; empty, it is the parent's. `locals` are JSON-ready variables that live in this scope alone; looking one up
    and assigning one stops at an `isolated` scope. A `loop` scope keeps the numbers of a multi-instance or looping
    activity ("total", "begun", "completed", "terminated", "items" while some are still to be begun); the instances
    are scopes whose parent it is, hosted by the same token. `memory` is that of a token, for the scope as a whole.
    """

    number: int
    element: str
    host: int = 0
    process: str = ""
    locals: dict[str, Any] = field(default_factory=dict)
    isolated: bool = False
    loop: dict[str, Any] | None = None
    memory: dict[str, Any] = field(default_factory=dict)
    parent: Scope | None = field(default=None, compare=False, repr=False)

    @property
    def is_instance(self) -> bool:
        """Whether this is one pass of a loop: its only token rests at the activity itself."""
        return self.parent is not None and self.parent.loop is not None

    def outwards(self) -> Iterator[Scope]:
        """This scope and those around it, the root last. It doesn't stop at isolated ones."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def loop_numbers(self) -> dict[str, int]:
        """The attributes of a loop scope, by the names BPMN gives them (table 10.30)."""
        loop = self.loop or {}
        completed, terminated = loop.get("completed", 0), loop.get("terminated", 0)
        return {
            "numberOfInstances": loop.get("total", 0),
            "numberOfActiveInstances": loop.get("begun", 0) - completed - terminated,
            "numberOfCompletedInstances": completed,
            "numberOfTerminatedInstances": terminated,
        }


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

    def parent_of(self, scope: Scope) -> Scope | None:
        """The scope around it: for one pass of a loop the loop's, else the one in which its host rests."""
        if not scope.host:
            return None
        host = self.tokens[scope.host]
        around = host.child if host.child != scope.number else host.scope
        return self.scopes[around]

    def to_json(self) -> dict[str, Any]:
        """A compact form: the fields of tokens and scopes in their order, without the defaults at the end."""
        return {
            "last": self.last,
            "tokens": [_token_row(token) for token in self.tokens.values()],
            "scopes": [_scope_row(scope) for scope in self.scopes.values()],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Marking:
        marking = cls(last=data.get("last", 0))
        for row in data.get("tokens", ()):
            marking.tokens[row[0]] = Token(*row)
        for row in data.get("scopes", ()):
            marking.scopes[row[0]] = Scope(*row)
        for scope in marking.scopes.values():
            scope.parent = marking.parent_of(scope)
        return marking


def _token_row(token: Token) -> list[Any]:
    row = [token.number, token.node, token.scope, token.flow]
    if token.child or token.stage or token.memory:
        row += _without_defaults(token.child, int(token.stage), token.memory)
    return row


def _scope_row(scope: Scope) -> list[Any]:
    more = _without_defaults(scope.process, scope.locals, scope.isolated, scope.loop, scope.memory)
    return [scope.number, scope.element, scope.host, *more]


def _without_defaults(*fields: Any) -> list[Any]:
    """Up to the last field that says something."""
    kept = list(fields)
    while kept and not kept[-1]:
        kept.pop()
    return kept
