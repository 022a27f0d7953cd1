"""Somebody must be asked: an address, or a lane that names a role (10.3.3, resources; 10.8, lanes)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Process, UserTask
from workflows.bpmn.rules.base import Around, label
from workflows.findings import Finding, warning


def user_task_has_somebody(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-204, a warning, where roles are demanded."""
    roles = around.vocabulary.roles
    if roles is None:
        return
    named_lanes = (lane for lane in process.lanes if lane.properties.get("role") or lane.name in roles)
    in_lanes = {node for lane in named_lanes for node in lane.nodes}
    for task in process.of_type(UserTask):
        assignment = task.extensions.assignment
        named = assignment.assignee or assignment.candidate_users or assignment.candidate_groups
        if not named and task.id not in in_lanes:
            yield warning("BPMN-204", task.id, line=task.line, name=label(task))
