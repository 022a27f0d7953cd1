"""Gateways: which flows a token takes, and for which others it waits (BPMN 2.0.2, 13.4)."""

from __future__ import annotations

from .. import model as bpmn
from .effects import Reason
from .judge import StepFailed
from .marking import Scope, Token
from .run import Move, Run


def choose(run: Run, move: Move) -> None:
    """Exclusive: the first flow in document order whose condition holds, else the default (13.4.2)."""
    assert isinstance(move.node, bpmn.ExclusiveGateway)
    wiring = run.wiring(move.scope)
    flows = wiring.outgoing[move.node.id]
    if len(flows) == 1 and not flows[0].condition:
        return run.take(move, flows, by_default=flows[0].id == move.node.default_flow)
    reasons: list[Reason] = []
    for flow in flows:
        if flow.id == move.node.default_flow:
            continue
        reasons.append(run.reason(flow, move.scope))
        if reasons[-1].value:
            return run.take(move, [flow], tuple(reasons))
    if move.node.default_flow is None:
        raise StepFailed("no_path", element=move.node.id, name=move.node.name)
    return run.take(move, [wiring.flows[move.node.default_flow]], tuple(reasons), by_default=True)


def join_and_split(run: Run, move: Move) -> None:
    """Parallel: one token from every incoming flow, then one to every outgoing flow (13.4.1)."""
    if len(move.node.incoming) > 1:
        run.rest(move)
        arrived = _arrived(run, move.node, move.scope)
        if len(arrived) < len(move.node.incoming):
            return
        move = _merge(run, arrived)
    run.take(move, run.wiring(move.scope).outgoing[move.node.id])


def gather_and_split(run: Run, move: Move) -> None:
    """Inclusive: what arrives by several flows waits until all others have come to rest (13.4.3)."""
    if len(move.node.incoming) > 1:
        run.rest(move)
    else:
        run.leave(move)


def fire_inclusive(run: Run) -> bool:
    """Let the first inclusive join go on for which nothing more can come. No token may be on its way."""
    for scope in list(run.marking.scopes.values()):
        joins = run.wiring(scope).joins
        if not joins:
            continue
        waiting = dict.fromkeys(token.node for token in run.marking.in_scope(scope.number))
        for node in (run.wiring(scope).nodes[name] for name in waiting if name in joins):
            arrived = _arrived(run, node, scope)
            if arrived and not _more_to_come(run, node, scope, arrived):
                run.depart(_merge(run, arrived))
                return True
    return False


def _more_to_come(run: Run, join: bpmn.Node, scope: Scope, arrived: dict[str, Token]) -> bool:
    """Whether some token can reach an empty incoming flow, and none of those that have a token already."""
    filled = sum(1 << bit for bit, flow in enumerate(join.incoming) if flow in arrived)
    reaching = run.wiring(scope).joins[join.id]
    for token in run.marking.in_scope(scope.number):
        if token.node == join.id and not token.stage:
            continue
        reached = reaching.get(token.node, 0)
        if reached and not reached & filled:
            return True
    return False


def _arrived(run: Run, join: bpmn.Node, scope: Scope) -> dict[str, Token]:
    """The oldest token of each incoming flow that has one."""
    arrived: dict[str, Token] = {}
    for token in run.marking.at(join.id, scope.number):
        if not token.stage:
            arrived.setdefault(token.flow, token)
    return arrived


def _merge(run: Run, arrived: dict[str, Token]) -> Move:
    """All of them become one."""
    first, *others = [run.lift(token) for token in arrived.values()]
    for other in others:
        run.consume(other.scope)
    return first
