"""What a person does to a token by hand: count a step as done, or set the token down elsewhere.

The standard knows no repair. Both take the token away as an interrupting event would, with everything that waits for
it, and let a new one go on: numbers are never used twice, so whoever still holds the old one is told of a conflict.
"""

from __future__ import annotations

from .. import model as bpmn
from .marking import Token
from .run import Move, Run
from .scopes import withdraw

#: Where a token can begin anew without having come along a sequence flow.
_DESTINATIONS = (
    bpmn.Activity,
    bpmn.IntermediateCatchEvent,
    bpmn.IntermediateThrowEvent,
    bpmn.EndEvent,
    bpmn.Gateway,
)


class NotRepairable(ValueError):
    """The token can't be moved this way: nothing leads on from its element, or not to that one."""

    code = "not_repairable"

    def __init__(self, node: str, target: str = "") -> None:
        super().__init__(f"No way from '{node}'{f' to {target!r}' if target else ''} by hand.")
        self.node, self.target = node, target


def may_skip(run: Run, token: Token) -> bool:
    """Whether the token rests at a step: at a gateway there is nothing that could count as done."""
    return isinstance(run.node_at(token), bpmn.Activity | bpmn.IntermediateCatchEvent)


def destinations(run: Run, token: Token) -> tuple[bpmn.Node, ...]:
    """Where the token may be set down: elements of the same scope, in document order; for one pass of a loop none.

    A gateway that joins is none of them: it counts the flows on which tokens come.
    """
    scope = run.marking.scopes[token.scope]
    elements = run.wiring(scope).process.children(run.container(scope))
    return tuple(node for node in elements if node.id != token.node and _begins(node))


def skip(run: Run, token: Token) -> None:
    """Count the step as done without a result and go on behind it. Raises NotRepairable."""
    if not may_skip(run, token):
        raise NotRepairable(token.node)
    step, scope = run.node_at(token), run.marking.scopes[token.scope]
    move = Move(step, run.new_token(scope), scope)
    withdraw(run, token)
    run.last = step
    run.depart(move)


def move(run: Run, token: Token, target: str) -> None:
    """Take the token away and let one begin at `target`. Raises NotRepairable."""
    found = next((node for node in destinations(run, token) if node.id == target), None)
    if found is None:
        raise NotRepairable(token.node, target)
    run.set_off(found, run.marking.scopes[token.scope])
    withdraw(run, token)


def _begins(node: bpmn.Node) -> bool:
    if isinstance(node, bpmn.SubProcess) and node.triggered_by_event:
        return False
    if isinstance(node, bpmn.Activity) and node.for_compensation:
        return False
    return isinstance(node, _DESTINATIONS) and not (isinstance(node, bpmn.Gateway) and len(node.incoming) > 1)
