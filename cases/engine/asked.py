"""Rows for what a token asks for when it comes to rest: a machine step, a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.models import Case, Job, Timer
from workflows.bpmn import model as bpmn
from workflows.bpmn import semantics

from . import waits
from .due import due_of

#: How often a job is tried before it becomes an incident, where the diagram says nothing.
DEFAULT_ATTEMPTS = 3


def job(
    effect: semantics.JobRequested,
    definition: bpmn.JobDefinition,
    *,
    case: Case,
    inputs: dict[str, Any],
    at: datetime,
) -> Job:
    """A machine step for a worker."""
    return Job(
        case=case,
        element=effect.node.id,
        token_number=effect.token,
        type=definition.type,
        headers=dict(effect.node.extensions.headers),
        inputs=inputs,
        max_attempts=int(definition.retries) if definition.retries.isdigit() else DEFAULT_ATTEMPTS,
        run_after=at,
    )


def timer(effect: semantics.TimerArmed, *, case: Case, context: Mapping[str, Any], at: datetime) -> Timer:
    """A timer counted from now. Raises StepFailed when its moment can't be told."""
    assert isinstance(effect.definition, bpmn.TimerDefinition)
    due = due_of(effect.node, effect.definition, unit=case.unit, context=context, start=at)
    return Timer(
        case=case,
        element=effect.node.id,
        token_number=effect.token,
        scope_number=effect.scope,
        definition_index=waits.index_of(effect.node, effect.definition),
        due_at=due.at,
        next_attempt_at=due.at,
        interval=due.interval,
        repeats_left=due.repeats_left,
    )
