"""What the reachable markings of a scope say to its author."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from workflows.bpmn import model
from workflows.bpmn.soundness.budget import Budget
from workflows.bpmn.soundness.explore import Marking, Space, can_be_reached, explore
from workflows.bpmn.soundness.net import Net
from workflows.bpmn.soundness.reduce import reduce
from workflows.bpmn.soundness.translate import Undecidable, considered, net_of
from workflows.findings import Finding, error, warning


def judge(process: model.Process, scope: str, budget: Budget) -> Iterator[Finding]:
    """BPMN-301 deadlock, 302 tokens without bound, 303 no way to end, 304 dead element; 202 and 203 as warnings."""
    try:
        net = net_of(process, scope, budget)
    except Undecidable as unknown:
        yield _finding(warning, "BPMN-203", process, unknown.element)
        return
    reduce(net, budget)
    space = explore(net, budget)
    order = {node: position for position, node in enumerate(process.nodes)}
    stuck = sorted(_stuck(net, space), key=lambda node: order.get(node, -1))
    for node in stuck:
        yield _finding(error, "BPMN-301", process, node)
    yield from _surplus(process, scope, net, space, budget)
    if space.complete:
        yield from _no_end(process, net, space)
    elif not space.unbounded:
        yield _finding(warning, "BPMN-203", process, scope)
    for node in _dead(process, scope, net, space, blamed=set(stuck)):
        yield _finding(error, "BPMN-304", process, node)


def _stuck(net: Net, space: Space) -> set[str]:
    """The joins that wait in a deadlock for a token that can't come."""
    blamed: set[str] = set()
    for marking in space.deadlocks:
        waiting = set(_waiting(net, marking))
        blamed |= waiting or {net.places[marking[0]].label}
    return blamed


def _waiting(net: Net, marking: Marking) -> Iterator[str]:
    for place in marking:
        for consumer in net.places[place].consumers:
            yield net.transitions[consumer].owner


def _surplus(process: model.Process, scope: str, net: Net, space: Space, budget: Budget) -> Iterator[Finding]:
    for node in _labels(net, space.unbounded):
        yield _finding(error, "BPMN-302", process, node)
    if space.crowded and not space.unbounded:
        for node in _meetings(process, scope, net, space, budget):
            if not isinstance(process.nodes.get(node), model.EndEvent):  # there, one or several is the same
                yield _finding(warning, "BPMN-202", process, node)


def _meetings(process: model.Process, scope: str, net: Net, space: Space, budget: Budget) -> list[str]:
    """Where tokens meet, not all that follows: looked up in the whole net, since reducing puts places together."""
    crowded = _crowded_in_whole(process, scope, budget) or _labels(net, space.crowded)
    first = [node for node in crowded if not _follows(process, node, set(crowded))]
    return first or crowded


def _crowded_in_whole(process: model.Process, scope: str, budget: Budget) -> list[str]:
    """Empty when the budget doesn't last."""
    try:
        whole = net_of(process, scope, budget)
    except Undecidable:
        return []
    space = explore(whole, budget)
    return _labels(whole, space.crowded) if space.complete else []


def _follows(process: model.Process, node: str, others: set[str]) -> bool:
    return node in process.nodes and any(flow.source in others for flow in process.incoming(node))


def _labels(net: Net, places: set[int]) -> list[str]:
    return sorted({net.places[place].label for place in places})


def _no_end(process: model.Process, net: Net, space: Space) -> Iterator[Finding]:
    trapped = space.trapped()
    if trapped:
        yield _finding(error, "BPMN-303", process, net.places[trapped[0][0]].label)


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
