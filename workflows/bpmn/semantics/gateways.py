"""Gateways: which flows a token takes, and for which others it waits (BPMN 2.0.2, 13.4)."""

from __future__ import annotations

from collections.abc import Container

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


def weigh_and_split(run: Run, move: Move) -> None:
    """Complex: goes on as soon as its activation condition holds, then waits for the rest that can come (13.4.5)."""
    if len(move.node.incoming) > 1:
        run.rest(move)
        if move.node.id not in move.scope.memory:
            _activate(run, move.node, move.scope)
    else:
        run.leave(move)


def fire_joins(run: Run) -> bool:
    """Let the first inclusive join go on, or complex one begin anew, for which nothing more can come.

    No token may be on its way.
    """
    for scope in list(run.marking.scopes.values()):
        wiring = run.wiring(scope)
        if wiring.joins and any(_fire(run, wiring.nodes[name], scope) for name in _waiting(run, scope)):
            return True
    return False


def _waiting(run: Run, scope: Scope) -> list[str]:
    """The joins that have tokens, or that have gone on and wait for the rest."""
    joins = run.wiring(scope).joins
    at_joins = [token.node for token in run.marking.in_scope(scope.number) if token.node in joins]
    return list(dict.fromkeys([*at_joins, *(name for name in scope.memory if name in joins)]))


def _fire(run: Run, join: bpmn.Node, scope: Scope) -> bool:
    arrived = _arrived(run, join, scope)
    if isinstance(join, bpmn.ComplexGateway):
        return join.id in scope.memory and _reset(run, join, scope, arrived)
    if not arrived or _more_to_come(run, join, scope, set(arrived)):
        return False
    run.depart(_merge(run, arrived))
    return True


def _activate(run: Run, gateway: bpmn.Node, scope: Scope) -> None:
    """Raises StepFailed. Without a condition it takes one token of every incoming flow."""
    assert isinstance(gateway, bpmn.ComplexGateway)
    arrived = _arrived(run, gateway, scope)
    counts = dict.fromkeys(gateway.incoming, 0)
    for token in run.marking.at(gateway.id, scope.number):
        counts[token.flow] += not token.stage
    if gateway.activation_condition:
        holds = run.judge.activates(gateway, counts, scope.number)
    else:
        holds = len(arrived) == len(gateway.incoming)
    if arrived and holds:
        if len(arrived) < len(gateway.incoming):
            scope.memory[gateway.id] = list(arrived)
        run.depart(_merge(run, arrived))


def _reset(run: Run, gateway: bpmn.Node, scope: Scope, arrived: dict[str, Token]) -> bool:
    """It has gone on: what comes by the other flows is swallowed, and when nothing more can come it begins anew."""
    before = scope.memory[gateway.id]
    if _more_to_come(run, gateway, scope, {*before, *arrived}):
        return False
    del scope.memory[gateway.id]
    late = {flow: token for flow, token in arrived.items() if flow not in before}
    for token in late.values():
        run.consume(run.lift(token).scope)
    for token in list(run.marking.at(gateway.id, scope.number))[:1]:
        run.moves.append(run.lift(token))
    return True


def _more_to_come(run: Run, join: bpmn.Node, scope: Scope, flows: Container[str]) -> bool:
    """Whether some token can reach an empty incoming flow, and none of those that have a token already."""
    filled = sum(1 << bit for bit, flow in enumerate(join.incoming) if flow in flows)
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
