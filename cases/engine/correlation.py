"""Names and keys by which a published event finds who waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from cases.models import Case, EventKind, Publication, Subscription
from workflows import feel
from workflows.bpmn import model as bpmn
from workflows.bpmn.semantics import StepFailed

from . import waits
from .variables import value_of

EventDefinition = bpmn.MessageDefinition | bpmn.SignalDefinition

#: The longest name and key; longer ones are refused rather than cut, for cut ones would meet.
LONGEST = 255


def key_text(value: Any) -> str:
    """A correlation key as it is compared: 7, 7.0 and "7" are one key, none is "". Raises ValueError."""
    plain = feel.to_json(value)
    if isinstance(plain, bool) or not isinstance(plain, str | int | float | None):
        raise ValueError(value)
    if isinstance(plain, float) and plain.is_integer():
        plain = int(plain)
    text = "" if plain is None else str(plain)
    if len(text) > LONGEST:
        raise ValueError(value)
    return text


def subscription(
    node: bpmn.Node,
    definition: EventDefinition,
    *,
    case: Case,
    token: int,
    scope: int,
    context: Mapping[str, Any],
    at: datetime,
) -> Subscription:
    """The row of a token that waits for a message or a signal. Raises StepFailed: name or key can't be read."""
    kind, name, key = _read(node, definition, context)
    if _written_key(definition) and not key:
        raise StepFailed("correlation_key_missing", element=node.id)
    return Subscription(
        case=case,
        element=node.id,
        token_number=token,
        scope_number=scope,
        definition_index=waits.index_of(node, definition),
        kind=kind,
        name=name,
        key=key,
        armed_at=at,
    )


def publication(
    node: bpmn.Node,
    definition: EventDefinition,
    *,
    case: Case,
    data: Mapping[str, Any],
    context: Mapping[str, Any],
    at: datetime,
) -> Publication:
    """The row of a message or signal that a token throws. Raises StepFailed: name or key can't be read."""
    kind, name, key = _read(node, definition, context)
    return Publication(
        kind=kind,
        name=name,
        key=key,
        data=dict(data),
        version=case.procedure_version,
        source=case,
        element=node.id,
        unit=case.unit,
        published_at=at,
        expires_at=expiry(kind, at),
    )


def expiry(kind: EventKind, at: datetime) -> datetime | None:
    """Until when a message waits for somebody; a signal is for those who wait now."""
    return at + settings.MESSAGE_BUFFER if kind is EventKind.MESSAGE else None


def _read(
    node: bpmn.Node, definition: EventDefinition, context: Mapping[str, Any]
) -> tuple[EventKind, str, str]:
    kind = EventKind.MESSAGE if isinstance(definition, bpmn.MessageDefinition) else EventKind.SIGNAL
    try:
        name = key_text(value_of(definition.name, context))
        key = key_text(value_of(_written_key(definition), context))
    except (ValueError, feel.FeelError) as error:
        raise StepFailed("correlation_unreadable", element=node.id) from error
    return kind, name, key


def _written_key(definition: EventDefinition) -> str:
    """The correlation key as the diagram writes it; a signal has none."""
    return definition.correlation_key if isinstance(definition, bpmn.MessageDefinition) else ""
