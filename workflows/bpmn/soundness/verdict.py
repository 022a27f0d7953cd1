"""What the reachable markings of a scope say to its author."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from workflows.bpmn import model
from workflows.bpmn.soundness.budget import Budget
from workflows.bpmn.soundness.catching import leading_out
from workflows.bpmn.soundness.explore import Marking, Space, can_be_reached, explore
from workflows.bpmn.soundness.net import Net
from workflows.bpmn.soundness.outcome import Outcome
from workflows.bpmn.soundness.reduce import reduce
from workflows.bpmn.soundness.translate import Around, Undecidable, considered, net_of
from workflows.findings import Finding, Severity, error, warning


def judge(process: model.Process, scope: str, budget: Budget, around: Around) -> Outcome:
    """BPMN-302 tokens without bound, 304 dead element; warnings 202, 203, 306. Traps: 301 deadlock, 303 no way to end.

    A trap of a sub-process is one of this scope where a token of this scope may wait for it for ever.
    """
    try:
        net = net_of(process, scope, budget, around)
    except Undecidable as unknown:
        inner = [trap for host in _trapping(process, scope, around) for trap in around.outcomes[host].traps]
        return Outcome(traps=inner, findings=[_finding(warning, "BPMN-203", process, unknown.element)])
    reduce(net, budget)
    space = explore(net, budget)
    order = {node: position for position, node in enumerate(process.nodes)}
    caught = _caught(net, space)
    stuck = sorted(_stuck(net, space), key=lambda node: order.get(node, -1))
    outcome = Outcome(completes=space.finished or not space.complete)
    outcome.traps += [_finding(error, "BPMN-301", process, node) for node in stuck]
    outcome.findings += _surplus(process, scope, net, space, budget, around)
    if space.complete:
        outcome.traps += _no_end(process, scope, net, space, budget, around)
    elif net.hurried or not space.unbounded:
        outcome.findings.append(_finding(warning, "BPMN-203", process, scope))
    for host in _trapping(process, scope, around):
        traps = around.outcomes[host].traps
        outcome.traps += traps if host in caught else ()
        outcome.findings += freed(traps) if host not in caught else ()
    blamed = {*stuck, *caught}
    for node in _dead(process, scope, net, space, blamed=blamed):
        left_out = _always_interrupted_before(process, node, around)
        outcome.findings.append(
            _finding(*((warning, "BPMN-306") if left_out else (error, "BPMN-304")), process, node)
        )
    return outcome


def _always_interrupted_before(process: model.Process, node: str, around: Around) -> bool:
    """Whether it would follow a sub-process that an error, escalation or cancel always ends: drawn, never needed."""
    sources = {flow.source for flow in process.incoming(node)} if node in process.nodes else set()
    return any(source in around.outcomes and not around.outcomes[source].completes for source in sources)


def freed(traps: Iterable[Finding]) -> Iterator[Finding]:
    """What is left to say of traps that something around them frees: a loop without a way out may be meant."""
    for trap in traps:
        if trap.code == "BPMN-301":
            yield replace(trap, code="BPMN-305", severity=Severity.WARNING)


def _trapping(process: model.Process, scope: str, around: Around) -> list[str]:
    """The sub-processes of a scope that have traps."""
    inside = (node.id for node in considered(process, scope))
    return [node for node in inside if node in around.outcomes and around.outcomes[node].traps]


def _caught(net: Net, space: Space) -> set[str]:
    """The sub-processes that a token may wait for with no way to the end of the scope."""
    if not space.complete:
        over = any(transition.ends for transition in net.transitions.values())
        return set() if over else set(net.stuck.values())
    markings = (*space.deadlocks, *space.trapped()) if net.stuck else ()
    return {net.stuck[place] for marking in markings for place in marking if place in net.stuck}


def _stuck(net: Net, space: Space) -> set[str]:
    """The joins that wait in a deadlock for a token that can't come."""
    blamed: set[str] = set()
    for marking in space.deadlocks:
        if net.stuck and not net.stuck.keys().isdisjoint(marking):
            continue  # it waits for a sub-process that says so itself
        waiting = set(_waiting(net, marking))
        blamed |= waiting or {net.places[marking[0]].label}
    return blamed


def _waiting(net: Net, marking: Marking) -> Iterator[str]:
    for place in marking:
        for consumer in net.places[place].consumers:
            yield net.transitions[consumer].owner


def _surplus(
    process: model.Process, scope: str, net: Net, space: Space, budget: Budget, around: Around
) -> Iterator[Finding]:
    for node in () if net.hurried else _labels(net, space.unbounded):
        yield _finding(error, "BPMN-302", process, node)
    if space.crowded and not space.unbounded:
        for node in _meetings(process, scope, net, space, budget, around):
            if not isinstance(process.nodes.get(node), model.EndEvent):  # there, one or several is the same
                yield _finding(warning, "BPMN-202", process, node)


def _meetings(
    process: model.Process, scope: str, net: Net, space: Space, budget: Budget, around: Around
) -> list[str]:
    """Where tokens meet, not all that follows: looked up in the whole net, since reducing puts places together."""
    crowded = _crowded_in_whole(process, scope, budget, around) or _labels(net, space.crowded)
    first = [node for node in crowded if not _follows(process, node, set(crowded))]
    return first or crowded


def _crowded_in_whole(process: model.Process, scope: str, budget: Budget, around: Around) -> list[str]:
    """Empty when the budget doesn't last."""
    try:
        whole = net_of(process, scope, budget, around)
    except Undecidable:
        return []
    space = explore(whole, budget)
    return _labels(whole, space.crowded) if space.complete else []


def _follows(process: model.Process, node: str, others: set[str]) -> bool:
    return node in process.nodes and any(flow.source in others for flow in process.incoming(node))


def _labels(net: Net, places: set[int]) -> list[str]:
    return sorted({net.places[place].label for place in places})


def _no_end(
    process: model.Process, scope: str, net: Net, space: Space, budget: Budget, around: Around
) -> Iterator[Finding]:
    """Where tasks may throw an error that ends the scope, the net is looked at again with these errors in it."""
    trapped = _trapped(net, space)
    ways_out = leading_out(process, scope, _visited(net, trapped)) if trapped else None
    if ways_out:
        net = net_of(process, scope, budget, replace(around, ways_out=frozenset(ways_out)))
        reduce(net, budget)
        space = explore(net, budget)
        trapped = _trapped(net, space) if space.complete else []
    if trapped:
        yield _finding(error, "BPMN-303", process, net.places[trapped[0][0]].label)


def _trapped(net: Net, space: Space) -> list[Marking]:
    """Those that don't wait for a sub-process which says so itself."""
    return [marking for marking in space.trapped() if net.stuck.keys().isdisjoint(marking)]


def _visited(net: Net, markings: Iterable[Marking]) -> set[str]:
    """The elements that are reached from `markings` on, and those that are at work in them."""
    places = {place for marking in markings for place in marking}
    events = [event for place in places for event in net.places[place].shown]
    for number in {consumer for place in places for consumer in net.places[place].consumers}:
        if net.transitions[number].inputs <= places:
            events += net.transitions[number].shows
    return net.nodes_shown(events)


def _dead(process: model.Process, scope: str, net: Net, space: Space, *, blamed: set[str]) -> Iterator[str]:
    """Elements that are never reached: the first of each dead stretch, not all that follow from it."""
    marked, fired = (space.marked, space.fired) if space.complete else can_be_reached(net)
    shown = [event for place in marked for event in net.places[place].shown]
    shown += [event for number in fired for event in net.transitions[number].shows]
    alive = net.nodes_shown(shown)
    dead = [node for node in considered(process, scope) if node.id not in alive]
    explained = set(blamed)
    for node in blamed:
        _follow(process, node, explained)
    all_dead = {node.id for node in dead}
    roots = [node.id for node in dead if not _dead_before(process, node, all_dead)]
    for node in (*roots, *(each.id for each in dead)):
        if node not in explained:
            explained.add(node)
            _follow(process, node, explained)
            yield node


def _dead_before(process: model.Process, node: model.Node, dead: set[str]) -> bool:
    if isinstance(node, model.BoundaryEvent):
        return node.attached_to in dead
    return any(flow.source in dead for flow in process.incoming(node.id))


def _follow(process: model.Process, node: str, explained: set[str]) -> None:
    pending = [node]
    while pending:
        current = pending.pop()
        if current not in process.nodes:
            continue
        after = [flow.target for flow in process.outgoing(current)]
        after += [event.id for event in process.boundary_events(current)]
        fresh = [each for each in after if each not in explained]
        explained.update(fresh)
        pending.extend(fresh)


def _finding(make: Callable[..., Finding], code: str, process: model.Process, element: str) -> Finding:
    place: model.Element = process.nodes.get(element, process)
    return make(code, place.id, line=place.line, name=place.name or place.id)
