"""An ad-hoc sub-process holds activities, and neither start nor end events (10.3.5, ad-hoc sub-process)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Activity, AdHocSubProcess, EndEvent, Process, StartEvent
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, error


def ad_hoc_holds_activities(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-236."""
    for scope in process.of_type(AdHocSubProcess):
        inside = process.children(scope.id)
        wrong = [node for node in inside if isinstance(node, StartEvent | EndEvent)]
        if wrong or not any(isinstance(node, Activity) for node in inside):
            yield error("BPMN-236", scope.id, line=scope.line, name=label(scope))
