"""Tokens and scopes as plain objects that know each other: nothing is numbered, nothing is packed."""

from __future__ import annotations

from copy import deepcopy
from itertools import count
from typing import Any

from workflows.bpmn import model as bpmn


class Scope:
    """One running instance of a process, a sub-process or one turn of a multi-instance activity."""

    _births = count()

    def __init__(self, element: str, process: bpmn.Process, host: Token | None) -> None:
        self.born = next(self._births)
        self.element = element
        self.process = process
        self.host = host
        self.tokens: list[Token] = []
        #: Variables that live here alone. The outermost scope holds the data of the case.
        self.variables: dict[str, Any] = {}
        #: A called process sees and writes nothing outside.
        self.isolated = host is None
        #: Of one turn of a multi-instance activity: what all turns share.
        self.body: Scope | None = None
        #: Start events of event sub-processes that still listen.
        self.listening: list[bpmn.StartEvent] = []

    @property
    def parent(self) -> Scope | None:
        if self.body is not None:
            return self.body
        return None if self.host is None else self.host.scope

    def lookup(self, name: str) -> Any:
        if name in self.variables or self.isolated or self.parent is None:
            return self.variables.get(name)
        return self.parent.lookup(name)

    def visible(self) -> dict[str, Any]:
        """All that can be looked up here, copied."""
        outer = {} if self.isolated or self.parent is None else self.parent.visible()
        return deepcopy({**outer, **self.variables})

    def assign(self, name: str, value: Any) -> None:
        """To the innermost scope that has the name, else to the case or the called process."""
        if name in self.variables or self.isolated or self.parent is None:
            self.variables[name] = value
        else:
            self.parent.assign(name, value)


class Token:
    """One token: on its way (`waits` is empty) or at rest at a node."""

    def __init__(self, node: bpmn.Node, scope: Scope, flow: str = "") -> None:
        self.node = node
        self.scope = scope
        #: The sequence flow by which it came.
        self.flow = flow
        #: What it rests for: "person", "job", "event", "scope", "turns", "join", "repair".
        self.waits = ""
        #: Boundary events that still listen.
        self.boundaries: list[bpmn.BoundaryEvent] = []
        #: The scopes that run inside the activity: one, or one per turn of a multi-instance activity.
        self.inner: list[Scope] = []
        self.turns: Turns | None = None
        #: The activity is done and only the way out is missing.
        self.done = False

    def alive(self) -> bool:
        return self in self.scope.tokens and (self.scope.host is None or self.scope.host.alive())


class Turns:
    """How far a multi-instance activity has come. `body` holds what its turns share: the output collection."""

    def __init__(self, items: list[Any], body: Scope) -> None:
        self.items = items
        self.body = body
        self.begun = 0
        self.completed = 0
