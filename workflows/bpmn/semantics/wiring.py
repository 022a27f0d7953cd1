"""What a diagram means for tokens, worked out once per process and kept as long as the process is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .. import model as bpmn
from .upstream import Upstream, upstream_of


class Wiring:
    """Look-ups that every step makes. `container` is the id of a process or sub-process."""

    def __init__(self, process: bpmn.Process) -> None:
        self.process = process
        self.nodes = process.nodes
        self.flows = process.flows
        self.outgoing: Mapping[str, tuple[bpmn.SequenceFlow, ...]] = {
            node: process.outgoing(node) for node in process.nodes
        }
        self.boundaries: dict[str, tuple[bpmn.BoundaryEvent, ...]] = {}
        self.event_starts: dict[str, tuple[bpmn.StartEvent, ...]] = {}
        self.beginnings: dict[str, tuple[bpmn.Node, ...]] = {process.id: _beginnings(process, process.id)}
        for node in process.nodes.values():
            if isinstance(node, bpmn.BoundaryEvent):
                self.boundaries[node.attached_to] = (*self.boundaries.get(node.attached_to, ()), node)
            elif isinstance(node, bpmn.SubProcess):
                self.beginnings[node.id] = _beginnings(process, node.id)
                if node.triggered_by_event:
                    starts = tuple(event for event in process.start_events(node.id) if event.definitions)
                    self.event_starts[node.scope] = (*self.event_starts.get(node.scope, ()), *starts)
        #: The catching ends of links, by the id of what contains them and their name.
        self.links: dict[tuple[str, str], bpmn.Node] = {
            (event.scope, definition.link): event
            for event in process.of_type(bpmn.IntermediateCatchEvent)
            for definition in event.definitions
            if isinstance(definition, bpmn.LinkDefinition)
        }
        self.has_conditional_events = any(
            isinstance(definition, bpmn.ConditionalDefinition)
            for event in process.of_type(bpmn.Event)
            for definition in event.definitions
        )
        #: What undoes an activity: the one that its compensation event is tied to; for a sub-process also the
        #: start of its compensation event sub-process.
        self.handlers: dict[str, bpmn.Node] = dict(_handlers(process))
        self.undoing_starts: dict[str, bpmn.StartEvent] = {
            container: start
            for container, starts in self.event_starts.items()
            for start in starts
            if isinstance(start.definition, bpmn.CompensateDefinition)
        }
        self.has_ad_hoc = any(True for _ in process.of_type(bpmn.AdHocSubProcess))
        #: The inclusive and complex gateways that wait for more than one incoming flow.
        self.joins: Mapping[str, Upstream] = {
            gateway.id: upstream_of(process, gateway)
            for gateway in process.of_type(bpmn.Gateway)
            if isinstance(gateway, bpmn.InclusiveGateway | bpmn.ComplexGateway) and len(gateway.incoming) > 1
        }


def _beginnings(process: bpmn.Process, container: str) -> tuple[bpmn.Node, ...]:
    """Its start event, or, without one, all that nothing leads to (10.3.5)."""
    starts = tuple(event for event in process.start_events(container) if not event.definitions)
    if starts:
        return starts
    return tuple(
        node
        for node in process.children(container)
        if not node.incoming
        and not isinstance(node, bpmn.BoundaryEvent | bpmn.StartEvent)
        and not (isinstance(node, bpmn.SubProcess) and node.triggered_by_event)
        and not (isinstance(node, bpmn.Activity) and node.for_compensation)
    )


def _handlers(process: bpmn.Process) -> Iterator[tuple[str, bpmn.Node]]:
    tied = {association.source: association.target for association in process.associations}
    tied |= {association.target: association.source for association in process.associations}
    for event in process.of_type(bpmn.BoundaryEvent):
        handler = process.nodes.get(tied.get(event.id, ""))
        if isinstance(event.definition, bpmn.CompensateDefinition) and handler is not None:
            yield event.attached_to, handler


def wiring_of(process: bpmn.Process) -> Wiring:
    """The wiring of a process. It's kept where a cached property would be, for it lives as long as the process."""
    kept = vars(process)
    wiring = kept.get("_wiring")
    if wiring is None:
        wiring = kept["_wiring"] = Wiring(process)
    return wiring
