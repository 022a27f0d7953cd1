"""Every place of a process where an expression may stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workflows.bpmn import model
from workflows.bpmn.zeebe import Extensions


@dataclass(frozen=True, slots=True)
class Place:
    """An expression as written, and the element that holds it. `logical`: plain text means nothing there."""

    element: model.Element
    what: str
    text: str
    logical: bool = False

    @property
    def feel(self) -> str | None:
        """The FEEL after "=", or None for plain text."""
        return self.text[1:] if self.text.startswith("=") else None


def places(process: model.Process) -> Iterator[Place]:
    """All expressions that aren't empty, in document order of nodes, then flows, then data objects."""
    for node in process.nodes.values():
        yield from (place for place in _of_node(node) if place.text)
    for flow in process.flows.values():
        if flow.condition:
            yield Place(flow, "condition", flow.condition, logical=True)
    for data in process.data_objects:
        if data.value:
            yield Place(data, "value", data.value)


def known_names(process: model.Process, around: frozenset[str] | None) -> frozenset[str] | None:
    """The variables that expressions of `process` may use: those of `around` and those that it fills itself."""
    if around is None:
        return None
    written = (name for node in process.nodes.values() for name in _filled_by(node))
    data = (data.name or data.id for data in process.data_objects)
    return around | {name.partition(".")[0] for name in written if name} | set(data)


def _filled_by(node: model.Node) -> Iterator[str]:
    extensions = node.extensions
    yield from (mapping.target for mapping in (*extensions.inputs, *extensions.outputs))
    if extensions.called_decision is not None:
        yield extensions.called_decision.result_variable
    if extensions.script is not None:
        yield extensions.script.result_variable
    if isinstance(node, model.Activity) and isinstance(node.loop, model.MultiInstance):
        yield from (node.loop.element_variable, node.loop.output_collection, "loopCounter")


def position(rows: Sequence[str], place: Place, line: int, column: int) -> tuple[int | None, int | None]:
    """Line and column in the file of a position inside the FEEL text; the element's line where it isn't found.

    `rows` are the lines of the file, `line` and `column` count from 1 within the FEEL text. Attributes may
    be written with character references.
    """
    start = place.element.line
    if start is None:
        return None, None
    window = "\n".join(rows[start - 1 : start + 200])[:_WINDOW]
    before = "".join(f"{row}\n" for row in place.text[1:].split("\n")[: line - 1])
    offset = min(1 + len(before) + column - 1, len(place.text))
    whole = re.search(_as_written(place.text[:2000]), window)
    if whole is None:
        return start, None
    head = re.compile(_as_written(place.text[: min(offset, 2000)])).match(window, whole.start())
    end = head.end() if head else whole.start()
    return start + window.count("\n", 0, end), end - window.rfind("\n", 0, end)


#: Characters after the element's start in which its expression is looked for.
_WINDOW = 20_000

_ESCAPES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;", "'": "&apos;", "\n": "&#10;|&#xA;|\r\n"}


def _as_written(text: str) -> str:
    return "".join(
        f"(?:{re.escape(char)}|{_ESCAPES[char]})" if char in _ESCAPES else re.escape(char) for char in text
    )


def _of_node(node: model.Node) -> Iterator[Place]:
    extensions = node.extensions
    for mapping in extensions.inputs:
        yield Place(node, "input", mapping.source)
    for mapping in extensions.outputs:
        yield Place(node, "output", mapping.source)
    for key, value in extensions.headers.items():
        yield Place(node, f"header {key}", value)
    yield Place(node, "assignee", extensions.assignment.assignee)
    yield Place(node, "candidate users", extensions.assignment.candidate_users)
    yield Place(node, "candidate groups", extensions.assignment.candidate_groups)
    yield Place(node, "due date", extensions.schedule.due_date)
    yield Place(node, "follow-up date", extensions.schedule.follow_up_date)
    yield Place(node, "priority", extensions.priority)
    yield Place(node, "form", extensions.form_id)
    yield from _of_calls(node, extensions)
    if isinstance(node, model.Activity) and node.loop is not None:
        yield from _of_loop(node, node.loop)
    if isinstance(node, model.SendTask | model.ReceiveTask) and node.message is not None:
        yield from _of_event(node, node.message)
    if isinstance(node, model.Event):
        for definition in node.definitions:
            yield from _of_event(node, definition)


def _of_calls(node: model.Node, extensions: Extensions) -> Iterator[Place]:
    if extensions.job is not None:
        yield Place(node, "job type", extensions.job.type)
        yield Place(node, "retries", extensions.job.retries)
    if extensions.called_decision is not None:
        yield Place(node, "decision", extensions.called_decision.decision_id)
    if extensions.called_element is not None:
        yield Place(node, "called process", extensions.called_element.process_id)
    if extensions.script is not None:
        yield Place(node, "script", extensions.script.expression, logical=True)


def _of_loop(node: model.Node, loop: model.MultiInstance | model.StandardLoop) -> Iterator[Place]:
    if isinstance(loop, model.StandardLoop):
        yield Place(node, "loop condition", loop.condition, logical=True)
        return
    yield Place(node, "collection", loop.collection, logical=True)
    yield Place(node, "output element", loop.output_element, logical=True)
    yield Place(node, "cardinality", loop.cardinality)
    yield Place(node, "completion condition", loop.completion_condition, logical=True)


def _of_event(node: model.Node, definition: model.EventDefinition) -> Iterator[Place]:
    match definition:
        case model.TimerDefinition(expression=text):
            yield Place(node, "timer", text)
        case model.ConditionalDefinition(condition=text):
            yield Place(node, "condition", text, logical=True)
        case model.MessageDefinition(name=name, correlation_key=key):
            yield Place(node, "message name", name)
            yield Place(node, "correlation key", key, logical=True)
        case model.SignalDefinition(name=name):
            yield Place(node, "signal name", name)
        case model.ErrorDefinition(code=code) | model.EscalationDefinition(code=code):
            yield Place(node, "code", code)
