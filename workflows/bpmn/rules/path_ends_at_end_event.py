"""Where a scope has end events, each path leads to one (10.5.3: then nothing else may be without an outgoing flow)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn import model
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, warning


def path_ends_at_end_event(process: model.Process, around: Around) -> Iterator[Finding]:
    """BPMN-208, a warning: the path ends there all the same."""
    ended = {event.scope for event in process.of_type(model.EndEvent)}
    for node in process.nodes.values():
        if node.scope in ended and not node.outgoing and _must_go_on(process, node):
            yield warning("BPMN-208", node.id, line=node.line, name=label(node))


def _must_go_on(process: model.Process, node: model.Node) -> bool:
    if isinstance(node, model.EndEvent) or type(node) is model.Node:
        return False
    if isinstance(process.nodes.get(node.scope), model.AdHocSubProcess):
        return False
    if isinstance(node, model.Activity):
        return not (node.for_compensation or (isinstance(node, model.SubProcess) and node.triggered_by_event))
    if isinstance(node, model.Event):
        return not any(isinstance(each, _APART) for each in node.definitions)
    return True


#: They are tied by a link or an association.
_APART = (model.LinkDefinition, model.CompensateDefinition)
