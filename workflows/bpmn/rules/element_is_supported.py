"""Only what the engine can run may be published; the table is the profile (2.3, execution conformance)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Process
from workflows.bpmn.profile import FEATURES, Standing, features_of, shape_of, standing
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def element_is_supported(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-101, once for the element and once for each property that it can't be run with."""
    for node in process.nodes.values():
        shape = shape_of(process, node)
        if standing(shape) is Standing.NOT_YET:
            yield error("BPMN-101", node.id, line=node.line, name=label(node), kind=str(shape))
        for feature in features_of(node):
            if FEATURES[feature] is Standing.NOT_YET:
                yield error("BPMN-101", node.id, line=node.line, name=label(node), kind=feature)
