"""Who waits for whom: the joins, by looking at every path (BPMN 2.0.2, 13.4.1 and 13.4.3)."""

from __future__ import annotations

from workflows.bpmn import model as bpmn

from .state import Scope, Token


def waiting_at(gateway: bpmn.Node, scope: Scope) -> list[Token]:
    return [token for token in scope.tokens if token.node is gateway and token.waits == "join"]


def one_of_each(gateway: bpmn.Node, scope: Scope) -> list[Token]:
    """The oldest waiting token of each incoming flow that has one."""
    oldest: dict[str, Token] = {}
    for token in waiting_at(gateway, scope):
        oldest.setdefault(token.flow, token)
    return list(oldest.values())


def inclusive_may_fire(gateway: bpmn.Node, scope: Scope) -> bool:
    """13.4.3: something waits, and no token elsewhere can still come to an empty incoming flow.

    A token that can come to a flow which already has one isn't waited for: it belongs to the next round.
    Paths don't pass the gateway itself.
    """
    waiting = waiting_at(gateway, scope)
    if not waiting:
        return False
    filled = {token.flow for token in waiting}
    empty = set(gateway.incoming) - filled
    for token in scope.tokens:
        if token in waiting:
            continue
        ahead = flows_ahead(token.node, gateway, scope.process)
        if ahead & empty and not ahead & filled:
            return False
    return True


def flows_ahead(start: bpmn.Node, gateway: bpmn.Node, process: bpmn.Process) -> set[str]:
    """The sequence flows on any path from `start` that doesn't pass the gateway; boundary events are ways out."""
    flows: set[str] = set()
    seen: set[str] = set()
    ahead = [start.id]
    while ahead:
        here = ahead.pop()
        if here in seen or here == gateway.id:
            continue
        seen.add(here)
        for flow in process.outgoing(here):
            flows.add(flow.id)
            ahead.append(flow.target)
        ahead += [event.id for event in process.boundary_events(here)]
    return flows
