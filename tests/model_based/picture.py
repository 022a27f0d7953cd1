"""A marking of the token machine as a picture, with what is known to wait for its tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflows.bpmn import model as bpmn
from workflows.bpmn.semantics import Marking, Scope, Token

from .view import ScopeView, TokenView, written

_JOINS = (bpmn.ParallelGateway, bpmn.InclusiveGateway)


@dataclass(frozen=True)
class Waiting:
    """`open`: token to "person", "job" or "repair"; `armed`: token and event; `listening`: scope and start event."""

    open: Mapping[int, str]
    armed: set[tuple[int, str]]
    listening: set[tuple[int, str]]


def picture(
    marking: Marking, process: str, nodes: Mapping[str, bpmn.Node], data: dict[str, Any], waiting: Waiting
) -> ScopeView:
    """Fails when something waits for a token or a scope that is gone."""
    left = {token for token in waiting.open if token not in marking.tokens}
    left |= {token for token, _ in waiting.armed if token not in marking.tokens}
    left |= {scope for scope, _ in waiting.listening if scope not in marking.scopes}
    assert not left, f"still open or armed for tokens and scopes that are gone: {left}"
    painter = _Painter(marking, nodes, waiting)
    roots = [scope for scope in marking.scopes.values() if scope.host == 0]
    root = painter.scope(roots[0]) if roots else ScopeView(process, [])
    root.variables = written(data)
    return root


class _Painter:
    def __init__(self, marking: Marking, nodes: Mapping[str, bpmn.Node], waiting: Waiting) -> None:
        self.marking, self.nodes, self.waiting = marking, nodes, waiting

    def scope(self, scope: Scope) -> ScopeView:
        return ScopeView(
            element=scope.element,
            tokens=[self.token(token) for token in self.marking.in_scope(scope.number)],
            variables=written(scope.locals),
            armed=_of(self.waiting.listening, scope.number),
            handle=scope,
        )

    def token(self, token: Token) -> TokenView:
        child = self.marking.scopes[token.child] if token.child else None
        waits = self._waits(token, child)
        view = TokenView(
            node=token.node,
            waits=waits,
            flow=token.flow if waits == "join" else "",
            armed=_of(self.waiting.armed, token.number),
            handle=token,
        )
        if child is not None and child.loop is not None:
            numbers = child.loop_numbers()
            done = (numbers["numberOfInstances"], numbers["numberOfCompletedInstances"])
            view.progress = (*done, written(child.locals))
            passes = [scope for scope in self.marking.scopes.values() if scope.parent is child]
            view.inner = [
                self.scope(each) for each in passes if each.is_instance and each.host == token.number
            ]
        elif child is not None:
            view.inner = [self.scope(child)]
        return view

    def _waits(self, token: Token, child: Scope | None) -> str:
        if token.number in self.waiting.open:
            return self.waiting.open[token.number]
        if child is not None:
            return "scope" if child.loop is None else "turns"
        return "join" if isinstance(self.nodes[token.node], _JOINS) else "event"


def _of(pairs: set[tuple[int, str]], number: int) -> tuple[str, ...]:
    return tuple(sorted(event for each, event in pairs if each == number))
