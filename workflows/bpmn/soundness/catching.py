"""Who catches what is thrown, and what frees a scope that would wait for ever (BPMN 2.0.2, 10.5.5, 10.5.6, 13.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum

from workflows.bpmn import model
from workflows.bpmn.recursion import called_by

#: Triggers that come from outside, whatever the tokens do.
_FROM_OUTSIDE = (
    model.TimerDefinition,
    model.MessageDefinition,
    model.SignalDefinition,
    model.ConditionalDefinition,
)


class Ending(Enum):
    """What reaching an event does to its scope: nothing more, its end, or its withdrawal by what caught the event."""

    NONE = "none"
    DONE = "done"
    RAISED = "raised"


def ending(process: model.Process, node: model.Node) -> Ending:
    """How `node` ends the scope it stands in, if it does."""
    found = Ending.NONE
    for definition in thrown_by(node):
        match definition:
            case model.TerminateDefinition():
                return Ending.DONE
            case model.CancelDefinition():
                found = Ending.RAISED
            case model.ErrorDefinition() | model.EscalationDefinition():
                caught = catcher(process, node.scope, definition)
                if isinstance(definition, model.ErrorDefinition) or (caught and caught.interrupting):
                    here = caught is not None and _scope_of(process, caught) == node.scope
                    found = Ending.DONE if here else Ending.RAISED
    return found


def thrown_by(node: model.Node) -> tuple[model.EventDefinition, ...]:
    """The definitions of a throwing event."""
    return node.definitions if isinstance(node, model.EndEvent | model.IntermediateThrowEvent) else ()


def catcher(
    process: model.Process, scope: str, thrown: model.EventDefinition
) -> model.StartEvent | model.BoundaryEvent | None:
    """The event that catches an error or escalation thrown in `scope`: innermost first, event sub-processes before
    the border of the scope; None where nobody in the process does."""
    kind, came_from = type(thrown), ""
    codes = dict.fromkeys((_code(thrown), ""))
    while True:
        events = [event for code in codes for event in process.catching(scope, kind, code)]
        starts = [each for each in events if isinstance(each, model.StartEvent) and each.scope != came_from]
        border = [each for each in events if isinstance(each, model.BoundaryEvent)]
        if starts or border:
            return starts[0] if starts else border[0]
        host = process.nodes.get(scope)
        if host is None:
            return None
        came_from, scope = scope, host.scope


def _code(definition: model.EventDefinition) -> str:
    if isinstance(definition, model.ErrorDefinition | model.EscalationDefinition):
        return definition.code
    return ""


def escapes(process: model.Process) -> dict[str, set[Ending]]:
    """For each sub-process, what the things thrown inside and not caught on its border do to the scope around it."""
    found: dict[str, set[Ending]] = {}
    for node in process.nodes.values():
        for definition in thrown_by(node):
            if isinstance(definition, model.ErrorDefinition | model.EscalationDefinition):
                _follow(process, node, definition, found)
    return found


def frees(event: model.StartEvent | model.BoundaryEvent) -> bool:
    """Whether the event may interrupt at any time, whatever the tokens of the scope do."""
    return event.interrupting and any(isinstance(each, _FROM_OUTSIDE) for each in event.definitions)


def may_happen(process: model.Process, event: model.BoundaryEvent) -> bool:
    """False for an error event on a sub-process in which nothing throws what would come to it.

    A task or a called process may throw any error; only an end event says which.
    """
    host = process.nodes.get(event.attached_to)
    errors = [each for each in event.definitions if isinstance(each, model.ErrorDefinition)]
    if not isinstance(host, model.SubProcess) or len(errors) != len(event.definitions):
        return True
    if len(process.nodes) > _MOST_NODES:
        return True
    return any(_comes_to(process, node, errors, event) for node in _within(process, host.id))


def leading_out(process: model.Process, scope: str, elements: Iterable[str]) -> set[str]:
    """Those among `elements` of `scope` where a task, or one inside, may throw an error that ends the scope: ways out
    of a loop."""
    around = {scope}
    host = process.nodes.get(scope)
    while host is not None:
        around.add(host.scope)
        host = process.nodes.get(host.scope)
    caught = [
        each
        for event in process.of_type(model.Event)
        if isinstance(event, model.StartEvent | model.BoundaryEvent)
        for each in event.definitions
        if isinstance(each, model.ErrorDefinition)
    ]
    distinct = list({each.code: each for each in caught}.values())
    if len(process.nodes) > _MOST_NODES:
        return {each for each in elements if distinct and any(True for _ in _throwing(process, each))}
    return {
        element
        for element in elements
        for node in _throwing(process, element)
        for each in distinct
        if not _caught_at(process, node, each)
        and _ends_one_of(process, catcher(process, node.scope, each), around)
    }


#: In larger processes any error is taken to come wherever one could.
_MOST_NODES = 500


def _caught_at(process: model.Process, node: model.Node, thrown: model.ErrorDefinition) -> bool:
    """Whether the activity's own border catches it."""
    return any(process.catching(node.id, model.ErrorDefinition, code) for code in (thrown.code, ""))


def _ends_one_of(
    process: model.Process, event: model.StartEvent | model.BoundaryEvent | None, scopes: set[str]
) -> bool:
    if isinstance(event, model.BoundaryEvent):
        return event.attached_to in scopes
    return event is not None and process.nodes[event.scope].scope in scopes


def _throwing(process: model.Process, element: str) -> Iterator[model.Node]:
    node = process.nodes[element]
    inside = _within(process, element) if isinstance(node, model.SubProcess) else [node]
    return (each for each in inside if isinstance(each, model.Task | model.CallActivity))


def _comes_to(
    process: model.Process, node: model.Node, errors: list[model.ErrorDefinition], event: model.BoundaryEvent
) -> bool:
    if isinstance(node, model.Task | model.CallActivity):
        return any(
            not _caught_at(process, node, each) and catcher(process, node.scope, each) is event
            for each in errors
        )
    thrown = (each for each in thrown_by(node) if isinstance(each, model.ErrorDefinition))
    return any(catcher(process, node.scope, each) is event for each in thrown)


def _within(process: model.Process, scope: str) -> Iterator[model.Node]:
    for node in process.children(scope):
        yield node
        if isinstance(node, model.SubProcess):
            yield from _within(process, node.id)


def freed_by_callers(process: model.Process, processes: Iterable[model.Process]) -> bool:
    """Whether each call of the process, in the same file, stands where an event may interrupt it."""
    calls = [
        any(frees(event) for event in other.boundary_events(call.id))
        for other in processes
        for call in other.of_type(model.CallActivity)
        if called_by(call) == process.id
    ]
    return bool(calls) and all(calls)


def _follow(
    process: model.Process, node: model.Node, thrown: model.EventDefinition, found: dict[str, set[Ending]]
) -> None:
    caught = catcher(process, node.scope, thrown)
    if isinstance(thrown, model.EscalationDefinition) and not (caught and caught.interrupting):
        return
    goal = None if caught is None else _scope_of(process, caught)
    scope = node.scope
    while scope != goal or isinstance(caught, model.BoundaryEvent):
        host = process.nodes.get(scope)
        if host is None or (isinstance(caught, model.BoundaryEvent) and caught.attached_to == scope):
            return
        done = host.scope == goal and not isinstance(caught, model.BoundaryEvent)
        found.setdefault(scope, set()).add(Ending.DONE if done else Ending.RAISED)
        scope = host.scope


def _scope_of(process: model.Process, event: model.StartEvent | model.BoundaryEvent) -> str:
    """The scope that the event watches: of an event sub-process the one around it, of a border the one inside."""
    if isinstance(event, model.BoundaryEvent):
        return ""
    return process.nodes[event.scope].scope
