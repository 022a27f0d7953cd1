"""What the engine runs today: one table over every combination that BPMN 2.0.2 allows.

A row is an element and its position; its entries are the event definitions it may carry ("" for none). An entry
that is missing is forbidden by the standard (tables 10.84 to 10.93). When the engine learns an element, its
entry here turns from NOT_YET to RUNS; nothing else needs to change.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from workflows.bpmn import model


class Standing(Enum):
    RUNS = "runs"
    NOT_YET = "not executable yet"
    FORBIDDEN = "not allowed by BPMN 2.0"


class Shape(NamedTuple):
    """Where an element stands, as the table names it: ("boundaryEvent", "interrupting", "timer")."""

    type: str
    position: str = ""
    event: str = ""

    def __str__(self) -> str:
        return " ".join(
            part for part in (self.event, self.type, self.position and f"({self.position})") if part
        )


RUNS, NOT_YET = Standing.RUNS, Standing.NOT_YET

_EVERY_TRIGGER = {
    "message": RUNS,
    "timer": RUNS,
    "signal": RUNS,
    "escalation": RUNS,
    "conditional": RUNS,
    "multiple": RUNS,
    "parallelMultiple": RUNS,
}

PROFILE: Mapping[tuple[str, str], Mapping[str, Standing]] = {
    ("task", ""): {"": RUNS},
    ("userTask", ""): {"": RUNS},
    ("manualTask", ""): {"": RUNS},
    ("serviceTask", ""): {"": RUNS},
    ("sendTask", ""): {"": RUNS},
    ("receiveTask", ""): {"": RUNS},
    ("scriptTask", ""): {"": RUNS},
    ("businessRuleTask", ""): {"": RUNS},
    ("callActivity", ""): {"": RUNS},
    ("subProcess", ""): {"": RUNS},
    ("subProcess", "event"): {"": RUNS},
    ("transaction", ""): {"": RUNS},
    ("adHocSubProcess", ""): {"": RUNS},
    ("exclusiveGateway", ""): {"": RUNS},
    ("parallelGateway", ""): {"": RUNS},
    ("inclusiveGateway", ""): {"": RUNS},
    ("eventBasedGateway", ""): {"": RUNS},
    ("eventBasedGateway", "instantiating"): {"": RUNS},
    ("complexGateway", ""): {"": RUNS},
    ("startEvent", "process"): {
        "": RUNS,
        "message": RUNS,
        "timer": RUNS,
        "signal": RUNS,
        "conditional": NOT_YET,
        "multiple": RUNS,
        "parallelMultiple": NOT_YET,
    },
    ("startEvent", "subProcess"): {"": RUNS},
    ("startEvent", "eventSubProcess"): {**_EVERY_TRIGGER, "error": RUNS, "compensate": RUNS},
    ("startEvent", "eventSubProcess non-interrupting"): _EVERY_TRIGGER,
    ("endEvent", ""): {
        "": RUNS,
        "terminate": RUNS,
        "message": RUNS,
        "signal": RUNS,
        "error": RUNS,
        "escalation": RUNS,
        "compensate": RUNS,
        "multiple": RUNS,
    },
    ("endEvent", "transaction"): {
        "": RUNS,
        "terminate": RUNS,
        "message": RUNS,
        "signal": RUNS,
        "error": RUNS,
        "escalation": RUNS,
        "compensate": RUNS,
        "cancel": RUNS,
        "multiple": RUNS,
    },
    ("intermediateCatchEvent", ""): {
        "timer": RUNS,
        "message": RUNS,
        "signal": RUNS,
        "conditional": RUNS,
        "link": RUNS,
        "multiple": RUNS,
        "parallelMultiple": RUNS,
    },
    ("intermediateThrowEvent", ""): {
        "": RUNS,
        "message": RUNS,
        "signal": RUNS,
        "escalation": RUNS,
        "compensate": RUNS,
        "link": RUNS,
        "multiple": RUNS,
    },
    ("boundaryEvent", "interrupting"): {
        **_EVERY_TRIGGER,
        "error": RUNS,
        "compensate": RUNS,
        "cancel": RUNS,
    },
    ("boundaryEvent", "non-interrupting"): _EVERY_TRIGGER,
}

#: Properties of an activity that change how it runs.
FEATURES: Mapping[str, Standing] = {
    "sequential multi-instance": RUNS,
    "parallel multi-instance": RUNS,
    "standard loop": RUNS,
    "compensation handler": RUNS,
    "token quantities": RUNS,
}

_EVENT_NAMES: Mapping[type[model.EventDefinition], str] = {
    model.TimerDefinition: "timer",
    model.MessageDefinition: "message",
    model.SignalDefinition: "signal",
    model.ErrorDefinition: "error",
    model.EscalationDefinition: "escalation",
    model.ConditionalDefinition: "conditional",
    model.LinkDefinition: "link",
    model.CompensateDefinition: "compensate",
    model.CancelDefinition: "cancel",
    model.TerminateDefinition: "terminate",
}


def standing(shape: Shape) -> Standing:
    """Whether an element in that place runs, will run some day, or never may."""
    row = PROFILE.get((shape.type, shape.position))
    if row is None:
        return Standing.NOT_YET
    return row.get(shape.event, Standing.FORBIDDEN)


def shape_of(process: model.Process, node: model.Node) -> Shape:
    """The row and the entry of the table that a node of `process` falls under."""
    return Shape(node.type, _position(process, node), _event(node))


def features_of(node: model.Node) -> tuple[str, ...]:
    """The keys of `FEATURES` that an activity makes use of."""
    if not isinstance(node, model.Activity):
        return ()
    found = []
    if isinstance(node.loop, model.MultiInstance):
        found.append("sequential multi-instance" if node.loop.sequential else "parallel multi-instance")
    elif node.loop is not None:
        found.append("standard loop")
    if node.for_compensation:
        found.append("compensation handler")
    if (node.start_quantity, node.completion_quantity) != (1, 1):
        found.append("token quantities")
    return tuple(found)


def _position(process: model.Process, node: model.Node) -> str:
    scope = process.nodes.get(node.scope)
    if isinstance(node, model.StartEvent):
        return _start_position(scope, node)
    if isinstance(node, model.BoundaryEvent):
        return "interrupting" if node.interrupting else "non-interrupting"
    if isinstance(node, model.EndEvent):
        return "transaction" if isinstance(scope, model.Transaction) else ""
    if isinstance(node, model.SubProcess) and node.triggered_by_event:
        return "event"
    if isinstance(node, model.EventBasedGateway) and node.instantiate:
        return "instantiating"
    return ""


def _start_position(scope: model.Node | None, node: model.StartEvent) -> str:
    if not isinstance(scope, model.SubProcess):
        return "process"
    if not scope.triggered_by_event:
        return "subProcess"
    return "eventSubProcess" if node.interrupting else "eventSubProcess non-interrupting"


def _event(node: model.Node) -> str:
    if not isinstance(node, model.Event) or not node.definitions:
        return ""
    if len(node.definitions) > 1:
        return "parallelMultiple" if node.parallel_multiple else "multiple"
    return _EVENT_NAMES[type(node.definitions[0])]
