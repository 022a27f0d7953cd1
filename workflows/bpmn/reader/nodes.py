"""One flow node from its element: its class, and the fields of its kind (BPMN 2.0.2, chapter 10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from lxml import etree

from workflows.bpmn import model
from workflows.bpmn.reader import names
from workflows.bpmn.reader.context import Reading, child, child_text, named
from workflows.bpmn.reader.events import message_of, read_event_definitions
from workflows.bpmn.reader.extensions import extension, read_extensions
from workflows.bpmn.zeebe import Script

Fields = dict[str, Any]


def read_node(
    reading: Reading,
    element: etree._Element,
    *,
    id: str,
    scope: str,
    incoming: tuple[str, ...],
    outgoing: tuple[str, ...],
) -> model.Node:
    """The node. An element without a class of its own becomes a plain `Node`, which no profile runs."""
    kind = names.local(element.tag)
    fields = named(element, id)
    fields |= {"scope": scope, "incoming": incoming, "outgoing": outgoing}
    fields["extensions"] = read_extensions(reading, element, id)
    if kind in names.ACTIVITIES:
        fields |= _activity(reading, element, id)
    elif kind in names.EVENTS:
        fields["definitions"] = read_event_definitions(reading, element, id)
        fields["parallel_multiple"] = reading.truth(element, "parallelMultiple", default=False, element=id)
    elif kind in names.GATEWAYS:
        fields["direction"] = element.get("gatewayDirection", "").strip()
    if kind in _SPECIAL:
        fields |= _SPECIAL[kind](reading, element, id, fields)
    return _CLASSES.get(kind, model.Node)(**fields)


def _activity(reading: Reading, element: etree._Element, id: str) -> Fields:
    return {
        "default_flow": element.get("default") or None,
        "loop": _loop(reading, element, id),
        "for_compensation": reading.truth(element, "isForCompensation", default=False, element=id),
        "start_quantity": reading.whole(element, "startQuantity", default=1, element=id),
        "completion_quantity": reading.whole(element, "completionQuantity", default=1, element=id),
    }


def _loop(
    reading: Reading, element: etree._Element, id: str
) -> model.MultiInstance | model.StandardLoop | None:
    several = child(element, "multiInstanceLoopCharacteristics")
    if several is not None:
        return _multi_instance(reading, several, id)
    again = child(element, "standardLoopCharacteristics")
    if again is None:
        return None
    maximum = reading.whole(again, "loopMaximum", default=0, element=id)
    return model.StandardLoop(
        condition=child_text(again, "loopCondition"),
        test_before=reading.truth(again, "testBefore", default=False, element=id),
        maximum=maximum or None,
    )


def _multi_instance(reading: Reading, several: etree._Element, id: str) -> model.MultiInstance:
    zeebe = extension(several, "loopCharacteristics")
    written = {} if zeebe is None else {str(key): str(value).strip() for key, value in zeebe.attrib.items()}
    return model.MultiInstance(
        sequential=reading.truth(several, "isSequential", default=False, element=id),
        collection=written.get("inputCollection", ""),
        element_variable=written.get("inputElement", ""),
        output_collection=written.get("outputCollection", ""),
        output_element=written.get("outputElement", ""),
        cardinality=child_text(several, "loopCardinality"),
        completion_condition=child_text(several, "completionCondition"),
    )


def _send(reading: Reading, element: etree._Element, id: str, fields: Fields) -> Fields:
    reference = element.get("messageRef", "").strip()
    return {"message": message_of(reading, reference, id, element) if reference else None}


def _receive(reading: Reading, element: etree._Element, id: str, fields: Fields) -> Fields:
    instantiate = reading.truth(element, "instantiate", default=False, element=id)
    return _send(reading, element, id, fields) | {"instantiate": instantiate}


def _script(reading: Reading, element: etree._Element, id: str, fields: Fields) -> Fields:
    """`zeebe:script` first, else the standard's own `script`: FEEL, unless its format says otherwise."""
    text = child_text(element, "script")
    foreign = element.get("scriptFormat", "feel").lower() not in ("feel", "text/feel", "application/feel", "")
    if fields["extensions"].script is not None or not text or foreign:
        return {}
    expression = text if text.startswith("=") else f"={text}"
    return {"extensions": replace(fields["extensions"], script=Script(expression=expression))}


def _sub_process(reading: Reading, element: etree._Element, id: str, fields: Fields) -> Fields:
    return {"triggered_by_event": reading.truth(element, "triggeredByEvent", default=False, element=id)}


def _ad_hoc(reading: Reading, element: etree._Element, id: str, fields: Fields) -> Fields:
    return _sub_process(reading, element, id, fields) | {
        "sequential": element.get("ordering") == "Sequential",
        "completion_condition": child_text(element, "completionCondition"),
        "cancel_remaining": reading.truth(element, "cancelRemainingInstances", default=True, element=id),
    }


def _call(reading: Reading, element: etree._Element, id: str, fields: Fields) -> Fields:
    return {"called": element.get("calledElement", "").strip()}


def _choice(reading: Reading, element: etree._Element, id: str, fields: Fields) -> Fields:
    return {"default_flow": element.get("default") or None}


def _event_gateway(reading: Reading, element: etree._Element, id: str, fields: Fields) -> Fields:
    return {
        "instantiate": reading.truth(element, "instantiate", default=False, element=id),
        "parallel": element.get("eventGatewayType") == "Parallel",
    }


def _complex(reading: Reading, element: etree._Element, id: str, fields: Fields) -> Fields:
    return _choice(reading, element, id, fields) | {
        "activation_condition": child_text(element, "activationCondition")
    }


def _start(reading: Reading, element: etree._Element, id: str, fields: Fields) -> Fields:
    return {"interrupting": reading.truth(element, "isInterrupting", default=True, element=id)}


def _boundary(reading: Reading, element: etree._Element, id: str, fields: Fields) -> Fields:
    return {
        "attached_to": element.get("attachedToRef", "").strip(),
        "interrupting": reading.truth(element, "cancelActivity", default=True, element=id),
    }


_CLASSES: dict[str, type[model.Node]] = {
    "task": model.Task,
    "userTask": model.UserTask,
    "manualTask": model.ManualTask,
    "serviceTask": model.ServiceTask,
    "sendTask": model.SendTask,
    "receiveTask": model.ReceiveTask,
    "scriptTask": model.ScriptTask,
    "businessRuleTask": model.BusinessRuleTask,
    "subProcess": model.SubProcess,
    "transaction": model.Transaction,
    "adHocSubProcess": model.AdHocSubProcess,
    "callActivity": model.CallActivity,
    "exclusiveGateway": model.ExclusiveGateway,
    "parallelGateway": model.ParallelGateway,
    "inclusiveGateway": model.InclusiveGateway,
    "eventBasedGateway": model.EventBasedGateway,
    "complexGateway": model.ComplexGateway,
    "startEvent": model.StartEvent,
    "endEvent": model.EndEvent,
    "intermediateCatchEvent": model.IntermediateCatchEvent,
    "intermediateThrowEvent": model.IntermediateThrowEvent,
    "boundaryEvent": model.BoundaryEvent,
}

_SPECIAL: dict[str, Callable[[Reading, etree._Element, str, Fields], Fields]] = {
    "sendTask": _send,
    "receiveTask": _receive,
    "scriptTask": _script,
    "subProcess": _sub_process,
    "transaction": _sub_process,
    "adHocSubProcess": _ad_hoc,
    "callActivity": _call,
    "exclusiveGateway": _choice,
    "inclusiveGateway": _choice,
    "eventBasedGateway": _event_gateway,
    "complexGateway": _complex,
    "startEvent": _start,
    "boundaryEvent": _boundary,
}
