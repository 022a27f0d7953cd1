"""A timer, due date or follow-up date is ISO 8601 or FEEL (10.5.5, timer events)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.iso8601 import is_cycle, is_date, is_duration
from workflows.bpmn.model import Event, Node, Process, TimerDefinition, TimerKind
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error

_FORMS = {TimerKind.DATE: is_date, TimerKind.DURATION: is_duration, TimerKind.CYCLE: is_cycle}


def timer_is_readable(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-112 where there is no expression, BPMN-113 where it can't be read."""
    for event in process.of_type(Event):
        for timer in event.definitions:
            if isinstance(timer, TimerDefinition):
                yield from _timer(event, timer)
    for node in process.nodes.values():
        schedule = node.extensions.schedule
        for text in (schedule.due_date, schedule.follow_up_date):
            if text and not text.startswith("=") and not is_date(text):
                yield _unreadable(node, TimerKind.DATE, text)


def _timer(event: Event, timer: TimerDefinition) -> Iterator[Finding]:
    text = timer.expression
    if not text.strip("= "):
        yield error("BPMN-112", event.id, line=event.line, name=label(event))
    elif not text.startswith("=") and not _FORMS[timer.kind](text):
        yield _unreadable(event, timer.kind, text)


def _unreadable(node: Node, kind: TimerKind, text: str) -> Finding:
    return error("BPMN-113", node.id, line=node.line, name=label(node), kind=kind.value, text=text)
