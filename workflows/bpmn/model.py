"""BPMN 2.0 as values: what a diagram says, with nothing of a run in it.

Nodes of nested sub-processes stand flat in their process, each naming its `scope` (the id of the process or
sub-process that contains it directly). Expressions are kept as written: a leading "=" marks FEEL, anything
else is static text (Camunda 8). Source: OMG BPMN 2.0.2 (formal/13-12-09), chapters 8 to 10.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

from workflows.bpmn.zeebe import (
    NO_EXTENSIONS,
    Assignment,
    CalledDecision,
    CalledElement,
    Extensions,
    JobDefinition,
    Schedule,
    Script,
    VariableMapping,
)

#: Classes of other modules that are part of the model, too.
__all__ = [
    "Assignment",
    "CalledDecision",
    "CalledElement",
    "Extensions",
    "JobDefinition",
    "Schedule",
    "Script",
    "VariableMapping",
]


@dataclass(frozen=True, kw_only=True)
class Element:
    """Anything with an id. `line` is where it stands in the file, from 1."""

    id: str
    name: str = ""
    documentation: str = ""
    line: int | None = None


# Event definitions -----------------------------------------------------------------------------------------


class TimerKind(StrEnum):
    DATE = "timeDate"
    DURATION = "timeDuration"
    CYCLE = "timeCycle"


@dataclass(frozen=True, kw_only=True)
class EventDefinition:
    """What an event waits for or throws. `id` is the definition's own id, often empty."""

    id: str = ""


@dataclass(frozen=True, kw_only=True)
class TimerDefinition(EventDefinition):
    kind: TimerKind
    expression: str


@dataclass(frozen=True, kw_only=True)
class MessageDefinition(EventDefinition):
    """`name` and `correlation_key` come from the message it refers to; both may be FEEL."""

    ref: str
    name: str = ""
    correlation_key: str = ""


@dataclass(frozen=True, kw_only=True)
class SignalDefinition(EventDefinition):
    """`name` may be FEEL. `resolved` (of errors and escalations, too): `ref` names one that is there."""

    ref: str
    name: str = ""
    resolved: bool = field(default=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class ErrorDefinition(EventDefinition):
    """An empty `code` on a catching event catches every error (10.5.6)."""

    ref: str = ""
    code: str = ""
    resolved: bool = field(default=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class EscalationDefinition(EventDefinition):
    ref: str = ""
    code: str = ""
    resolved: bool = field(default=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class ConditionalDefinition(EventDefinition):
    condition: str


@dataclass(frozen=True, kw_only=True)
class LinkDefinition(EventDefinition):
    link: str


@dataclass(frozen=True, kw_only=True)
class CompensateDefinition(EventDefinition):
    activity: str = ""
    wait: bool = True


@dataclass(frozen=True, kw_only=True)
class CancelDefinition(EventDefinition):
    pass


@dataclass(frozen=True, kw_only=True)
class TerminateDefinition(EventDefinition):
    pass


# Flow nodes ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class SequenceFlow(Element):
    """`condition` is FEEL after "=", or empty."""

    source: str
    target: str
    condition: str = ""


@dataclass(frozen=True, kw_only=True)
class Node(Element):
    """A flow node. `incoming` and `outgoing` are ids of sequence flows, in document order.

    They are taken from the flows' own ends, not from the node's lists, which the standard calls redundant.
    """

    scope: str
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    extensions: Extensions = NO_EXTENSIONS

    @property
    def type(self) -> str:
        """The element's name in BPMN: "userTask", "exclusiveGateway" and so on."""
        name = type(self).__name__
        return name[0].lower() + name[1:]


@dataclass(frozen=True, kw_only=True)
class MultiInstance:
    """`multiInstanceLoopCharacteristics` with `zeebe:loopCharacteristics`, or `loopCardinality`."""

    sequential: bool
    collection: str = ""
    element_variable: str = ""
    output_collection: str = ""
    output_element: str = ""
    cardinality: str = ""
    completion_condition: str = ""


@dataclass(frozen=True, kw_only=True)
class StandardLoop:
    """`standardLoopCharacteristics`. `maximum` is None where the file sets none."""

    condition: str = ""
    test_before: bool = False
    maximum: int | None = None


@dataclass(frozen=True, kw_only=True)
class Activity(Node):
    default_flow: str | None = None
    loop: MultiInstance | StandardLoop | None = None
    for_compensation: bool = False
    start_quantity: int = 1
    completion_quantity: int = 1


@dataclass(frozen=True, kw_only=True)
class Task(Activity):
    """An abstract task; also the base of the typed ones."""


@dataclass(frozen=True, kw_only=True)
class UserTask(Task):
    pass


@dataclass(frozen=True, kw_only=True)
class ManualTask(Task):
    pass


@dataclass(frozen=True, kw_only=True)
class ServiceTask(Task):
    pass


@dataclass(frozen=True, kw_only=True)
class SendTask(Task):
    message: MessageDefinition | None = None


@dataclass(frozen=True, kw_only=True)
class ReceiveTask(Task):
    message: MessageDefinition | None = None
    instantiate: bool = False


@dataclass(frozen=True, kw_only=True)
class ScriptTask(Task):
    pass


@dataclass(frozen=True, kw_only=True)
class BusinessRuleTask(Task):
    pass


@dataclass(frozen=True, kw_only=True)
class SubProcess(Activity):
    """An embedded sub-process, or an event sub-process when `triggered_by_event`."""

    triggered_by_event: bool = False


@dataclass(frozen=True, kw_only=True)
class Transaction(SubProcess):
    pass


@dataclass(frozen=True, kw_only=True)
class AdHocSubProcess(SubProcess):
    sequential: bool = False
    completion_condition: str = ""
    cancel_remaining: bool = True


@dataclass(frozen=True, kw_only=True)
class CallActivity(Activity):
    """`called` is the plain BPMN attribute `calledElement`; `extensions.called_element` goes before it."""

    called: str = ""


@dataclass(frozen=True, kw_only=True)
class Gateway(Node):
    """`default_flow` only where the kind allows one. `direction` as written: "Converging" and so on, or empty."""

    default_flow: str | None = None
    direction: str = ""


@dataclass(frozen=True, kw_only=True)
class ExclusiveGateway(Gateway):
    pass


@dataclass(frozen=True, kw_only=True)
class ParallelGateway(Gateway):
    pass


@dataclass(frozen=True, kw_only=True)
class InclusiveGateway(Gateway):
    pass


@dataclass(frozen=True, kw_only=True)
class EventBasedGateway(Gateway):
    instantiate: bool = False
    parallel: bool = False


@dataclass(frozen=True, kw_only=True)
class ComplexGateway(Gateway):
    activation_condition: str = ""


@dataclass(frozen=True, kw_only=True)
class Event(Node):
    """`definitions` is empty for a none event; more than one makes it multiple (10.5.1)."""

    definitions: tuple[EventDefinition, ...] = ()
    parallel_multiple: bool = False

    @property
    def definition(self) -> EventDefinition | None:
        return self.definitions[0] if self.definitions else None


@dataclass(frozen=True, kw_only=True)
class StartEvent(Event):
    """`interrupting` matters only inside an event sub-process."""

    interrupting: bool = True


@dataclass(frozen=True, kw_only=True)
class EndEvent(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class IntermediateCatchEvent(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class IntermediateThrowEvent(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class BoundaryEvent(Event):
    attached_to: str
    interrupting: bool = True


# Containers ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Lane(Element):
    """A lane may name the role of its user tasks by `zeebe:property name="role"`, else by its name.

    `parent` is the id of the lane around it, or empty; `lane_set` counts the lane sets of the process from 0.
    """

    parent: str = ""
    lane_set: int = 0
    nodes: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DataObject(Element):
    """A data object of a process; `value` is the initial value as FEEL where an extension gives one.

    `structure` is what the item definition it refers to names, as written (8.4.10); empty for none.
    """

    scope: str
    structure: str = ""
    collection: bool = False
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Association(Element):
    """A dotted line between two ids; from a compensation event it names the activity that undoes (10.7)."""

    scope: str
    source: str
    target: str


NodeT = TypeVar("NodeT", bound=Node)


@dataclass(frozen=True, kw_only=True)
class Process(Element):
    """An executable, or at least drawn, process. All maps keep document order.

    `drawn` is True where the file says so (`isExecutable="false"`): such a process need not hold what only a run
    asks for, such as conditions (10.2, private non-executable process).
    """

    executable: bool
    drawn: bool = False
    nodes: Mapping[str, Node]
    flows: Mapping[str, SequenceFlow]
    lanes: tuple[Lane, ...] = ()
    data_objects: tuple[DataObject, ...] = ()
    associations: tuple[Association, ...] = ()
    extensions: Extensions = NO_EXTENSIONS

    def of_type(self, kind: type[NodeT]) -> Iterator[NodeT]:
        return (node for node in self.nodes.values() if isinstance(node, kind))

    def outgoing(self, node_id: str) -> tuple[SequenceFlow, ...]:
        return tuple(self.flows[flow] for flow in self.nodes[node_id].outgoing)

    def incoming(self, node_id: str) -> tuple[SequenceFlow, ...]:
        return tuple(self.flows[flow] for flow in self.nodes[node_id].incoming)

    def children(self, scope: str) -> tuple[Node, ...]:
        """The nodes that stand directly in `scope` (the process id or a sub-process id)."""
        return self._children.get(scope, ())

    def boundary_events(self, host: str) -> tuple[BoundaryEvent, ...]:
        return self._boundaries.get(host, ())

    def start_events(self, scope: str | None = None) -> tuple[StartEvent, ...]:
        wanted = self.id if scope is None else scope
        return tuple(node for node in self.children(wanted) if isinstance(node, StartEvent))

    def event_starts(self, scope: str) -> tuple[StartEvent, ...]:
        """The start events of the event sub-processes that stand directly in `scope`."""
        return self._event_starts.get(scope, ())

    def catching(self, place: str, kind: type[EventDefinition], code: str) -> tuple[Event, ...]:
        """The events that catch errors or escalations (`kind`) of that code: those of the event sub-processes of the
        scope `place`, and those on its border; with the code "" the ones that catch all."""
        return self._catching.get((place, kind, code), ())

    @cached_property
    def _event_starts(self) -> Mapping[str, tuple[StartEvent, ...]]:
        grouped: dict[str, list[StartEvent]] = {}
        for scope in self.of_type(SubProcess):
            if scope.triggered_by_event:
                grouped.setdefault(scope.scope, []).extend(self.start_events(scope.id))
        return {scope: tuple(events) for scope, events in grouped.items()}

    @cached_property
    def _catching(self) -> Mapping[tuple[str, type[EventDefinition], str], tuple[Event, ...]]:
        grouped: dict[tuple[str, type[EventDefinition], str], list[Event]] = {}
        places: list[tuple[str, Event]] = [
            (event.attached_to, event) for event in self.of_type(BoundaryEvent)
        ]
        places += [(scope, event) for scope, events in self._event_starts.items() for event in events]
        for place, event in places:
            for each in event.definitions:
                if isinstance(each, ErrorDefinition | EscalationDefinition):
                    grouped.setdefault((place, type(each), each.code), []).append(event)
        return {key: tuple(events) for key, events in grouped.items()}

    @cached_property
    def _children(self) -> Mapping[str, tuple[Node, ...]]:
        grouped: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            grouped.setdefault(node.scope, []).append(node)
        return {scope: tuple(nodes) for scope, nodes in grouped.items()}

    @cached_property
    def _boundaries(self) -> Mapping[str, tuple[BoundaryEvent, ...]]:
        grouped: dict[str, list[BoundaryEvent]] = {}
        for node in self.of_type(BoundaryEvent):
            grouped.setdefault(node.attached_to, []).append(node)
        return {host: tuple(events) for host, events in grouped.items()}


@dataclass(frozen=True, kw_only=True)
class Participant(Element):
    process: str = ""


@dataclass(frozen=True, kw_only=True)
class Definitions:
    """One BPMN file. `findings` are those of reading: what the profile doesn't know, dangling references."""

    id: str
    target_namespace: str
    processes: Mapping[str, Process]
    messages: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    participants: tuple[Participant, ...] = ()
    findings: tuple[Any, ...] = ()
    xml: bytes = b""

    def main(self, process_id: str | None = None) -> Process:
        """The process named, else the first executable one, else the first. KeyError when there is none."""
        if process_id is not None:
            return self.processes[process_id]
        for process in self.processes.values():
            if process.executable:
                return process
        return next(iter(self.processes.values()))
