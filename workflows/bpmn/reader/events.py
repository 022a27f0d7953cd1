"""Event definitions, with the messages, signals, errors and escalations they name (BPMN 2.0.2, 10.5.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from workflows.bpmn.model import (
    CancelDefinition,
    CompensateDefinition,
    ConditionalDefinition,
    ErrorDefinition,
    EscalationDefinition,
    EventDefinition,
    LinkDefinition,
    MessageDefinition,
    SignalDefinition,
    TerminateDefinition,
    TimerDefinition,
    TimerKind,
)
from workflows.bpmn.reader import names
from workflows.bpmn.reader.context import Reading, child, child_text, children, text_of


def read_event_definitions(
    reading: Reading, event: etree._Element, owner: str
) -> tuple[EventDefinition, ...]:
    """The definitions of an event, its own and those it refers to, in document order."""
    return tuple(
        _READERS[names.local(found.tag)](reading, found, owner)
        for found in _definitions_of(reading, event, owner)
    )


def message_of(
    reading: Reading, reference: str, owner: str, at: etree._Element, id: str = ""
) -> MessageDefinition:
    """The message that `reference` names. An empty name or key is for the rules to judge."""
    found = reading.resolve(reference, kind="message", element=owner, at=at)
    facts = {} if found is None else reading.messages.get(found.get("id", ""), {})
    return MessageDefinition(
        id=id,
        ref=reference,
        name=facts.get("name", ""),
        correlation_key=facts.get("correlation_key", ""),
    )


def _definitions_of(reading: Reading, event: etree._Element, owner: str) -> Iterator[etree._Element]:
    for entry in children(event):
        name = names.local(entry.tag)
        if name in names.EVENT_DEFINITIONS:
            yield entry
        elif name == "eventDefinitionRef":
            reference = text_of(entry)
            found = reading.by_id.get(reference.rpartition(":")[2])
            if found is not None and names.local(found.tag) in names.EVENT_DEFINITIONS:
                yield found
            else:
                reading.refuse("BPMN-013", owner, entry, reference=reference, kind="eventDefinition")


def _timer(reading: Reading, entry: etree._Element, owner: str) -> TimerDefinition:
    for kind in TimerKind:
        holder = child(entry, kind.value)
        if holder is not None:
            return TimerDefinition(id=entry.get("id", ""), kind=kind, expression=text_of(holder))
    return TimerDefinition(id=entry.get("id", ""), kind=TimerKind.DURATION, expression="")


def _message(reading: Reading, entry: etree._Element, owner: str) -> MessageDefinition:
    return message_of(reading, entry.get("messageRef", "").strip(), owner, entry, entry.get("id", ""))


def _signal(reading: Reading, entry: etree._Element, owner: str) -> SignalDefinition:
    reference = entry.get("signalRef", "").strip()
    found = reading.resolve(reference, kind="signal", element=owner, at=entry)
    name = "" if found is None else found.get("name", "").strip()
    return SignalDefinition(id=entry.get("id", ""), ref=reference, name=name, resolved=found is not None)


def _error(reading: Reading, entry: etree._Element, owner: str) -> ErrorDefinition:
    reference = entry.get("errorRef", "").strip()
    found = reading.resolve(reference, kind="error", element=owner, at=entry)
    code = "" if found is None else found.get("errorCode", "").strip()
    return ErrorDefinition(id=entry.get("id", ""), ref=reference, code=code, resolved=found is not None)


def _escalation(reading: Reading, entry: etree._Element, owner: str) -> EscalationDefinition:
    reference = entry.get("escalationRef", "").strip()
    found = reading.resolve(reference, kind="escalation", element=owner, at=entry)
    code = "" if found is None else found.get("escalationCode", "").strip()
    return EscalationDefinition(id=entry.get("id", ""), ref=reference, code=code, resolved=found is not None)


def _conditional(reading: Reading, entry: etree._Element, owner: str) -> ConditionalDefinition:
    return ConditionalDefinition(id=entry.get("id", ""), condition=child_text(entry, "condition"))


def _link(reading: Reading, entry: etree._Element, owner: str) -> LinkDefinition:
    return LinkDefinition(id=entry.get("id", ""), link=entry.get("name", "").strip())


def _compensate(reading: Reading, entry: etree._Element, owner: str) -> CompensateDefinition:
    return CompensateDefinition(
        id=entry.get("id", ""),
        activity=entry.get("activityRef", "").strip(),
        wait=reading.truth(entry, "waitForCompletion", default=True, element=owner),
    )


def _cancel(reading: Reading, entry: etree._Element, owner: str) -> CancelDefinition:
    return CancelDefinition(id=entry.get("id", ""))


def _terminate(reading: Reading, entry: etree._Element, owner: str) -> TerminateDefinition:
    return TerminateDefinition(id=entry.get("id", ""))


_READERS: dict[str, Callable[[Reading, etree._Element, str], EventDefinition]] = {
    "timerEventDefinition": _timer,
    "messageEventDefinition": _message,
    "signalEventDefinition": _signal,
    "errorEventDefinition": _error,
    "escalationEventDefinition": _escalation,
    "conditionalEventDefinition": _conditional,
    "linkEventDefinition": _link,
    "compensateEventDefinition": _compensate,
    "cancelEventDefinition": _cancel,
    "terminateEventDefinition": _terminate,
}
